"""Unit-level covariates made from the cells themselves: means of the case mix, and volume."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import design_matrix
from bayes_bench.errors import DataError
from bayes_bench.fitted import Fit
from bayes_bench.inputs.facts import facts_of
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.sensitivity_analysis.choices import with_covariates
from bayes_bench.typing import Floats

RISK, VOLUME = "unit mean of the case-mix log odds", "log2 of the people"


@dataclass(frozen=True)
class UnitColumns:
    """Unit-level covariates.

    Attributes
    ----------
    values : mapping of str to ndarray (unit,)
        By label.
    left_out : tuple of str
        Those that do not vary, with the reason.
    """

    values: Mapping[str, Floats]
    left_out: tuple[str, ...] = ()


def unit_means(base: Analysis) -> UnitColumns:
    """Mean over each unit's people of every column of the design.

    Of a category that is the proportion of each level but the reference. A spline has the mean of
    its measurement: the means of its columns would be nearly collinear. An interaction has none
    beside those of its two covariates. Columns that do not vary
    within units are their own means, and left out, as are means that do not vary between units.
    Their coefficients are the contextual effects (Mundlak terms).

    Parameters
    ----------
    base : Analysis

    Returns
    -------
    UnitColumns
        Proportions 0-1; a linear covariate over its sd between people; a spline's in its own unit.

    References
    ----------
    Mundlak (1978), 10.2307/1913646
    """
    found: dict[str, Floats] = {}
    left_out = []
    for label, column in _columns(base):
        mean = _mean(column, base)
        if not base.varies_within_units(column):
            left_out.append(f"{label}: the same for everybody in a unit")
        elif _is_usable(mean, base):
            found[f"unit mean of {label}"] = mean
        else:
            left_out.append(f"{label}: the same in every unit")
    return UnitColumns(found, tuple(left_out))


def unit_risk(fit: Fit) -> UnitColumns:
    """Mean over each unit's people of the case-mix log odds, at the coefficients' posterior mean.

    All unit means in one column, each weighted by its coefficient. Terms that do not vary within
    units are left out.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    UnitColumns
        One column, log odds; none where no covariate varies within units, or between them.
    """
    base, design = fit.analysis, fit.analysis.design.case_mix
    columns = (design.matrix[:, [n]].toarray()[:, 0] for n in range(len(design.terms)))
    within = np.array([base.varies_within_units(column) for column in columns], dtype=bool)
    if not within.any():
        return UnitColumns({}, ("no covariate differs within units",))
    effect = fit.posterior["posterior"]["coefficient"].mean(("chain", "draw")).to_numpy()
    return _single(RISK, _mean(design.matrix @ (effect * within), base), base)


def unit_volume(base: Analysis) -> UnitColumns:
    """Volume of each unit: log2 of its number of people, so that one more is twice as many.

    "other" is several small units: it has the mean number of people of its members.

    Parameters
    ----------
    base : Analysis

    Returns
    -------
    UnitColumns
        One column; none where all units are of one size.

    References
    ----------
    Silber et al. (2010), 10.1111/j.1475-6773.2010.01130.x
    """
    people = base.population.people.astype(np.float64)
    members = max(1, len(facts_of(base.cells).merged_units))
    volume = np.log2(np.where(base.is_ranked, people, people / members))
    return _single(VOLUME, volume, base)


def _columns(base: Analysis) -> Iterator[tuple[str, Floats]]:
    """Columns of the design by label (cell,), a spline's measurement in place of its columns."""
    cells, design = base.cells, base.design.case_mix
    for n, term in enumerate(design.terms):
        if term.kind == "interaction":
            continue
        if term.kind != "spline":
            yield term.label, design.matrix[:, [n]].toarray()[:, 0]
        elif term.level == "1":
            yield term.covariate, cells[f"covariate_{term.covariate}"].to_numpy().astype(np.float64)


def _mean(column: Floats, base: Analysis) -> Floats:
    """Person-weighted mean of a column by unit: (cell,) -> (unit,)."""
    population = base.population
    mean: Floats = np.add.reduceat(column * population.fractions, population.starts[:-1])
    return mean


def _single(name: str, values: Floats, base: Analysis) -> UnitColumns:
    if _is_usable(values, base):
        return UnitColumns({name: values})
    return UnitColumns({}, (f"{name}: the same in every unit",))


def _is_usable(values: Floats, base: Analysis) -> bool:
    """Whether the design would take a unit-level column (unit,)."""
    alone = with_covariates(base.model, (Covariate(name="alone", kind="linear"),))
    try:
        design_matrix(base.cells.assign_coords(covariate_alone=by_cell(values, base.cells)), alone)
    except DataError:
        return False
    return True


def by_cell(values: Floats, cells: xr.Dataset) -> tuple[str, Floats, dict[str, str]]:
    """A unit-level column (unit,) as the coordinate of a linear covariate (cell,)."""
    return "cell", values[cells["unit_index"].to_numpy()], {"kind": "linear"}
