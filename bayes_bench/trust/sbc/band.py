r"""Test of the uniformity of ranks: a simultaneous confidence band of their ECDF, of exact level.

At a point the number of ranks up to it is binomial, with a two-sided pointwise p-value. The band is
where every pointwise p-value exceeds a bound. Over the points the counts are a Markov chain, so
that the simultaneous coverage follows from its transition probabilities: nothing is simulated.

References
----------
Säilynoja, Bürkner & Vehtari (2022), 10.1007/s11222-022-10090-6.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln
from scipy.stats import binom

from bayes_bench.typing import Floats

type Ints = NDArray[np.int64]

BISECTIONS = 40
"""Bisection steps in the search for the bound of the pointwise p-values."""
MIN_POINTWISE = 1e-12


@dataclass(frozen=True)
class Band:
    """Simultaneous band of the number of ranks up to each point.

    Attributes
    ----------
    low, high : ndarray (point,)
        Counts; the points are the ranks except the highest, up to which the count is certain.
    """

    low: Ints
    high: Ints


def rank_counts(ranks: Ints, values: int) -> Ints:
    """How many ranks are at most 0, 1, ..., values - 2 (point,)."""
    return np.cumsum(np.bincount(ranks, minlength=values))[:-1]


def pointwise_p(sets: int, values: int) -> Floats:
    """Two-sided pointwise p-value of every count at every point.

    Parameters
    ----------
    sets : int
        Number of ranks.
    values : int
        Number of values that a rank can have.

    Returns
    -------
    ndarray (point, sets + 1)
        At most 1.
    """
    count = np.arange(sets + 1)
    probability = np.arange(1, values)[:, np.newaxis] / values
    lower = binom.cdf(count, sets, probability)
    upper = binom.sf(count - 1, sets, probability)
    return np.asarray(np.minimum(1.0, 2.0 * np.minimum(lower, upper)))


def p_value(ranks: Ints, values: int) -> float:
    """P-value of the uniformity of ranks: the smallest pointwise p-value, adjusted for all points.

    Parameters
    ----------
    ranks : ndarray (set,)
        From 0 to values - 1, independent of each other.
    values : int

    Returns
    -------
    float
        Exact.
    """
    pointwise = _pointwise_p(ranks.size, values)
    reached = pointwise[np.arange(values - 1), rank_counts(ranks, values)].min()
    return 1.0 - inside_probability(_band_above(pointwise, float(reached)), ranks.size)


def simultaneous_band(sets: int, values: int, level: float) -> Band:
    """The band that the ECDF of uniform ranks leaves with at most a given probability.

    Parameters
    ----------
    sets, values : int
        As in `pointwise_p`.
    level : float
        Between 0 and 1.

    Returns
    -------
    Band
    """
    pointwise = _pointwise_p(sets, values)
    low, high = np.log(MIN_POINTWISE), 0.0
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        leaving = 1.0 - inside_probability(_band_above(pointwise, float(np.exp(middle))), sets)
        low, high = (middle, high) if leaving <= level else (low, middle)
    return _band_above(pointwise, float(np.exp(low)))


@cache
def _pointwise_p(sets: int, values: int) -> Floats:
    return pointwise_p(sets, values)


def _band_above(pointwise: Floats, bound: float) -> Band:
    """Counts whose pointwise p-value exceeds the bound: an interval that holds the median."""
    within = pointwise > bound
    middle = pointwise.argmax(axis=1)  # always inside, so that no band is empty
    within[np.arange(middle.size), middle] = True
    return Band(within.argmax(axis=1), within.shape[1] - 1 - within[:, ::-1].argmax(axis=1))


def inside_probability(band: Band, sets: int) -> float:
    """Simultaneous coverage: probability that uniform ranks are within a band at every point.

    Parameters
    ----------
    band : Band
    sets : int

    Returns
    -------
    float
    """
    log_factorial = gammaln(np.arange(sets + 1) + 1.0)
    values = band.low.size + 1
    before, probability = np.array([0]), np.array([1.0])
    for point, (low, high) in enumerate(zip(band.low, band.high, strict=True)):
        after = np.arange(low, high + 1)
        # of the ranks above the last point, each is at this one with that probability
        hazard = 1.0 / (values - point)
        transition = _transition(before, after, hazard, (sets, log_factorial))
        before, probability = after, probability @ transition  # (before,) @ (before, after)
    return float(min(1.0, probability.sum()))


def _transition(before: Ints, after: Ints, hazard: float, of: tuple[int, Floats]) -> Floats:
    """Transition probabilities from `before` ranks up to a point to `after` up to the next one."""
    sets, log_factorial = of
    left = (sets - before)[:, np.newaxis]
    more = after - before[:, np.newaxis]
    possible = (more >= 0) & (more <= left)
    k = np.clip(more, 0, left)
    ways = log_factorial[left] - log_factorial[k] - log_factorial[left - k]
    log_p = ways + k * np.log(hazard) + (left - k) * np.log1p(-hazard)
    return np.where(possible, np.exp(log_p), 0.0)
