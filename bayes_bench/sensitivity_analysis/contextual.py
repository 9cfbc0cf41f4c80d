"""Contextual effects: unit-level covariates in the model, and two interpretations of them.

As *case mix*, a contextual effect is part of the expected rate. As the unit's *own*, it is part of
the unit's effect, and only the case-mix coefficients and the shrinkage change: the coefficients
become within-unit effects, and a unit is shrunk towards the regression on the unit-level covariates
instead of towards the mean of all units.

References
----------
Mundlak (1978), 10.2307/1913646
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
"""Units per unit-level covariate, at least. With fewer the regression overfits: 38 unit means of 96
municipalities whose effects were independent of their case mix moved their indicators by up to 5
percentage points."""


def with_unit_covariates(base: Analysis, columns: UnitColumns) -> Analysis:
    """Adjust for unit-level covariates, too, each with a linear effect.

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
            f"{model.labels.counted_units(units)} are too few for {count} {model.labels.one}-level "
            f"covariates: each takes at least "
            f"{model.labels.counted_units(UNITS_PER_COLUMN)}"
        )
    taken = [covariate.name for covariate in model.covariates]
    named = {_unused_name(name, taken): values for name, values in columns.values.items()}
    added = {f"covariate_{name}": by_cell(values, cells) for name, values in named.items()}
    covariates = (*model.covariates, *(Covariate(name=name, kind="linear") for name in named))
    return Analysis(with_covariates(model, covariates), cells.assign_coords(added))


def contextual_as_unit_effect(
    posterior: xr.DataTree, fitted: Analysis, model: Model
) -> xr.DataTree:
    """Add the contextual effects to the unit effects.

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
        A posterior of `model`, ``/posterior`` alone. `unit_effect` is the sum of the contextual
        effect and the random effect; `unit_sd` the square root of the sum of their variances.
    """
    draws = posterior["posterior"].to_dataset()
    rows, is_added = unit_rows(fitted, model)
    effect = draws["coefficient"].transpose("chain", "draw", "term").to_numpy()[..., is_added]
    # einsum and not a BLAS product, whose last digit may depend on the number of threads
    contextual = np.einsum("cdt,jt->cdj", effect, rows)
    total = draws["unit_effect"].transpose("chain", "draw", "unit") + contextual
    kept = draws.drop_dims("term") if is_added.all() else draws.isel(term=~is_added)
    total_sd = np.hypot(draws["unit_sd"].transpose("chain", "draw"), contextual.std(axis=2))
    return xr.DataTree.from_dict({"/posterior": kept.assign(unit_effect=total, unit_sd=total_sd)})


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
        Centred over people, as the model has them.
    is_added : ndarray of bool (term,)
    """
    design, known = fitted.design.case_mix, {c.name for c in model.covariates}
    is_added = np.array([term.covariate not in known for term in design.terms], dtype=bool)
    first = fitted.population.starts[:-1]
    return design.matrix[first].toarray()[:, is_added] - design.center[is_added], is_added


def contextual_effect(
    posterior: xr.DataTree, fitted: Analysis, model: Model
) -> xr.DataArray | None:
    """Coefficient of the unit-level covariate that was added, if it is only one.

    Parameters are those of `contextual_as_unit_effect`.

    Returns
    -------
    DataArray (chain, draw) or None
        Log odds per unit of the covariate.
    """
    known = {covariate.name for covariate in model.covariates}
    terms = fitted.design.case_mix.terms
    added = [term for term in terms if term.covariate not in known]
    if len(added) != 1:
        return None
    coefficient = posterior["posterior"].to_dataset()["coefficient"]
    return coefficient.sel(term=added[0].label, drop=True) / added[0].scale


def _unused_name(name: str, taken: Collection[str]) -> str:
    return _unused_name(f"{name}'", taken) if name in taken else name
