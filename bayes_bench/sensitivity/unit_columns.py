"""Unit-level covariates made from the cells themselves: means of the case mix, and volume."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayes_bench.design.matrix import Design, design_matrix
from bayes_bench.errors import DataError
from bayes_bench.estimands.parameters import population_of
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.sensitivity.choices import with_covariates
from bayes_bench.typing import Floats

RISK, VOLUME = "unit mean of the case-mix log odds", "log2 of the people"


@dataclass(frozen=True)
class UnitColumns:
    """Unit-level covariates.

    Attributes
    ----------
    values : mapping of str to ndarray (unit,)
        By what they are.
    left_out : tuple of str
        Those that would say nothing, with the reason.
    """

    values: Mapping[str, Floats]
    left_out: tuple[str, ...] = ()


def unit_means(cells: xr.Dataset, model: Model) -> UnitColumns:
    """Mean over each unit's people of every column of the design.

    Of a category that is the share of each level but the reference. A spline has the mean of its
    measurement: the means of its columns would be nearly the same column, several times. Columns
    that are the same for everybody in a unit are their own means, and left out, as are means that
    are the same in every unit.

    Parameters
    ----------
    cells : Dataset
    model : Model

    Returns
    -------
    UnitColumns
        Shares 0-1; a linear covariate over its sd between people; a spline's in its own unit.

    References
    ----------
    Mundlak (1978), 10.2307/1913646
    """
    found: dict[str, Floats] = {}
    left_out = []
    for label, column in _columns(cells, design_matrix(cells, model)):
        mean = _mean(column, cells)
        if not _varies_within_units(column, cells):
            left_out.append(f"{label}: the same for everybody in a unit")
        elif _is_usable(mean, cells, model):
            found[f"unit mean of {label}"] = mean
        else:
            left_out.append(f"{label}: the same in every unit")
    return UnitColumns(found, tuple(left_out))


def unit_risk(cells: xr.Dataset, model: Model, posterior: xr.DataTree) -> UnitColumns:
    """Mean over each unit's people of the case-mix log odds, at the coefficients' posterior mean.

    All unit means in one column, each in proportion to its effect between people. Terms that are
    the same for everybody in a unit do not count.

    Parameters
    ----------
    cells : Dataset
    model : Model
    posterior : DataTree
        Of these cells and this model.

    Returns
    -------
    UnitColumns
        One column, log odds; none where no covariate differs within units, or between them.
    """
    design = design_matrix(cells, model)
    columns = (design.matrix[:, [n]].toarray()[:, 0] for n in range(len(design.terms)))
    within = np.array([_varies_within_units(column, cells) for column in columns], dtype=bool)
    if not within.any():
        return UnitColumns({}, ("no covariate differs within units",))
    effect = posterior["posterior"]["coefficient"].mean(("chain", "draw")).to_numpy()
    return _one(RISK, _mean(design.matrix @ (effect * within), cells), cells, model)


def unit_volume(cells: xr.Dataset, model: Model) -> UnitColumns:
    """Log of the number of people, to base 2: one more is twice as many.

    Units that were merged into "other" are small ones: it has the mean number of people of its
    members.

    Parameters
    ----------
    cells : Dataset
    model : Model

    Returns
    -------
    UnitColumns
        One column; none where all units have as many people.

    References
    ----------
    Silber et al. (2010), 10.1111/j.1475-6773.2010.01130.x
    """
    people = population_of(cells).people.astype(np.float64)
    members = max(1, len(cells.attrs.get("merged_units", ())))
    volume = np.log2(np.where(cells["ranked"].to_numpy(), people, people / members))
    return _one(VOLUME, volume, cells, model)


def _columns(cells: xr.Dataset, design: Design) -> Iterator[tuple[str, Floats]]:
    """Columns of the design by label (cell,), a spline's measurement in place of its columns."""
    for n, term in enumerate(design.terms):
        if term.kind != "spline":
            yield term.label, design.matrix[:, [n]].toarray()[:, 0]
        elif term.level == "1":
            yield term.covariate, cells[f"covariate_{term.covariate}"].to_numpy().astype(np.float64)


def _varies_within_units(column: Floats, cells: xr.Dataset) -> bool:
    """Whether two people of one unit differ in a column (cell,); "other" is several units."""
    first = population_of(cells).starts[:-1]
    varies = np.maximum.reduceat(column, first) > np.minimum.reduceat(column, first)
    return bool(varies[cells["ranked"].to_numpy()].any())


def _mean(column: Floats, cells: xr.Dataset) -> Floats:
    """Person-weighted mean of a column by unit: (cell,) -> (unit,)."""
    population = population_of(cells)
    mean: Floats = np.add.reduceat(column * population.shares, population.starts[:-1])
    return mean


def _one(name: str, values: Floats, cells: xr.Dataset, model: Model) -> UnitColumns:
    if _is_usable(values, cells, model):
        return UnitColumns({name: values})
    return UnitColumns({}, (f"{name}: the same in every unit",))


def _is_usable(values: Floats, cells: xr.Dataset, model: Model) -> bool:
    """Whether the design would take a unit-level column (unit,)."""
    alone = with_covariates(model, (Covariate(name="alone", kind="linear"),))
    try:
        design_matrix(cells.assign_coords(covariate_alone=by_cell(values, cells)), alone)
    except DataError:
        return False
    return True


def by_cell(values: Floats, cells: xr.Dataset) -> tuple[str, Floats, dict[str, str]]:
    """A unit-level column (unit,) as the coordinate of a linear covariate (cell,)."""
    return "cell", values[cells["unit_index"].to_numpy()], {"kind": "linear"}
