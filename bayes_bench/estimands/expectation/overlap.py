"""Overlap (positivity, common support) of a unit's case mix with the country's.

Direct standardisation moves everybody in the country into one unit. Where the unit has nobody like
them, its direct rate is extrapolated by the model alone.
"""

import json
from collections.abc import Sequence

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.analysis import Population
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.typing import Floats

MIN_OVERLAP = 0.9
"""Proportion of the country's people whom a unit should cover.

Were the model wrong by ten percentage points about a tenth of the people, the direct rate would be
wrong by one, which is what matters unless the model file says otherwise (``benchmark.margin``).
"""

_UNITS = 64  # units that a core looks at at a time

type Column = tuple[str, NDArray[np.number]]  # kind of a covariate, and its value in each cell


@once
def case_mix_overlap(fit: Fit) -> xr.Dataset:
    """Proportion of the country's case mix that every unit covers, "other" included.

    Covariates that are the same for all people of a unit, in every ranked unit, are of the unit
    level. No unit could cover their other values: they are left out of both proportions.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset
        Dims unit. ``levels_seen``: proportion (0-1) of the country's people all of whose category
        levels occur in the unit and whose measurements lie within its range. ``risk_seen``:
        proportion of the country's people whose linear predictor without unit effect, its posterior
        mean, lies within the unit's range of it. ``warning``: either is below `MIN_OVERLAP`. Attr
        ``left_out``: the covariates of the unit level, as JSON.

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    cells, design, population = fit.analysis.cells, fit.analysis.design, fit.analysis.population
    slopes = fit.parameters.coefficient.mean(axis=0)
    covariates = fit.model.characteristics
    columns = {c.name: (c.kind, cells[f"covariate_{c.name}"].to_numpy()) for c in covariates}
    declared = fit.model.of_units
    left_out = [
        name
        for name, column in columns.items()
        if name in declared or not fit.analysis.varies_within_units(column[1])
    ]
    # an interaction with one of them is of the unit level in part
    left_out += [n for n, pair in fit.model.interactions.items() if {*pair} & {*left_out}]
    personal = [column for name, column in columns.items() if name not in left_out]
    kept = np.array([term.covariate not in left_out for term in design.terms], dtype=bool)
    risk = design.matrix @ np.where(kept, slopes, 0.0)  # a constant moves no one out of a range
    levels_seen = _proportion_covered(personal, population)
    return (
        _described(levels_seen, _proportion_covered([("linear", risk)], population))
        .assign_coords(fit.analysis.unit_coords)
        .assign_attrs(left_out=json.dumps(left_out), min_overlap=MIN_OVERLAP)
    )


def _proportion_covered(columns: Sequence[Column], population: Population) -> Floats:
    """Proportion of the country's people who are within a unit's levels and ranges; (unit,)."""
    from bayes_bench.numerics.coverage_kernel import covered  # numba is slow to import

    levels = _side_by_side(columns, "category", population).astype(np.int32)
    measures = _side_by_side(columns, "", population).astype(np.float64)
    offsets = np.concatenate([[0], np.cumsum(levels.max(axis=0, initial=-1) + 1)]).astype(np.int32)
    table = levels + offsets[:-1]
    firsts = range(0, population.units, _UNITS)
    parts = on_all_cores(
        lambda first: covered(
            (table, measures),
            offsets,
            population.country_fractions,
            population.starts[first : first + _UNITS + 1],
        ),
        firsts,
    )
    # the sum of all fractions may miss 1 by rounding
    return np.minimum(np.concatenate(parts), 1.0)


def _side_by_side(
    columns: Sequence[Column], kind: str, population: Population
) -> NDArray[np.number]:
    """Columns that are categories, or those that are not; (cell, column)."""
    chosen = [values for of, values in columns if (of == "category") == (kind == "category")]
    nothing = np.empty((population.trials.size, 0))
    return np.concatenate([nothing, *(values[:, None] for values in chosen)], axis=1)


def _described(levels_seen: Floats, risk_seen: Floats) -> xr.Dataset:
    """Say what every variable is."""
    warning = np.minimum(levels_seen, risk_seen) < MIN_OVERLAP
    meaning = {
        "levels_seen": (levels_seen, "share", "people whose levels and values the unit has seen"),
        "risk_seen": (risk_seen, "share", "people whose predicted risk the unit has seen"),
        "warning": (warning, "yes or no", f"one of the two is below {MIN_OVERLAP}"),
    }
    return xr.Dataset(
        {
            name: ("unit", values, {"units": units, "long_name": long_name})
            for name, (values, units, long_name) in meaning.items()
        }
    )
