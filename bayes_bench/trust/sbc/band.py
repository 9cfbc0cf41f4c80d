r"""Are ranks uniform? Their ECDF in a band that holds at all points at once, with exact levels.

At a point the number of ranks up to it is binomial, and its local p value two-sided. The band is
where every local p value exceeds a bound. Along the points the numbers are a Markov chain, so that
the probability of staying inside follows by summing over its steps: nothing is simulated.

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

HALVINGS = 40
"""Of the bracket in which the bound of the local p values is looked for."""
SMALLEST_LOCAL = 1e-12


@dataclass(frozen=True)
class Band:
    """Fewest and most ranks up to each point.

    Attributes
    ----------
    low, high : ndarray (point,)
        Counts; the points are the ranks but the highest, up to which all of them are.
    """

    low: Ints
    high: Ints


def rank_counts(ranks: Ints, values: int) -> Ints:
    """How many ranks are at most 0, 1, ..., values - 2 (point,)."""
    return np.cumsum(np.bincount(ranks, minlength=values))[:-1]


def local_p(sets: int, values: int) -> Floats:
    """Two-sided p value of every count at every point.

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
    share = np.arange(1, values)[:, np.newaxis] / values
    below, above = binom.cdf(count, sets, share), binom.sf(count - 1, sets, share)
    return np.asarray(np.minimum(1.0, 2.0 * np.minimum(below, above)))


def p_value(ranks: Ints, values: int) -> float:
    """Probability that uniform ranks leave the uniform distribution as far somewhere.

    Parameters
    ----------
    ranks : ndarray (set,)
        From 0 to values - 1, independent of each other.
    values : int

    Returns
    -------
    float
        Exact, over all points.
    """
    local = _local_p(ranks.size, values)
    reached = local[np.arange(values - 1), rank_counts(ranks, values)].min()
    return 1.0 - inside_probability(_band_above(local, float(reached)), ranks.size)


def simultaneous_band(sets: int, values: int, level: float) -> Band:
    """The band that uniform ranks leave somewhere with at most a given probability.

    Parameters
    ----------
    sets, values : int
        As in `local_p`.
    level : float
        Between 0 and 1.

    Returns
    -------
    Band
    """
    local = _local_p(sets, values)
    low, high = np.log(SMALLEST_LOCAL), 0.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        leaving = 1.0 - inside_probability(_band_above(local, float(np.exp(middle))), sets)
        low, high = (middle, high) if leaving <= level else (low, middle)
    return _band_above(local, float(np.exp(low)))


@cache
def _local_p(sets: int, values: int) -> Floats:
    return local_p(sets, values)


def _band_above(local: Floats, bound: float) -> Band:
    """Counts whose local p value exceeds the bound; they are neighbours, the middle among them."""
    within = local > bound
    middle = local.argmax(axis=1)  # never left, so that no band is empty
    within[np.arange(middle.size), middle] = True
    return Band(within.argmax(axis=1), within.shape[1] - 1 - within[:, ::-1].argmax(axis=1))


def inside_probability(band: Band, sets: int) -> float:
    """Probability that uniform ranks are within a band at every point.

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
        # of those above the last point, each is at this one with that probability
        share = 1.0 / (values - point)
        steps = _steps(before, after, share, (sets, log_factorial))
        before, probability = after, probability @ steps  # (before,) @ (before, after)
    return float(min(1.0, probability.sum()))


def _steps(before: Ints, after: Ints, share: float, of: tuple[int, Floats]) -> Floats:
    """Probability of `after` ranks up to a point given `before` up to the last (before, after)."""
    sets, log_factorial = of
    left = (sets - before)[:, np.newaxis]
    more = after - before[:, np.newaxis]
    possible = (more >= 0) & (more <= left)
    k = np.clip(more, 0, left)
    ways = log_factorial[left] - log_factorial[k] - log_factorial[left - k]
    log_p = ways + k * np.log(share) + (left - k) * np.log1p(-share)
    return np.where(possible, np.exp(log_p), 0.0)
