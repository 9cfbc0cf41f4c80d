"""Point values and equal-tailed intervals of draws."""

import numpy as np
import xarray as xr

from bayes_bench.typing import Floats

BOUNDS = ("", "_lower", "_upper")
"""What follows a quantity's name in the columns of its point value and bounds."""


def point_and_bounds(draws: xr.DataArray, probability: float) -> tuple[Floats, Floats, Floats]:
    """Posterior mean and equal-tailed interval (linear quantiles) over chain and draw.

    Parameters
    ----------
    draws : DataArray (chain, draw, x)
    probability : float
        Of the interval, between 0 and 1.

    Returns
    -------
    mean, lower, upper : ndarray (x,)
        In the unit of measure of the draws.
    """
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    values = draws.transpose("chain", "draw", ...).to_numpy()
    values = values.reshape(-1, *values.shape[2:])
    # sorting is vectorised, the partition that a quantile makes of unsorted values is not
    ascending = np.sort(np.ascontiguousarray(np.moveaxis(values, 0, -1)), axis=-1)
    lower, upper = np.quantile(ascending, tails, axis=-1)
    return values.mean(axis=0), lower, upper


def interval_columns(name: str, draws: xr.DataArray, probability: float) -> dict[str, Floats]:
    """Columns ``name``, ``name_lower``, ``name_upper`` of a table, from `point_and_bounds`."""
    names = [name + end for end in BOUNDS]
    return dict(zip(names, point_and_bounds(draws, probability), strict=True))
