"""The compiled loops that judge chains, one quantity after another (imported only when they run).

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled
from bayes_bench.typing import Floats

UNKNOWN = -1.0
"""In place of an effective sample size for which more lags are needed."""

_LANES = 16  # sums side by side, so that none waits for the one before


@compiled
def covariances(chains: Floats, lags: int) -> tuple[Floats, Floats]:
    """Autocovariances of the first lags, the mean over the chains; the variance of their means.

    (quantity, chain, draw) -> (quantity, lag), (quantity,)
    """
    quantities, count, draws = chains.shape
    found, between = np.zeros((quantities, lags)), np.zeros(quantities)
    rest, means = np.empty(draws), np.empty(count)
    for q in range(quantities):
        for c in range(count):
            means[c] = _centred(chains[q, c], rest) + (chains[q, c, 0] - chains[q, 0, 0])
            for lag in range(lags):
                found[q, lag] += _product(rest[: draws - lag], rest[lag:])
        between[q] = _variance(means)
    return found / (count * draws), between


@compiled
def _centred(chain: Floats, rest: Floats) -> float:
    """Put what is left of a chain without its mean into `rest`; the mean less the first draw."""
    first, total = chain[0], 0.0
    for i in range(chain.size):
        rest[i] = chain[i] - first  # so that a constant chain is 0 exactly
        total += rest[i]
    mean = total / chain.size
    for i in range(chain.size):
        rest[i] -= mean
    return mean


@compiled
def _product(one: Floats, other: Floats) -> float:
    """Scalar product, by sums side by side."""
    sums = np.zeros(_LANES)
    whole = one.size - one.size % _LANES
    for i in range(0, whole, _LANES):
        for d in range(_LANES):
            sums[d] += one[i + d] * other[i + d]
    total = 0.0
    for i in range(whole, one.size):
        total += one[i] * other[i]
    for d in range(_LANES):
        total += sums[d]
    return total


@compiled
def _variance(values: Floats) -> float:
    """Variance, divided by one less than their number; 0 of a single one."""
    mean, total = 0.0, 0.0
    for value in values:
        mean += value / values.size
    for value in values:
        total += (value - mean) ** 2
    return total / max(values.size - 1, 1)


@compiled
def effective_draws(covariance: Floats, between: Floats, size: int, draws: int) -> Floats:
    """Effective sample sizes of means, by Geyer's initial monotone sequence.

    (quantity, lag), the variances of the means of the chains (quantity,), draws of all chains and
    of one -> (quantity,); `UNKNOWN` where the sequence is positive up to the last lag given.
    """
    quantities, lags = covariance.shape
    found, rho = np.empty(quantities), np.empty(lags + 1)
    for q in range(quantities):
        within = covariance[q, 0] * draws / (draws - 1.0)
        total = covariance[q, 0] + between[q]
        rho[:] = 0.0
        even, odd = 1.0, 1.0 - (within - covariance[q, 1]) / total
        rho[0], rho[1] = even, odd
        t = 1
        while t < draws - 3 and even + odd > 0.0 and t + 2 < lags:
            even = 1.0 - (within - covariance[q, t + 1]) / total
            odd = 1.0 - (within - covariance[q, t + 2]) / total
            if even + odd >= 0.0:
                rho[t + 1], rho[t + 2] = even, odd
            t += 2
        if t < draws - 3 and even + odd > 0.0:
            found[q] = UNKNOWN
            continue
        if even > 0.0:
            rho[t - 1] = even
        for s in range(1, t - 3, 2):  # and then monotone
            if rho[s + 1] + rho[s + 2] > rho[s - 1] + rho[s]:
                rho[s + 1] = (rho[s - 1] + rho[s]) / 2.0
                rho[s + 2] = rho[s + 1]
        tau = rho[t - 1] - 1.0
        for s in range(t - 1):
            tau += 2.0 * rho[s]
        found[q] = size / max(tau, 1.0 / np.log10(size))
    return found


@compiled
def scores_by_rank(values: Floats, order: NDArray[np.int64], scores: Floats) -> Floats:
    """Score of each value's rank; tied values have their mean rank.

    (quantity, value), their order from the least on, and the scores of the ranks 1, 1.5, 2, ...
    """
    quantities, size = values.shape
    found = np.empty((quantities, size))
    for q in range(quantities):
        first = 0
        while first < size:
            last, value = first, values[q, order[q, first]]
            while last + 1 < size and values[q, order[q, last + 1]] == value:
                last += 1
            for place in range(first, last + 1):
                found[q, order[q, place]] = scores[first + last]
            first = last + 1
    return found
