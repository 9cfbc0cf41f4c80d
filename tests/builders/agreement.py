"""How far Monte Carlo estimates may lie from the exact value."""

from typing import Any

import numpy as np
import xarray as xr
from arviz_stats.base.array import array_stats
from numpy.typing import NDArray
from scipy import stats

type Floats = NDArray[np.float64]

MOST = 4.0
"""Monte Carlo standard errors that an estimate may be off."""
LEVEL = 2.0 * stats.norm.sf(MOST)
"""The level of the exact test that stands in for them where a probability is close to 0 or 1."""
FEW = 10.0
"""Below this many effective events or non-events the normal approximation is no guide."""


def flat(draws: xr.DataArray) -> Floats:
    """Draws as (chain, draw, quantity)."""
    other = [dim for dim in draws.dims if dim not in ("chain", "draw")]
    values = draws.transpose("chain", "draw", *other).to_numpy().astype(float)
    return values.reshape(*values.shape[:2], -1)


def standard_scores(draws: Any, exact: Floats | float) -> Floats:
    """(mean of the draws - exact) / MCSE, quantity by quantity; draws are a DataArray."""
    values = flat(draws)
    error = array_stats.mcse(values, chain_axis=0, draw_axis=1, method="mean")
    return np.asarray((values.mean(axis=(0, 1)) - np.ravel(exact)) / error)


def surprising(draws: xr.DataArray, exact: Floats) -> NDArray[np.bool_]:
    """Which probabilities, as draws of zeros and ones, are too far from the exact ones.

    The MCSE is that of the exact probability. Where too few events or non-events are expected,
    an exact binomial test at the same level takes its place.
    """
    values, expected = flat(draws), np.clip(np.ravel(exact), 0.0, 1.0)
    estimate = values.mean(axis=(0, 1))
    size = np.array([_effective(values[:, :, place]) for place in range(expected.size)])
    variance = expected * (1.0 - expected)
    error = np.sqrt(np.maximum(variance, 1e-300) / size)
    far = np.abs(estimate - expected) > MOST * error
    trials = np.round(size).astype(int)
    counts = np.round(estimate * trials).astype(int)
    exact_test = [
        stats.binomtest(count, trial, p).pvalue < LEVEL
        for count, trial, p in zip(counts, trials, expected, strict=True)
    ]
    return np.where(size * variance < FEW, exact_test, far)


def _effective(indicator: Floats) -> float:
    """Effective sample size of one series of zeros and ones, at most the number of draws."""
    if np.ptp(indicator) == 0.0:
        return float(indicator.size)
    size = array_stats.ess(indicator, chain_axis=0, draw_axis=1, method="mean")
    return float(min(size, indicator.size))
