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
def autocovariances(rest: Floats, lags: int) -> Floats:
    """Autocovariances of the first lags, the mean over the chains; chains are centred.

    (quantity, chain, draw) -> (quantity, lag)
    """
    quantities, chains, draws = rest.shape
    found, sums = np.empty((quantities, lags)), np.empty(_LANES)
    for q in range(quantities):
        for lag in range(lags):
            total, products = 0.0, draws - lag
            for c in range(chains):
                sums[:] = 0.0
                for i in range(0, products - _LANES + 1, _LANES):
                    for d in range(_LANES):
                        sums[d] += rest[q, c, i + d] * rest[q, c, i + lag + d]
                for i in range(products - products % _LANES, products):
                    sums[0] += rest[q, c, i] * rest[q, c, i + lag]
                for d in range(_LANES):
                    total += sums[d]
            found[q, lag] = total / (chains * draws)
    return found


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
