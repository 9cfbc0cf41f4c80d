"""The compiled loops that judge chains, one quantity after another (imported only when they run).

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
    FLOATS1,
    FLOATS2,
    FLOATS3,
    INTEGERS2,
    WHOLE,
    compiled,
    compiled_for,
    compiled_sum,
)
from bayes_bench.typing import Floats

UNKNOWN = -1.0
"""In place of an effective sample size for which more lags are needed."""


@compiled_for(FLOATS3, WHOLE)
def covariances(chains: Floats, lags: int) -> tuple[Floats, Floats]:
    """Autocovariances of the first lags, the mean over the chains; the variance of their means.

    (quantity, chain, draw) -> (quantity, lag), (quantity,); the variance of a single one is 0.
    """
    quantities, count, draws = chains.shape
    found, between = np.zeros((quantities, lags)), np.empty(quantities)
    rest, means, apart = np.empty(draws), np.empty(count), np.empty(count)
    for q in range(quantities):
        for c in range(count):
            means[c] = _centred(chains[q, c], rest) + (chains[q, c, 0] - chains[q, 0, 0])
            for lag in range(lags):
                product = _product(rest[: draws - lag], rest[lag:])
                found[q, lag] += product / (count * draws)
        _centred(means, apart)
        between[q] = _product(apart, apart) / max(count - 1, 1)
    return found, between


@compiled
def _centred(chain: Floats, rest: Floats) -> float:
    """Put what is left of a chain without its mean into `rest`; the mean less the first draw."""
    for i in range(chain.size):
        rest[i] = chain[i] - chain[0]  # so that a constant chain is 0 exactly
    mean = _sum(rest) / chain.size
    for i in range(chain.size):
        rest[i] -= mean
    return mean


@compiled_sum
def _sum(values: Floats) -> float:
    total = 0.0
    for i in range(values.size):
        total += values[i]
    return total


@compiled_sum
def _product(one: Floats, other: Floats) -> float:
    """Scalar product."""
    total = 0.0
    for i in range(one.size):
        total += one[i] * other[i]
    return total


@compiled_for(FLOATS2, FLOATS1, WHOLE, WHOLE)
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
        for s in range(lags + 1):
            rho[s] = 0.0
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


@compiled_for(FLOATS2, INTEGERS2, FLOATS1)
def ranked(
    values: Floats, order: NDArray[np.int64], scores: Floats
) -> tuple[Floats, Floats, Floats]:
    """Draws in order, the scores of their ranks, and those of their distances from the median.

    (quantity, draw), an even number of them, their order from the least on, and the scores of the
    ranks 1, 1.5, 2, ... -> three of (quantity, draw)
    """
    ordered, direct, folded = np.empty(values.shape), np.empty(values.shape), np.empty(values.shape)
    distances, outwards = np.empty(values.shape[1]), np.empty(values.shape[1], np.int64)
    for q in range(values.shape[0]):
        for place in range(values.shape[1]):
            ordered[q, place] = values[q, order[q, place]]
        _score(ordered[q], order[q], scores, direct[q])
        _fold(ordered[q], order[q], distances, outwards)
        _score(distances, outwards, scores, folded[q])
    return ordered, direct, folded


@compiled
def _score(ordered: Floats, order: NDArray[np.int64], scores: Floats, found: Floats) -> None:
    """Put the score of each value's rank where the value is; tied values have their mean rank."""
    last, score = -1, 0.0
    for place in range(ordered.size):
        if place > last:
            last = place
            while last + 1 < ordered.size and ordered[last + 1] == ordered[place]:
                last += 1
            score = scores[place + last]
        found[order[place]] = score


@compiled
def _fold(
    ordered: Floats, order: NDArray[np.int64], distances: Floats, outwards: NDArray[np.int64]
) -> None:
    """Put down the distances from the median from the least on, and where their draws are.

    They rise on both sides of it, and so they are in order once the two sides are merged.
    """
    below, above, last = ordered.size // 2 - 1, ordered.size // 2, ordered.size - 1
    median = ordered[below] + 0.5 * (ordered[above] - ordered[below])
    left, right = abs(ordered[below] - median), abs(ordered[above] - median)
    for place in range(ordered.size):
        if above > last or (below >= 0 and left <= right):
            distances[place], outwards[place] = left, order[below]
            below -= 1
            left = abs(ordered[max(below, 0)] - median)
        else:
            distances[place], outwards[place] = right, order[above]
            above += 1
            right = abs(ordered[min(above, last)] - median)
