"""The compiled loops that judge chains, one quantity after another (imported only when they run).

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled
from bayes_bench.typing import Floats

RESOLUTION = float(np.finfo(float).resolution)
"""A range below this is none."""


@compiled
def effective_draws(chains: Floats) -> Floats:
    """Effective sample sizes of means, by Geyer's initial monotone sequence.

    (quantity, chain, draw) -> (quantity,)
    """
    quantities, count, draws = chains.shape
    found, rest = np.empty(quantities), np.empty((count, draws))
    rho = np.empty(draws)
    size = float(count * draws)
    for q in range(quantities):
        spread, between = centre(chains, q, rest)
        if spread < RESOLUTION:
            found[q] = size
            continue
        within = autocovariance(rest, 0) * draws / (draws - 1.0)
        last = positive_sequence(rest, within, between, rho)
        for t in range(1, last - 1, 2):  # and then monotone
            if rho[t + 1] + rho[t + 2] > rho[t - 1] + rho[t]:
                rho[t + 1] = (rho[t - 1] + rho[t]) / 2.0
                rho[t + 2] = rho[t + 1]
        tau = rho[last + 1] - 1.0
        for t in range(last + 1):
            tau += 2.0 * rho[t]
        found[q] = size / max(tau, 1.0 / np.log10(size))
    return found


@compiled
def centre(chains: Floats, q: int, rest: Floats) -> tuple[float, float]:
    """Put each chain about its own mean, a constant one at 0 exactly, into ``rest`` (chain, draw).

    Returns the range of all draws, and the variance of the means of the chains.
    """
    count, draws = rest.shape
    origin = chains[q, 0, 0]
    least, most, total, squares = origin, origin, 0.0, 0.0
    for c in range(count):
        first, mean = chains[q, c, 0], 0.0
        for i in range(draws):
            least, most = min(least, chains[q, c, i]), max(most, chains[q, c, i])
            mean += chains[q, c, i] - first
        mean /= draws
        for i in range(draws):
            rest[c, i] = (chains[q, c, i] - first) - mean
        # the mean of the means, and their squares about it, chain by chain
        step = (first - origin) + mean - total
        total += step / (c + 1.0)
        squares += step * ((first - origin) + mean - total)
    return most - least, squares / max(count - 1.0, 1.0)


@compiled
def autocovariance(rest: Floats, lag: int) -> float:
    """Mean over centred chains of the sum of products at a lag, over the number of draws."""
    chains, draws = rest.shape
    total, products = 0.0, draws - lag
    for c in range(chains):
        # four sums, so that none waits for the one before
        a, b, d, e = 0.0, 0.0, 0.0, 0.0
        for i in range(0, products - 3, 4):
            a += rest[c, i] * rest[c, i + lag]
            b += rest[c, i + 1] * rest[c, i + 1 + lag]
            d += rest[c, i + 2] * rest[c, i + 2 + lag]
            e += rest[c, i + 3] * rest[c, i + 3 + lag]
        for i in range(products - products % 4, products):
            a += rest[c, i] * rest[c, i + lag]
        total += (a + b) + (d + e)
    mean: float = total / (chains * draws)
    return mean


@compiled
def positive_sequence(rest: Floats, within: float, between: float, rho: Floats) -> int:
    """Autocorrelations while the sum of two neighbours is positive; the last place that counts."""
    draws = rest.shape[1]
    total = within * (draws - 1.0) / draws + between
    rho[:] = 0.0
    even, odd = 1.0, 1.0 - (within - autocovariance(rest, 1)) / total
    rho[0], rho[1] = even, odd
    t = 1
    while t < draws - 3 and even + odd > 0.0:
        even = 1.0 - (within - autocovariance(rest, t + 1)) / total
        odd = 1.0 - (within - autocovariance(rest, t + 2)) / total
        if even + odd >= 0.0:
            rho[t + 1], rho[t + 2] = even, odd
        t += 2
    if even > 0.0:
        rho[t - 1] = even
    return t - 2


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
