"""How much of the country's case mix a unit has seen, before its direct rate is believed.

A direct rate moves everybody in the country into one unit. Where the unit has nobody like them, it
is the model alone that says how they would fare there.
"""

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.analysis import Population
from bayes_bench.fitted import Fit, once
from bayes_bench.typing import Floats

LEAST_OVERLAP = 0.9
"""Share of the country's people that a unit should have seen.

Were the model wrong by ten percentage points about a tenth of the people, the direct rate would be
wrong by one, which is what matters unless the model file says otherwise (``benchmark.margin``).
"""

type Column = tuple[str, NDArray[np.number]]  # kind of a covariate, and its value in each cell


@once
def case_mix_overlap(fit: Fit) -> xr.Dataset:
    """How much of the country's case mix every unit has seen, "other" included.

    Covariates that are the same for all people of a unit, in every ranked unit, describe units and
    not people. No unit could have seen their other values: they are left out of both shares.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset
        Dims unit. ``levels_seen``: share (0-1) of the country's people all of whose category levels
        occur in the unit and whose measurements lie within its range. ``risk_seen``: share of the
        country's people whose linear predictor without unit effect, its posterior mean, lies within
        the unit's range of it. ``warning``: either is below `LEAST_OVERLAP`. Attr ``left_out``: the
        covariates of units, as JSON.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    cells, design, population = fit.analysis.cells, fit.analysis.design, fit.analysis.population
    slopes = fit.parameters.coefficient.mean(axis=0)
    covariates = fit.model.covariates
    columns = {c.name: (c.kind, cells[f"covariate_{c.name}"].to_numpy()) for c in covariates}
    ranked = cells["ranked"].to_numpy()
    left_out = [name for name, c in columns.items() if _is_of_units(c, population, ranked)]
    personal = [column for name, column in columns.items() if name not in left_out]
    kept = np.array([term.covariate not in left_out for term in design.terms], dtype=bool)
    risk = design.matrix @ np.where(kept, slopes, 0.0)  # a constant moves no one out of a range
    levels_seen = _share_seen(personal, population)
    return (
        _described(levels_seen, _share_seen([("linear", risk)], population))
        .assign_coords(fit.analysis.unit_coords)
        .assign_attrs(left_out=json.dumps(left_out), least_overlap=LEAST_OVERLAP)
    )


def _is_of_units(column: Column, population: Population, ranked: NDArray[np.bool_]) -> bool:
    _, values = column
    first = population.starts[:-1]
    alike = np.minimum.reduceat(values, first) == np.maximum.reduceat(values, first)
    return bool(alike[ranked].all())


def _share_seen(columns: Sequence[Column], population: Population) -> Floats:
    """Share of the country's people who are in every respect within what a unit has; (unit,)."""
    shares, starts = population.country_fractions, population.starts
    seen = np.empty(population.people.size)
    for unit in range(seen.size):
        own = slice(starts[unit], starts[unit + 1])
        within = np.ones(shares.size, dtype=bool)
        for kind, values in columns:
            within &= _is_seen(kind, values, values[own])
        seen[unit] = shares[within].sum()
    # the sum of all shares may miss 1 by rounding
    return np.minimum(seen, 1.0)


def _is_seen(kind: str, values: NDArray[np.number], own: NDArray[np.number]) -> NDArray[np.bool_]:
    """Whether each value is a level that the unit has, or lies within the unit's range."""
    if kind == "category":
        return np.isin(values, own)
    return (values >= own.min()) & (values <= own.max())


def _described(levels_seen: Floats, risk_seen: Floats) -> xr.Dataset:
    """Say what every variable is."""
    warning = np.minimum(levels_seen, risk_seen) < LEAST_OVERLAP
    meaning = {
        "levels_seen": (levels_seen, "share", "people whose levels and values the unit has seen"),
        "risk_seen": (risk_seen, "share", "people whose predicted risk the unit has seen"),
        "warning": (warning, "yes or no", f"one of the two is below {LEAST_OVERLAP}"),
    }
    return xr.Dataset(
        {
            name: ("unit", values, {"units": units, "long_name": long_name})
            for name, (values, units, long_name) in meaning.items()
        }
    )
