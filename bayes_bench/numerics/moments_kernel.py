"""The compiled pass over cells that standardisation is made of (imported only when it runs).

Every cell is visited once for `DRAWS` draws together, whose numbers lie side by side, so that the
processor does several at a time; its linear predictor is added up on the way and never stored.
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
    CODES2,
    FLOATS1,
    FLOATS2,
    FLOATS3,
    INTEGERS1,
    WHOLE,
    compiled_for,
    odds_of,
)
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.predictor_kernel import add_up
from bayes_bench.typing import Floats

_FOUR = 4 * DRAWS


@compiled_for((FLOATS2, FLOATS2), CODES2, FLOATS2, (FLOATS1, INTEGERS1), (FLOATS2, FLOATS1), WHOLE)
def group_sums(
    values: tuple[Floats, Floats],
    codes: NDArray[np.int32],
    loose: Floats,
    cells: tuple[Floats, NDArray[np.int64]],
    factors: tuple[Floats, Floats],
    orders: int,
) -> tuple[Floats, Floats, Floats]:
    """Means over every group's people: of p, of p (1 - p), and of Chebyshev polynomials.

    p is the probability at eta plus the group's effect; the polynomials T_1 to T_orders are those
    of x = tanh((eta + centre) / 2), for each centre. Effects and centres are given as the factors
    by which they multiply the odds, so that one exponential of eta serves them all; beyond
    `MAX_LOGIT` either is cut before they are added up. The orders are a multiple of four.

    ((row, DRAWS), (loose, DRAWS)), (cell, way), (cell, loose),
    (weights (cell,), first cells (group + 1,)), ((group, DRAWS), (centre,)), number
    -> (group, DRAWS), (group, DRAWS), (group, centre * orders * DRAWS)
    """
    table, slopes = values
    weights, starts = cells
    of_group, of_centre = factors
    groups, width = starts.size - 1, orders * DRAWS
    own = np.zeros((groups, 2 * DRAWS))
    moments = np.zeros((groups, of_centre.size * width))
    odds, terms = np.empty(DRAWS), np.empty(3 * DRAWS)
    for j in range(groups):
        sums, total = own[j], moments[j]
        for c in range(starts[j], starts[j + 1]):
            add_up(odds, table, slopes, codes, loose, c)
            for d in range(DRAWS):
                odds[d] = odds_of(odds[d])
                mine = odds[d] * of_group[j, d]
                rest = 1.0 / (1.0 + mine)
                p = mine * rest
                sums[d] += weights[c] * p
                sums[DRAWS + d] += weights[c] * (p * rest)
            for m in range(of_centre.size):
                _begin(terms, odds, of_centre[m], weights[c])
                _add_polynomials(total, terms, np.uint64(m * width), orders)
    return own[:, :DRAWS], own[:, DRAWS:], moments


@compiled_for(FLOATS2, FLOATS1, FLOATS3)
def means_at(shifts: Floats, centres: Floats, means: Floats) -> Floats:
    """Mean probability of one group at every shift of its people's logits.

    (draw, shift), evenly spaced (centre,), means of polynomials (draw, centre, order)
    -> (draw, shift)
    """
    found = np.empty(shifts.shape)
    between = centres[1] - centres[0] if centres.size > 1 else 1.0
    for s in range(shifts.shape[0]):
        for i in range(shifts.shape[1]):
            place = np.rint((shifts[s, i] - centres[0]) / between)
            m = int(min(max(place, 0.0), centres.size - 1.0))
            r, total = math.tanh(0.25 * (shifts[s, i] - centres[m])), 0.0
            for k in range(means.shape[2] - 1, -1, -1):  # Horner's scheme in -r
                total = means[s, m, k] - r * total
            found[s, i] = 0.5 * (1.0 + (r + (1.0 - r * r) * total))
    return found


@numba.njit(inline="always")
def _begin(terms: Floats, odds: Floats, factor: float, weight: float) -> None:
    """2 x, and the weighted T_0 and T_1 of x = tanh(logit / 2), one after another (3 * DRAWS,)."""
    for d in range(DRAWS):
        there = odds[d] * factor
        x = (there - 1.0) / (there + 1.0)
        terms[d] = 2.0 * x
        terms[DRAWS + d] = weight
        terms[2 * DRAWS + d] = weight * x


@numba.njit(inline="always")
def _add_polynomials(total: Floats, terms: Floats, first: np.uint64, orders: int) -> None:
    """Add weighted T_1, T_2, ... one after another, from a place on."""
    place = first  # unsigned: the compiler need not think of negative indices
    for _ in range(orders // 4):  # T_(k+1) = 2 x T_k - T_(k-1), four at a time
        for d in range(DRAWS):
            i = place + np.uint64(d)
            twice, before, now = terms[d], terms[DRAWS + d], terms[2 * DRAWS + d]
            second = twice * now - before
            third = twice * second - now
            fourth = twice * third - second
            total[i] += now
            total[i + np.uint64(DRAWS)] += second
            total[i + np.uint64(2 * DRAWS)] += third
            total[i + np.uint64(3 * DRAWS)] += fourth
            terms[DRAWS + d] = fourth
            terms[2 * DRAWS + d] = twice * fourth - third
        place += np.uint64(_FOUR)
