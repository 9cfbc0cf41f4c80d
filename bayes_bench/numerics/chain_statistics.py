"""R-hat, effective sample sizes and Monte Carlo errors of many quantities at once.

ArviZ has them for one quantity at a time, in Python; here they are a compiled batch. The formulas
are ArviZ's, and the tests hold every figure against it.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.blocks import by_blocks
from bayes_bench.numerics.normal_scores import normal_scores
from bayes_bench.typing import Floats

type Covariances = tuple[Floats, Floats]
"""Autocovariances of the first lags and variance of means; (quantity, lag), (quantity,)."""

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
    r_hat : ndarray
        R-hat of the halves of the chains, the larger of those of normal scores and of folded ones;
        infinite where no half varies within itself.
    ess_bulk, ess_tail : ndarray
        Effective sample sizes of normal scores, and the smaller of two tail probabilities.
    mcse : ndarray
        Monte Carlo standard error of the mean, in the quantity's unit of measure.
    """

    r_hat: Floats
    ess_bulk: Floats
    ess_tail: Floats
    mcse: Floats


def chain_statistics(
    draws: NDArray[np.number[Any] | np.bool_], tails: tuple[float, float]
) -> ChainStatistics:
    """Diagnose many quantities.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Finite, of any type of number.
    tails : (float, float)
        Probabilities of the tails, between 0 and 1.

    Returns
    -------
    ChainStatistics
        Missing with fewer than `MIN_DRAWS` draws per chain; R-hat also with one chain.
    """
    return _by_quantity(draws, lambda block: _judged(block, tails))


def statistics_of_means(draws: NDArray[np.number[Any] | np.bool_]) -> ChainStatistics:
    """Diagnose what is a mean and nothing more, as the probability that zeros and ones have.

    Their normal scores are themselves but for origin and scale, and they have no tails.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Finite, of any type of number.

    Returns
    -------
    ChainStatistics
        As of `chain_statistics`: R-hat of the draws as they are, the effective sample size of
        their mean, and none of the tails.
    """
    return _by_quantity(draws, _judged_means)


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
    return np.concatenate(by_blocks(_errors_alone, draws))


def _by_quantity(
    draws: NDArray[np.number[Any] | np.bool_], judge: Callable[[Floats], Floats]
) -> ChainStatistics:
    chains, length, quantities = draws.shape
    if length < MIN_DRAWS or quantities == 0:
        return ChainStatistics(*np.full((4, quantities), np.nan))
    figures = np.concatenate(by_blocks(judge, draws))
    if chains == 1:
        figures[:, 0] = np.nan
    return ChainStatistics(*figures.T)


def _judged(block: Floats, tails: tuple[float, float]) -> Floats:
    """(quantity, chain, draw) -> (quantity, figure), in the order of `ChainStatistics`."""
    halves = _halves(block)
    ordered, scores, folded = normal_scores(halves)
    of_draws, of_scores = _covariances(halves), _covariances(scores)
    # folded zeros and ones may all be equal: then only their own scores say something
    of_folded = np.where(_range(folded) > 0.0, _r_hat(*_covariances(folded, 1), folded), 0.0)
    r_hat = np.maximum(_r_hat(*of_scores, scores), of_folded)
    if block.shape[2] % 2:  # the halves are without the draw in the middle
        ordered = np.sort(block.reshape(len(block), -1), axis=1)
    tail = np.minimum(*(_below(halves, _quantile(ordered, one)) for one in tails))
    bulk, errors = _effective_draws(scores, of_scores), _errors(block, halves, of_draws)
    return np.stack([r_hat, bulk, tail, errors], axis=1)


def _judged_means(block: Floats) -> Floats:
    """(quantity, chain, draw) -> (quantity, figure), in the order of `ChainStatistics`."""
    halves = _halves(block)
    of_draws = _covariances(halves)
    r_hat, size = _r_hat(*of_draws, halves), _effective_draws(halves, of_draws)
    errors = _errors(block, halves, of_draws)
    return np.stack([r_hat, size, np.full(len(block), np.nan), errors], axis=1)


def _below(halves: Floats, lines: Floats) -> Floats:
    """Effective sample sizes of the probabilities of being at or below a line (quantity,)."""
    below = (halves <= lines[:, None, None]).astype(float)
    return _effective_draws(below, _covariances(below))


def _errors_alone(block: Floats) -> Floats:
    halves = _halves(block)
    return _errors(block, halves, _covariances(halves))


def _errors(block: Floats, halves: Floats, of_halves: Covariances) -> Floats:
    """Monte Carlo standard errors of the means of a block whose halves are known (quantity,)."""
    from bayes_bench.numerics.chain_kernel import covariances

    size = block[0].size
    variance = covariances(block.reshape(-1, 1, size), 1)[0][:, 0] * (size / (size - 1.0))
    usable = np.isfinite(variance)
    if usable.all():
        errors: Floats = np.sqrt(variance / _effective_draws(halves, of_halves))
        return errors
    errors = np.full(usable.size, np.nan)  # a draw is not finite, or its square is not
    if usable.any():
        errors[usable] = _errors_alone(block[usable])
    return errors


def _halves(chains: Floats) -> Floats:
    """Both halves of every chain; (quantity, chain, draw) -> (quantity, 2 chain, draw // 2)."""
    quantities, count, draws = chains.shape
    half = draws // 2
    if draws % 2:
        chains = np.concatenate([chains[..., :half], chains[..., -half:]], axis=2)
    return chains.reshape(quantities, 2 * count, half)


def _range(chains: Floats) -> Floats:
    found: Floats = np.ptp(chains.reshape(len(chains), -1), axis=1)
    return found


def _r_hat(covariance: Floats, between: Floats, chains: Floats) -> Floats:
    """R-hat of chains as they are, from their moments; (quantity,)."""
    draws = chains.shape[2]
    # no chain varies within itself, or the square of a draw is beyond the largest number
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        within = covariance[:, 0] / (draws - 1.0)
        r_hat: Floats = np.sqrt((between / within + draws - 1.0) / draws)
    return r_hat


def _effective_draws(chains: Floats, of_chains: Covariances) -> Floats:
    """Effective sample sizes of the means of chains as they are, with as many lags as it takes.

    (quantity, chain, draw) and what `_covariances` says of their first lags -> (quantity,)
    """
    from bayes_bench.numerics.chain_kernel import UNKNOWN, effective_draws

    count, draws = chains.shape[1:]
    found = np.where(_range(chains) < RESOLUTION, float(count * draws), UNKNOWN)
    for lags in (*(lags for lags in LAGS if lags < draws), draws):
        left = np.flatnonzero(found == UNKNOWN)
        if left.size:
            known = lags == of_chains[0].shape[1]
            few = (of_chains[0][left], of_chains[1][left])
            few = few if known else _covariances(chains[left], lags)
            found[left] = effective_draws(*few, count * draws, draws)
    return found


def _covariances(chains: Floats, lags: int = LAGS[0]) -> Covariances:
    """Mean autocovariances, and the variance of the chains' means; (quantity, lag), (quantity,).

    Few lags one by one, many by Fourier transforms.
    """
    from bayes_bench.numerics.chain_kernel import covariances

    if lags <= max(LAGS):
        return covariances(chains, min(lags, chains.shape[2]))
    from scipy.fft import irfft, next_fast_len, rfft

    draws, length = chains.shape[2], next_fast_len(2 * chains.shape[2], real=True)
    rest = chains - chains[:, :, :1]
    rest -= rest.mean(axis=2, keepdims=True)
    # one quantity after another: each has transforms twice as long as its draws
    power = (np.abs(rfft(one, length)) ** 2 for one in rest)
    covariance = [irfft(one.mean(axis=0), length)[:lags] / draws for one in power]
    return np.array(covariance), covariances(chains, 1)[1]


def _quantile(ordered: Floats, probability: float) -> Floats:
    """Quantile of ordered draws, linear between two of them; (quantity, draw) -> (quantity,)."""
    place = probability * (ordered.shape[1] - 1)
    below = min(int(place), ordered.shape[1] - 2)
    low, high = ordered[:, below], ordered[:, below + 1]
    found: Floats = low + (place - below) * (high - low)
    return found
