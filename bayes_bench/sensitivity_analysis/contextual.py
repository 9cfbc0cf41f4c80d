"""Unit-level covariates in the model, and the two ways to read them.

As *case mix*, what goes with them is expected of a unit. As the unit's *own*, it is part of what
the unit does, and only the case-mix effects and the shrinkage change: the effects are those
between people of one unit, and a unit is shrunk towards units like it instead of towards all.
"""

from collections.abc import Collection

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.analysis import Analysis
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.sensitivity_analysis.choices import with_covariates
from bayes_bench.sensitivity_analysis.unit_columns import UnitColumns, by_cell
from bayes_bench.typing import Floats

UNITS_PER_COLUMN = 5
"""Units that a unit-level covariate takes at least. With fewer it follows their noise: 38 unit
means of 96 municipalities whose effects had nothing to do with their case mix moved them by up to
5 percentage points."""


def with_unit_covariates(base: Analysis, columns: UnitColumns) -> Analysis:
    """Adjust for unit-level covariates, too, each a straight line.

    Parameters
    ----------
    base : Analysis
    columns : UnitColumns

    Returns
    -------
    Analysis

    Raises
    ------
    DataError
        There are none, or too many for so few units.
    """
    if not columns.values:
        raise DataError("; ".join(columns.left_out) or "the model has no covariates")
    cells, model = base.cells, base.model
    units, count = cells.sizes["unit"], len(columns.values)
    if count * UNITS_PER_COLUMN > units:
        raise DataError(
            f"{units} units are too few for {count} unit-level covariates: each takes at least "
            f"{UNITS_PER_COLUMN} units"
        )
    taken = [covariate.name for covariate in model.covariates]
    named = {_free(name, taken): values for name, values in columns.values.items()}
    added = {f"covariate_{name}": by_cell(values, cells) for name, values in named.items()}
    covariates = (*model.covariates, *(Covariate(name=name, kind="linear") for name in named))
    return Analysis(with_covariates(model, covariates), cells.assign_coords(added))


def counted_as_own(posterior: xr.DataTree, fitted: Analysis, model: Model) -> xr.DataTree:
    """Count the effects of unit-level covariates as the units' own.

    Parameters
    ----------
    posterior : DataTree
        Of `fitted`.
    fitted : Analysis
        With unit-level covariates.
    model : Model
        The model without them.

    Returns
    -------
    DataTree
        A posterior of `model`, ``/posterior`` alone. `unit_effect` is the effect of the unit's
        covariates and what the unit adds to it; `unit_sd` the root of the variance of both.
    """
    draws = posterior["posterior"].to_dataset()
    rows, is_added = unit_rows(fitted, model)
    effect = draws["coefficient"].transpose("chain", "draw", "term").to_numpy()[..., is_added]
    # einsum and not a BLAS product, whose last digit may depend on the number of threads
    context = np.einsum("cdt,jt->cdj", effect, rows)
    own = draws["unit_effect"].transpose("chain", "draw", "unit") + context
    kept = draws.drop_dims("term") if is_added.all() else draws.isel(term=~is_added)
    spread = np.hypot(draws["unit_sd"].transpose("chain", "draw"), context.std(axis=2))
    return xr.DataTree.from_dict({"/posterior": kept.assign(unit_effect=own, unit_sd=spread)})


def unit_rows(fitted: Analysis, model: Model) -> tuple[Floats, NDArray[np.bool_]]:
    """The unit-level columns of a design, and which of its terms they are.

    Parameters
    ----------
    fitted : Analysis
        With unit-level covariates.
    model : Model
        The model without them.

    Returns
    -------
    rows : ndarray (unit, added)
        Centred over people, as the coefficients take them.
    is_added : ndarray of bool (term,)
    """
    design, known = fitted.design, {c.name for c in model.covariates}
    is_added = np.array([term.covariate not in known for term in design.terms], dtype=bool)
    first = fitted.population.starts[:-1]
    return design.matrix[first].toarray()[:, is_added] - design.center[is_added], is_added


def context_effect(posterior: xr.DataTree, fitted: Analysis, model: Model) -> xr.DataArray | None:
    """Log odds per unit of the one unit-level covariate that was added, if it is one.

    Parameters are those of `counted_as_own`.

    Returns
    -------
    DataArray (chain, draw) or None
    """
    known = {covariate.name for covariate in model.covariates}
    terms = fitted.design.terms
    added = [term for term in terms if term.covariate not in known]
    if len(added) != 1:
        return None
    coefficient = posterior["posterior"].to_dataset()["coefficient"]
    return coefficient.sel(term=added[0].label, drop=True) / added[0].scale


def _free(name: str, taken: Collection[str]) -> str:
    return _free(f"{name}'", taken) if name in taken else name
