"""Monte Carlo errors of probabilities of ranks and of pairs, by counting.

They are those that `errors_of_means` has for the same statements written out draw by draw. But
"has rank r" for all r is a function of one whole number per draw: for one lag, a single pass over
the draws counts which ranks were held both times, and so has the autocovariance of them all.

References
----------
Vehtari, Gelman, Simpson, Carpenter & Bürkner (2021), 10.1214/20-BA1221.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.chain_statistics import MIN_DRAWS, errors_of_means
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.typing import Floats, Integers

FEW, TIMES = 16, 4
"""Lags that are looked at first, and how many times as many where they are not enough."""

type Ranks32 = NDArray[np.int32]


class Counts(NamedTuple):
    """What `rank_kernel` counts: (statement, lag), (statement, lag), (statement, half)."""

    together: Integers
    beside: Integers
    totals: Integers


class Middle(NamedTuple):
    """Sums of a statement, and of its square, over the draws that are in no half (statement,)."""

    sums: Integers
    squares: Integers


type Count = Callable[[Integers, int], Counts]
"""Counts of some of the statements for so many lags."""


def errors_of_ranks(first: Ranks32, last: Ranks32, up_to: bool = False) -> Floats:
    """Monte Carlo standard errors of P(R = r), or of P(R <= r), for all units and ranks.

    Parameters
    ----------
    first, last : ndarray of int32 (chain, draw, unit)
        Ranks, from 1 to the number of units. They differ where units tie, which then have each of
        their ranks with the same probability.
    up_to : bool
        Whether the errors are those of P(R <= r).

    Returns
    -------
    ndarray (unit, rank)
        0 where all draws agree; missing with fewer than `MIN_DRAWS` draws per chain.
    """
    units = first.shape[2]
    if first.shape[1] < MIN_DRAWS:
        return np.full((units, units), np.nan)
    tied = (first != last).any(axis=(0, 1))
    errors = np.zeros((units, units))
    halves, middle = _halves(first[:, :, ~tied])
    work = partial(_row, shape=first.shape, up_to=up_to)
    rows = on_all_cores(lambda one: work(*one), [*zip(halves, middle, strict=True)])
    for j, row in zip(np.flatnonzero(~tied), rows, strict=True):
        errors[j] = row
    for j in np.flatnonzero(tied):
        errors[j] = errors_of_means(_written_out(first[:, :, j], last[:, :, j], units, up_to))
    return errors


def probabilities_of_pairs(first: Ranks32) -> Floats:
    """P(unit i is better than unit j), a tie counting half for each.

    Parameters
    ----------
    first : ndarray of int32 (chain, draw, unit)
        First ranks: the same only where units tie.

    Returns
    -------
    ndarray (unit, other)
        0 on the diagonal.
    """

    def won(count: Count, middle: Middle) -> Integers:
        return count(np.arange(middle.sums.size), 0).totals.sum(axis=1) + middle.sums

    above = _of_pairs(first, won)
    doubled = 2.0 * first.shape[0] * first.shape[1]
    # whole and half numbers of draws, so that the two of a pair sum to one
    probabilities: Floats = (above + np.tril(doubled - above.T, k=-1)) / doubled
    return probabilities


def errors_of_pairs(first: Ranks32) -> Floats:
    """Monte Carlo standard errors of `probabilities_of_pairs`.

    Parameters
    ----------
    first : ndarray of int32 (chain, draw, unit)

    Returns
    -------
    ndarray (unit, other)
        0 where all draws agree; missing with fewer than `MIN_DRAWS` draws per chain.
    """
    _, length, units = first.shape
    if length < MIN_DRAWS:
        return np.full((units, units), np.nan)
    above = _of_pairs(first, lambda count, middle: _errors(count, middle, first.shape) / 2.0)
    return above + above.T


def _halves(ranks: Ranks32) -> tuple[Ranks32, Ranks32]:
    """Halves of the chains (unit, half, draw), and what is between (unit, chain, 0 or 1 draws)."""
    by_unit, length = np.moveaxis(ranks, 2, 0), ranks.shape[1]
    half = length // 2
    halves = np.concatenate([by_unit[..., :half], by_unit[..., length - half :]], axis=1)
    return np.ascontiguousarray(halves), by_unit[..., half : length - half]


def _row(halves: Ranks32, middle: Ranks32, shape: tuple[int, ...], up_to: bool) -> Floats:
    """Errors for all ranks of one unit, (half, draw) and (chain, 0 or 1 draws) -> (rank,)."""
    every = np.concatenate([halves.ravel(), middle.ravel()])
    low, high = every.min(), every.max()
    held = int(high - low) + 1
    sums = np.bincount(middle.ravel() - low, minlength=held)
    sums = sums.cumsum() if up_to else sums
    count = partial(_count_ranks, halves - low, held, up_to)
    errors = np.zeros(shape[2])
    errors[low - 1 : high] = _errors(count, Middle(sums, sums), shape)
    return errors


def _count_ranks(halves: Ranks32, held: int, up_to: bool, chosen: Integers, lags: int) -> Counts:
    """Counts of the chosen of the ranks that the unit holds, which are from 0 here."""
    from bayes_bench.numerics.rank_kernel import count_ranks

    place = halves + held * np.arange(len(halves))[:, None]
    totals = np.bincount(place.ravel(), minlength=len(halves) * held).reshape(-1, held)
    totals = totals.cumsum(axis=1) if up_to else totals
    together, beside = np.zeros((2, lags, held), dtype=np.int64)
    count_ranks(halves, totals, together, beside, up_to)
    together = together.cumsum(axis=1) if up_to else together
    return Counts(*(of.T[chosen] for of in (together, beside.cumsum(axis=0), totals)))


def _written_out(first: Ranks32, last: Ranks32, units: int, up_to: bool) -> Floats:
    """The statements on one unit draw by draw, (chain, draw) -> (chain, draw, rank)."""
    first, last, rank = first[..., None], last[..., None], np.arange(1, units + 1)
    width = last - first + 1.0
    exactly, below = (first <= rank) & (rank <= last), rank + 1 - first
    statements: Floats = np.clip(below / width, 0.0, 1.0) if up_to else exactly / width
    return statements


def _of_pairs(first: Ranks32, figures: Callable[[Count, Middle], Floats | Integers]) -> Floats:
    """Figures of every unit and those after it; 0 on and below the diagonal."""
    halves, middle = _halves(first)

    def row(i: int) -> Floats | Integers:
        unit, rivals = middle[i], middle[i + 1 :]
        win = (unit < rivals).astype(np.int64) + (unit <= rivals)
        between = Middle(win.sum(axis=(1, 2)), (win**2).sum(axis=(1, 2)))
        return figures(partial(_count_wins, halves[i], halves[i + 1 :]), between)

    above = np.zeros((len(halves), len(halves)))
    for i, found in enumerate(on_all_cores(row, range(len(halves) - 1))):
        above[i, i + 1 :] = found
    return above


def _count_wins(unit: Ranks32, rivals: Ranks32, chosen: Integers, lags: int) -> Counts:
    """Counts against the chosen rivals."""
    from bayes_bench.numerics.rank_kernel import count_wins

    against = rivals if chosen.size == len(rivals) else rivals[chosen]
    together, beside = np.zeros((2, chosen.size, lags), dtype=np.int64)
    totals = np.zeros((chosen.size, len(unit)), dtype=np.int64)
    count_wins(unit, against, together, beside, totals)
    return Counts(together, beside, totals)


def _errors(count: Count, middle: Middle, shape: tuple[int, ...]) -> Floats:
    """Monte Carlo standard errors of the means of the statements (statement,)."""
    chains, length = shape[:2]
    found = count(np.arange(middle.sums.size), min(FEW, length // 2))
    draws = _effective_draws(count, found, length // 2)
    size, sums = chains * length, found.totals.sum(axis=1) + middle.sums
    squares = found.together[:, 0] + middle.squares
    variance = (size * squares - sums**2) / (size * (size - 1.0))
    errors: Floats = np.sqrt(variance / draws)
    return errors


def _effective_draws(count: Count, found: Counts, draws: int) -> Floats:
    """Effective sample sizes of the means over the halves, with as many lags as it takes."""
    from bayes_bench.numerics.chain_kernel import UNKNOWN, effective_draws

    size = found.totals.shape[1] * draws
    constant = size * found.together[:, 0] == found.totals.sum(axis=1) ** 2
    effective = np.where(constant, float(size), UNKNOWN)
    left = np.flatnonzero(~constant)
    found = Counts(*(of[left] for of in found))
    while left.size:
        lags = found.together.shape[1]
        effective[left] = effective_draws(*_covariances(found, draws), size, draws)
        left = np.flatnonzero(effective == UNKNOWN)
        if left.size:
            found = count(left, min(TIMES * lags, draws))
    return effective


def _covariances(found: Counts, draws: int) -> tuple[Floats, Floats]:
    """Mean autocovariances, and the variance of the halves' means; (statement, lag), (statement,).

    The n - t products of w_s - T / n and w_(s + t) - T / n sum to ``together`` - 2 T^2 / n +
    ``beside`` / n + (n - t) T^2 / n^2, here times n^2: whole numbers.
    """
    totals, count = found.totals.astype(float), found.totals.shape[1]
    squares, n = (totals**2).sum(axis=1), float(draws)
    later = (n + np.arange(found.together.shape[1])) * squares[:, None]
    products = n * (n * found.together + found.beside) - later
    between = (count * squares - totals.sum(axis=1) ** 2) / (count * (count - 1.0) * n**2)
    return np.ascontiguousarray(products / (n**3 * count)), between
