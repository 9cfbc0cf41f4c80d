"""The compiled loops that judge chains, one quantity after another (imported only when they run).

Each is the formula of ArviZ's function of the same purpose, which stays the judge: the tests hold
one against the other. Autocovariances are summed lag by lag, and only as many as are asked for.

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
CONSTANT = -1.0
"""In place of R-hat where no chain varies within itself."""


@compiled
def split_chains(draws: Floats) -> Floats:
    """Both halves of every chain as chains; (chain, draw) -> (2 chain, draw // 2)."""
    chains, half = draws.shape[0], draws.shape[1] // 2
    halves = np.empty((2 * chains, half))
    halves[:chains] = draws[:, :half]
    halves[chains:] = draws[:, draws.shape[1] - half :]
    return halves


@compiled
def centred(chains: Floats, means: Floats) -> Floats:
    """Each chain about its own mean, which goes into ``means``; a constant chain is 0 exactly."""
    rest = np.empty_like(chains)
    for c in range(chains.shape[0]):
        first, total = chains[c, 0], 0.0
        for i in range(chains.shape[1]):
            total += chains[c, i] - first
        mean = total / chains.shape[1]
        means[c] = first + mean
        for i in range(chains.shape[1]):
            rest[c, i] = (chains[c, i] - first) - mean
    return rest


@compiled
def autocovariance(rest: Floats, lag: int) -> float:
    """Mean over centred chains of the sum of products at a lag, over the number of draws."""
    chains, draws = rest.shape
    total = 0.0
    for c in range(chains):
        # four sums, so that none waits for the one before
        a, b, d, e = 0.0, 0.0, 0.0, 0.0
        products = draws - lag
        for i in range(0, products - 3, 4):
            a += rest[c, i] * rest[c, i + lag]
            b += rest[c, i + 1] * rest[c, i + 1 + lag]
            d += rest[c, i + 2] * rest[c, i + 2 + lag]
            e += rest[c, i + 3] * rest[c, i + 3 + lag]
        for i in range(products - products % 4, products):
            a += rest[c, i] * rest[c, i + lag]
        total += (a + b) + (d + e)
    return total / (chains * draws)


@compiled
def variance(values: Floats) -> float:
    """Sample variance, with n - 1."""
    mean, total = values.mean(), 0.0
    for i in range(values.size):
        total += (values[i] - mean) ** 2
    return total / (values.size - 1)


@compiled
def effective_draws(chains: Floats) -> float:
    """Effective sample size of the mean by Geyer's initial monotone sequence; (chain, draw)."""
    count, draws = chains.shape
    size = count * draws
    if chains.max() - chains.min() < RESOLUTION:
        return float(size)
    means = np.empty(count)
    rest = centred(chains, means)
    within = autocovariance(rest, 0) * draws / (draws - 1.0)
    between = variance(means) if count > 1 else 0.0
    total = within * (draws - 1.0) / draws + between
    rho = np.zeros(draws)
    last = positive_sequence(rest, within, total, rho)
    for t in range(1, last - 1, 2):  # and then monotone
        if rho[t + 1] + rho[t + 2] > rho[t - 1] + rho[t]:
            rho[t + 1] = (rho[t - 1] + rho[t]) / 2.0
            rho[t + 2] = rho[t + 1]
    tau = -1.0 + 2.0 * rho[: last + 1].sum() + rho[last + 1]
    return size / max(tau, 1.0 / np.log10(size))


@compiled
def positive_sequence(rest: Floats, within: float, total: float, rho: Floats) -> int:
    """Autocorrelations while the sum of two neighbours is positive; the last place that counts."""
    draws = rest.shape[1]
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
def potential_scale_reduction(chains: Floats) -> float:
    """R-hat of chains as they are, or `CONSTANT`; (chain, draw)."""
    count, draws = chains.shape
    means = np.empty(count)
    within = autocovariance(centred(chains, means), 0) * draws / (draws - 1.0)
    if within <= 0.0:
        return CONSTANT
    return np.sqrt((draws * variance(means) / within + draws - 1.0) / draws)


@compiled
def normal_scores(ordered: Floats, order: NDArray[np.int64], scores: Floats, out: Floats) -> None:
    """Normal scores of the ranks, at their places; tied values have their mean rank.

    ``ordered`` (place,) are the values from the least on, ``order`` (place,) where each stands in
    ``out``, and ``scores`` those of the ranks 1, 1.5, 2 and so on.
    """
    first = 0
    while first < ordered.size:
        last = first
        while last + 1 < ordered.size and ordered[last + 1] == ordered[first]:
            last += 1
        for place in range(first, last + 1):
            out[order[place]] = scores[first + last]
        first = last + 1


@compiled
def folded(
    ordered: Floats, order: NDArray[np.int64], distance: Floats, new_order: NDArray[np.int64]
) -> None:
    """Distances from the median from the least on, merged from both sides of it."""
    right = ordered.size // 2
    left = right - 1
    median = (ordered[left] + ordered[right]) / 2.0
    for place in range(ordered.size):
        below = abs(ordered[left] - median) if left >= 0 else np.finfo(np.float64).max
        above = abs(ordered[right] - median) if right < ordered.size else np.finfo(np.float64).max
        if left >= 0 and (below <= above or right >= ordered.size):
            distance[place], new_order[place] = below, order[left]
            left -= 1
        else:
            distance[place], new_order[place] = above, order[right]
            right += 1


@compiled
def quantile_of(ordered: Floats, probability: float) -> float:
    """Quantile by linear interpolation of values from the least on."""
    at = (ordered.size - 1) * probability
    below = int(at)
    above = min(below + 1, ordered.size - 1)
    step, part = ordered[above] - ordered[below], at - below
    return ordered[above] - step * (1.0 - part) if part >= 0.5 else ordered[below] + step * part


@compiled
def tail_effective_draws(draws: Floats, ordered: Floats, probability: float) -> float:
    """Effective sample size of P(x <= quantile); (chain, draw)."""
    below, line = np.empty_like(draws), quantile_of(ordered, probability)
    for c in range(draws.shape[0]):
        for i in range(draws.shape[1]):
            below[c, i] = 1.0 if draws[c, i] <= line else 0.0
    return effective_draws(split_chains(below))


@compiled
def error_of_mean(draws: Floats) -> float:
    """Monte Carlo standard error of the mean; (chain, draw)."""
    halves = split_chains(draws)
    return np.sqrt(variance(draws.ravel()) / effective_draws(halves))


@compiled
def judge_quantities(draws: Floats, scores: Floats, tails: Floats, found: Floats) -> None:
    """All figures of every quantity, in the order of `bayes_bench.numerics.chain_statistics`.

    (quantity, chain, draw), (2 size - 1,), (2,), (quantity, figure)
    """
    for q in range(draws.shape[0]):
        chains = draws[q]
        halves = split_chains(chains)
        flat = halves.ravel()
        order = np.argsort(flat)
        ordered = flat[order]
        found[q, 0] = potential_scale_reduction(halves)
        z = np.empty_like(halves)
        normal_scores(ordered, order, scores, z.ravel())
        found[q, 1] = potential_scale_reduction(z)
        found[q, 2] = effective_draws(z)
        distance, new_order = np.empty_like(ordered), np.empty_like(order)
        folded(ordered, order, distance, new_order)
        normal_scores(distance, new_order, scores, z.ravel())
        found[q, 3] = potential_scale_reduction(z)
        # an odd draw in the middle of a chain belongs to neither half
        every = ordered if chains.size == flat.size else np.sort(chains.ravel())
        found[q, 4] = min(
            tail_effective_draws(chains, every, tails[0]),
            tail_effective_draws(chains, every, tails[1]),
        )
        found[q, 5] = error_of_mean(chains)


@compiled
def errors_of_means(draws: Floats, found: Floats) -> None:
    """Monte Carlo standard errors of the means of all quantities; (quantity, chain, draw)."""
    for q in range(draws.shape[0]):
        found[q] = error_of_mean(draws[q])
