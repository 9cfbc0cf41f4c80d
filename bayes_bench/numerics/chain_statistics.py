"""R-hat, effective sample sizes and Monte Carlo errors of many quantities at once.

ArviZ has them for one quantity at a time, in Python; here they are a compiled batch. The formulas
are ArviZ's, and the tests hold every figure against it.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.typing import Bools, Floats, Integers

BLOCK = 2**16
"""Draws that are laid out for the compiled loops at a time, of one quantity or of several."""
MIN_DRAWS = 4
"""Draws per chain below which nothing can be said."""
LAGS = (8, 16, 64)
"""Lags that are looked at first: the autocorrelations of most chains have died out by then."""
RESOLUTION = float(np.finfo(float).resolution)
"""A range below this is none."""


class ChainStatistics(NamedTuple):
    """Diagnostics by quantity (quantity,); missing where they do not exist.

    Attributes
    ----------
    split_r_hat : ndarray
        R-hat of the halves of the chains; infinite where no half varies within itself.
    rank_r_hat : ndarray
        The larger of those of normal scores and of folded ones.
    ess_bulk, ess_tail : ndarray
        Effective sample sizes of normal scores, and the smaller of two tail probabilities.
    mcse : ndarray
        Monte Carlo standard error of the mean, in the quantity's unit of measure.
    """

    split_r_hat: Floats
    rank_r_hat: Floats
    ess_bulk: Floats
    ess_tail: Floats
    mcse: Floats


def chain_statistics(draws: Floats, tails: tuple[float, float]) -> ChainStatistics:
    """Diagnose many quantities.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Finite.
    tails : (float, float)
        Probabilities of the tails, between 0 and 1.

    Returns
    -------
    ChainStatistics
        Missing with fewer than `MIN_DRAWS` draws per chain; R-hat also with one chain.
    """
    chains, length, quantities = draws.shape
    if length < MIN_DRAWS or quantities == 0:
        return ChainStatistics(*np.full((5, quantities), np.nan))
    figures = np.concatenate(_by_blocks(lambda block: _judged(block, tails), draws))
    if chains == 1:
        figures[:, :2] = np.nan
    return ChainStatistics(*figures.T)


def errors_of_means(draws: NDArray[np.number[Any] | np.bool_]) -> Floats:
    """Monte Carlo standard errors of means.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Of any type of number.

    Returns
    -------
    ndarray (quantity,)
        0 for a constant; missing where a draw is not finite, or with fewer than `MIN_DRAWS` draws
        per chain.
    """
    _, length, quantities = draws.shape
    if length < MIN_DRAWS or quantities == 0:
        return np.full(quantities, np.nan)
    return np.concatenate(_by_blocks(_errors, draws))


def _judged(block: Floats, tails: tuple[float, float]) -> Floats:
    """(quantity, chain, draw) -> (quantity, figure), in the order of `ChainStatistics`."""
    halves = _halves(block)
    order, ordered = _ordered(halves)
    scores = _normal_scores(halves, order)
    distance = np.abs(halves - _quantile(ordered, 0.5)[:, None, None])
    folded = _normal_scores(distance, _ordered(distance)[0])
    if block.shape[2] % 2:  # the halves are without the draw in the middle
        ordered = _ordered(block)[1]
    low, high = (_quantile(ordered, tail)[:, None, None] for tail in tails)
    # folded zeros and ones may all be equal: then only their own scores say something
    of_folded = np.where(np.ptp(folded, axis=(1, 2)) > 0.0, _r_hat(folded), 0.0)
    r_hat = _r_hat(halves), np.maximum(_r_hat(scores), of_folded)
    tail = np.minimum(*(_effective_draws(_halves(block <= line)) for line in (low, high)))
    return np.stack([*r_hat, _effective_draws(scores), tail, _errors(block)], axis=1)


def _errors(block: Floats) -> Floats:
    with np.errstate(over="ignore", invalid="ignore"):  # not finite, or its square is not
        sd = block.std(axis=(1, 2), ddof=1)
    usable = np.isfinite(sd)
    known = np.where(usable[:, None, None], block, 0.0)
    error = sd / np.sqrt(_effective_draws(_halves(known)))
    return np.where(usable, np.where(np.ptp(known, axis=(1, 2)) > 0.0, error, 0.0), np.nan)


def _halves(chains: Floats | Bools) -> Floats:
    """Both halves of every chain; (quantity, chain, draw) -> (quantity, 2 chain, draw // 2)."""
    half = chains.shape[2] // 2
    halves: Floats = np.concatenate([chains[..., :half], chains[..., -half:]], axis=1, dtype=float)
    return halves


def _r_hat(chains: Floats) -> Floats:
    """R-hat of chains as they are; (quantity, chain, draw) -> (quantity,)."""
    draws = chains.shape[2]
    # no chain varies within itself, or the square of a draw is beyond the largest number
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        between = draws * chains.mean(axis=2).var(axis=1, ddof=1)
        within = chains.var(axis=2, ddof=1).mean(axis=1)
        r_hat: Floats = np.sqrt((between / within + draws - 1.0) / draws)
    return r_hat


def _effective_draws(chains: Floats) -> Floats:
    """Effective sample sizes of the means of chains as they are; (quantity, chain, draw)."""
    from bayes_bench.numerics.chain_kernel import UNKNOWN, effective_draws

    quantities, count, draws = chains.shape
    found = np.where(np.ptp(chains, axis=(1, 2)) < RESOLUTION, float(count * draws), UNKNOWN)
    for lags in (*(lags for lags in LAGS if lags < draws), draws):
        left = np.flatnonzero(found == UNKNOWN)
        if left.size:
            few = chains if left.size == quantities else chains[left]
            found[left] = effective_draws(*_covariances(few, lags), count * draws, draws)
    return found


def _covariances(chains: Floats, lags: int) -> tuple[Floats, Floats]:
    """Mean autocovariances, and the variance of the chains' means; (quantity, lag), (quantity,).

    Few lags one by one, many by Fourier transforms.
    """
    from bayes_bench.numerics.chain_kernel import covariances

    if lags <= max(LAGS):
        return covariances(chains, lags)
    from scipy.fft import irfft, next_fast_len, rfft

    draws, length = chains.shape[2], next_fast_len(2 * chains.shape[2], real=True)
    rest = chains - chains[:, :, :1]
    rest -= rest.mean(axis=2, keepdims=True)
    # one quantity after another: each has transforms twice as long as its draws
    power = (np.abs(rfft(one, length)) ** 2 for one in rest)
    covariance = [irfft(one.mean(axis=0), length)[:lags] / draws for one in power]
    return np.array(covariance), covariances(chains, 0)[1]


def _ordered(chains: Floats) -> tuple[Integers, Floats]:
    """Places of all draws of a quantity from the least on, and the draws in that order."""
    values = chains.reshape(chains.shape[0], -1)
    order = np.argsort(values, axis=1)
    return order, np.take_along_axis(values, order, axis=1)


def _quantile(ordered: Floats, probability: float) -> Floats:
    """Quantile of ordered draws, linear between two of them; (quantity, draw) -> (quantity,)."""
    place = probability * (ordered.shape[1] - 1)
    below = min(int(place), ordered.shape[1] - 2)
    low, high = ordered[:, below], ordered[:, below + 1]
    found: Floats = low + (place - below) * (high - low)
    return found


def _normal_scores(chains: Floats, order: Integers) -> Floats:
    """Normal scores of the ranks among all draws of a quantity; (quantity, chain, draw)."""
    from bayes_bench.numerics.chain_kernel import scores_by_rank

    values = chains.reshape(chains.shape[0], -1)
    found = scores_by_rank(values, order, blom_scores(values.shape[1]))
    return found.reshape(chains.shape)


@lru_cache(maxsize=8)
def blom_scores(size: int) -> Floats:
    """Blom's normal scores of the ranks 1, 1.5, 2, ... of so many values (2 size - 1,)."""
    from scipy.special import ndtri

    ranks = 1.0 + np.arange(2 * size - 1) / 2.0
    scores: Floats = ndtri((ranks - 3 / 8) / (size + 1 / 4))
    return scores


def _by_blocks(
    work: Callable[[Floats], Floats], draws: NDArray[np.number[Any] | np.bool_]
) -> list[Floats]:
    """Work on blocks of quantities, laid out (quantity, chain, draw), on all cores."""
    chains, length, quantities = draws.shape
    size = max(1, BLOCK // (chains * length))
    starts = range(0, quantities, size)

    def one(start: int) -> Floats:
        block = draws[:, :, start : start + size]
        return work(np.ascontiguousarray(np.moveaxis(block, 2, 0), dtype=np.float64))

    return on_all_cores(one, starts) if len(starts) > 1 else [one(0)]
