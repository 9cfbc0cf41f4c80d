"""R-hat, effective sample sizes and Monte Carlo errors of many quantities at once.

ArviZ has them for one quantity at a time, in Python; here they are a compiled batch. The formulas
are ArviZ's, and the tests hold every figure against it.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.typing import Floats

BLOCK = 128
"""Quantities that are laid out for the compiled loops at a time."""
LEAST_DRAWS = 4
"""Draws per chain below which nothing can be said."""


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
        Missing with fewer than `LEAST_DRAWS` draws per chain; R-hat also with one chain.
    """
    chains, length, quantities = draws.shape
    if length < LEAST_DRAWS or quantities == 0:
        return ChainStatistics(*np.full((5, quantities), np.nan))
    from bayes_bench.numerics.chain_kernel import CONSTANT, judge_quantities

    scores, ends = normal_scores(2 * chains * (length // 2)), np.array(tails)

    def judged(block: Floats) -> Floats:
        found = np.empty((block.shape[0], 6))
        judge_quantities(block, scores, ends, found)
        return found

    figures = np.concatenate(_by_blocks(judged, draws)).T
    r_hat = np.where(figures == CONSTANT, np.inf, figures) if chains > 1 else figures * np.nan
    return ChainStatistics(
        r_hat[0], np.maximum(r_hat[1], r_hat[3]), figures[2], figures[4], figures[5]
    )


def errors_of_means(draws: Floats) -> Floats:
    """Monte Carlo standard errors of means.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Of any type of number.

    Returns
    -------
    ndarray (quantity,)
        0 for a constant; missing where a draw is not finite, or with fewer than `LEAST_DRAWS` draws
        per chain.
    """
    _, length, quantities = draws.shape
    if length < LEAST_DRAWS or quantities == 0:
        return np.full(quantities, np.nan)
    from bayes_bench.numerics import chain_kernel

    def errors(block: Floats) -> Floats:
        found, finite = np.empty(block.shape[0]), np.isfinite(block).all(axis=(1, 2))
        chain_kernel.errors_of_means(np.where(finite[:, None, None], block, 0.0), found)
        return np.where(finite, found, np.nan)

    return np.concatenate(_by_blocks(errors, draws))


@lru_cache(maxsize=8)
def normal_scores(size: int) -> Floats:
    """Blom's normal scores of the ranks 1, 1.5, 2, ... of so many values (2 size - 1,)."""
    from scipy.special import ndtri

    ranks = 1.0 + np.arange(2 * size - 1) / 2.0
    scores: Floats = ndtri((ranks - 3 / 8) / (size + 1 / 4))
    return scores


def _by_blocks(work: Callable[[Floats], Floats], draws: Floats) -> list[Floats]:
    """Work on blocks of quantities, laid out (quantity, chain, draw), on all cores."""
    starts = range(0, draws.shape[2], BLOCK)

    def one(start: int) -> Floats:
        block = draws[:, :, start : start + BLOCK]
        return work(np.ascontiguousarray(np.moveaxis(block, 2, 0), dtype=np.float64))

    return on_all_cores(one, starts) if len(starts) > 1 else [one(0)]
