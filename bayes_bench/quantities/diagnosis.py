"""Diagnostics of a quantity's draws, or their Monte Carlo errors alone, as rows of a table."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.fitted import Fit
from bayes_bench.numerics.chain_statistics import errors_of_means
from bayes_bench.numerics.quantiles import extremes_and_means
from bayes_bench.posterior.diagnostics import NOTHING, diagnose
from bayes_bench.quantities.quantity import ERRORS, Quantity
from bayes_bench.typing import Floats


def diagnosed(quantity: Quantity, fit: Fit) -> pd.DataFrame:
    """All diagnostics of a quantity, or its errors where it has no draws."""
    if quantity.draws is None:
        return with_errors(quantity, fit)
    return diagnose(xr.Dataset({quantity.name: quantity.draws(fit)}))


def with_errors(quantity: Quantity, fit: Fit) -> pd.DataFrame:
    """Means and their Monte Carlo errors alone: the rows of `diagnosed`, else missing."""
    found = _errors_of(quantity, fit)
    return error_rows(found["label"].map(lambda label: named(quantity.name, label)), found)


def named(name: str, label: str) -> str:
    """A quantity's name in ``diagnostics.csv``."""
    return f"{name}[{label}]" if label else name


def error_rows(names: pd.Series, errors: pd.DataFrame) -> pd.DataFrame:
    """Rows of Monte Carlo errors, one for each name: the largest, and the value where it is one.

    Parameters
    ----------
    names : Series
        Of the rows of ``errors``.
    errors : DataFrame
        ``mcse, value``.

    Returns
    -------
    DataFrame
        The columns of `diagnose`; an error of 0 is missing, as that of any constant.
    """
    if errors.empty:
        return NOTHING
    table = pd.DataFrame({"quantity": names, "mcse": errors["mcse"], "value": errors["value"]})
    groups = table.groupby("quantity", sort=False)
    rows = groups["mcse"].max().where(lambda error: error > 0.0).to_frame()
    rows["value"] = groups["value"].first().where(groups.size() == 1)
    return rows.reset_index().reindex(columns=NOTHING.columns)


def _errors_of(quantity: Quantity, fit: Fit) -> pd.DataFrame:
    if quantity.errors is not None:
        return quantity.errors(fit)
    if quantity.draws is None:
        message = f"{quantity.name} has neither draws nor errors"
        raise TypeError(message)
    draws = quantity.draws(fit)
    labels = [str(dim) for dim in draws.dims if dim not in ("chain", "draw")]
    names = draws[labels[0]].to_numpy() if labels else [""]
    figures = {
        "mcse": mcse_of(draws).ravel(),
        "value": _mean_of(draws),
    }
    return pd.DataFrame({"label": names, **figures})[ERRORS]


def mcse_of(draws: xr.DataArray) -> Floats:
    """Monte Carlo standard error of the mean, 0 where all draws agree.

    Parameters
    ----------
    draws : DataArray (chain, draw, ...) or (draw, ...)
        The latter with chains in a row, thinned, and the coord ``chain`` (draw). These have
        effective sample sizes of their own: a chain that disagrees counts as it does elsewhere.

    Returns
    -------
    ndarray (label,)
    """
    values = in_chains(draws)
    size = np.prod([draws.sizes[dim] for dim in _sampled(draws)])
    # chains of unequal length lose their last draw for the error, but not for the mean
    of_all: Floats = errors_of_means(values) * np.sqrt(np.prod(values.shape[:2]) / size)
    return of_all


def _mean_of(draws: xr.DataArray) -> Floats:
    """Mean over all draws (label,)."""
    values = draws.transpose(*_sampled(draws), ...).to_numpy()
    size = np.prod([draws.sizes[dim] for dim in _sampled(draws)])
    mean: Floats = extremes_and_means(values.reshape(1, size, -1))[2]
    return mean


def in_chains(draws: xr.DataArray) -> Floats:
    """Draws (chain, draw, label); chains in a row are cut to the length of the shortest."""
    if "chain" in draws.dims:
        rest = [dim for dim in draws.dims if dim not in ("chain", "draw")]
        values = draws.transpose("chain", "draw", *rest).to_numpy()
        return values.reshape(*values.shape[:2], -1)
    rows = draws.transpose("draw", ...).to_numpy().reshape(draws.sizes["draw"], -1)
    chain = draws["chain"].to_numpy()
    apart = [rows[chain == one] for one in np.unique(chain)]
    shortest = min(len(one) for one in apart)
    return np.stack([one[:shortest] for one in apart])


def _sampled(draws: xr.DataArray) -> list[str]:
    return [dim for dim in ("chain", "draw") if dim in draws.dims]
