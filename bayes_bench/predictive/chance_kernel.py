"""The loop over cells that draws events at expected probabilities (imported only when it runs).

Every cell is visited once for `DRAWS` draws together, whose numbers lie side by side, so that the
processor does several at a time; its linear predictor is added up on the way and never stored. An
expected probability, as a function of it, is a sum of Chebyshev series
(`bayes_bench.numerics.logistic_moments`).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.binomial_kernel import binomial_from
from bayes_bench.numerics.compiled import (
    CODES2,
    FLOATS1,
    FLOATS2,
    INTEGERS1,
    STATES2,
    compiled,
    compiled_for,
    exp_of_negative,
)
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.predictor_kernel import add_up
from bayes_bench.numerics.random_kernel import States, next_uniforms
from bayes_bench.typing import Floats, Integers

FEW = 16
"""Trials up to which each is drawn by itself."""
STEP = 4
"""Terms of a series that are added at a time."""


type Curves = tuple[Floats, Floats, Integers]
"""Centres (centre,), coefficients, and the terms of each curve's series (curve,), multiples of
`STEP`. The coefficients lie in one row: by centre, by curve, the last term first and the constant
behind it, each (DRAWS,)."""


@compiled_for(
    (FLOATS2, FLOATS2),
    (CODES2, FLOATS2),
    (FLOATS1, FLOATS1, INTEGERS1),
    (INTEGERS1, INTEGERS1),
    STATES2,
)
def events_at(
    values: tuple[Floats, Floats],
    design: tuple[NDArray[np.int32], Floats],
    curves: Curves,
    cells: tuple[Integers, Integers],
    states: States,
) -> Floats:
    """Events by unit, where everybody's probability is read off a curve.

    A person's uniform number is the same for all curves.

    ((row, DRAWS), (loose, DRAWS)), ((cell, way), (cell, loose)), `Curves`,
    ((cell,) trials, first cells (unit + 1,)), (4, DRAWS) -> (unit, curve * DRAWS)
    """
    codes, loose = design
    table, slopes = values
    trials, starts = cells
    events = np.zeros((starts.size - 1, curves[2].size * DRAWS))
    p, uniform = np.empty(events.shape[1]), np.empty(DRAWS)
    eta, room = np.empty(DRAWS), np.empty(3 * DRAWS)
    for unit in range(starts.size - 1):
        hits = events[unit]
        for c in range(starts[unit], starts[unit + 1]):
            add_up(eta, table, slopes, codes, loose, c)
            _probabilities(p, eta, curves, room)
            if trials[c] <= FEW:
                for _ in range(trials[c]):
                    next_uniforms(states, uniform)
                    _compare(hits, uniform, p)
            else:
                next_uniforms(states, uniform)
                for i in range(p.size):
                    hits[i] += binomial_from(uniform[i % DRAWS], trials[c], p[i])
    return events


@numba.njit(inline="always")
def _probabilities(p: Floats, eta: Floats, curves: Curves, room: Floats) -> None:
    """Every curve at a cell's linear predictors (curve * DRAWS,)."""
    centres, coefficients, orders = curves
    for i in range(p.size):
        p[i] = 0.5
    first = np.uint64(0)  # unsigned: the compiler need not think of negative indices
    for m in range(centres.size):
        _hyperbolic_tangents(room, eta, centres[m])
        for r in range(orders.size):
            _add_series(p, room, coefficients, np.uint64(r * DRAWS), first, orders[r])
            first += np.uint64((orders[r] + 1) * DRAWS)


@compiled
def _hyperbolic_tangents(out: Floats, eta: Floats, centre: float) -> None:
    """Of half the linear predictors and a centre together (DRAWS,)."""
    for d in range(DRAWS):
        logit = eta[d] + centre
        less = exp_of_negative(-abs(logit))
        size = (1.0 - less) / (1.0 + less)
        out[d] = size if logit > 0.0 else -size


@compiled
def _add_series(
    p: Floats, room: Floats, coefficients: Floats, place: np.uint64, k: np.uint64, order: int
) -> None:
    """Add half a Chebyshev series from a place on, by Clenshaw's scheme.

    Room for x, which is given, and for two sums: in one row, or the compiler would do one number
    at a time. Its coefficients begin at k.
    """
    for d in range(DRAWS, 3 * DRAWS):
        room[d] = 0.0
    for _ in range(order // STEP):
        for d in range(DRAWS):
            i = k + np.uint64(d)
            twice, before, now = 2.0 * room[d], room[DRAWS + d], room[2 * DRAWS + d]
            first = coefficients[i] + (twice * now - before)
            second = coefficients[i + np.uint64(DRAWS)] + (twice * first - now)
            third = coefficients[i + np.uint64(2 * DRAWS)] + (twice * second - first)
            fourth = coefficients[i + np.uint64(3 * DRAWS)] + (twice * third - second)
            room[DRAWS + d], room[2 * DRAWS + d] = third, fourth
        k += np.uint64(STEP * DRAWS)
    for d in range(DRAWS):
        half = 0.5 * (room[d] * room[2 * DRAWS + d] - room[DRAWS + d])
        p[place + np.uint64(d)] += half + 0.5 * coefficients[k + np.uint64(d)]


@compiled
def _compare(events: Floats, uniform: Floats, p: Floats) -> None:
    """Add whose numbers are below each curve (curve * DRAWS,)."""
    first = np.uint64(0)
    for _ in range(p.size // DRAWS):
        for d in range(DRAWS):
            i = first + np.uint64(d)
            events[i] += 1.0 if uniform[d] < p[i] else 0.0
        first += np.uint64(DRAWS)
