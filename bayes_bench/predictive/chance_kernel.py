"""The loop over cells that draws events at expected probabilities (imported only when it runs)."""

import numba
import numpy as np

from bayes_bench.numerics.binomial_kernel import binomial_from
from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.random_kernel import States, next_uniform
from bayes_bench.typing import Floats, Integers

FEW = 16
"""Trials up to which each is drawn by itself."""
ROOM = 1024
"""People that are laid out side by side before they are compared with the curves."""

type Laid = tuple[Integers, Floats, Floats]
"""Of some people: the node below, the way to the next as a fraction of it, a uniform number."""


@compiled
def events_at(
    predictor: Floats,
    curves: Floats,
    nodes: tuple[Floats, float],
    trials: Integers,
    starts: Integers,
    states: States,
) -> Integers:
    """Events by unit, where everybody's probability is read off a curve, by linear interpolation.

    A person's uniform number is the same for all curves.

    (draw, cell), (draw, curve, node), the first node of each draw and the spacing, (cell,),
    (unit + 1,), (4, draw) -> (curve, draw, unit)
    """
    lowest, spacing = nodes
    draws, units = predictor.shape[0], starts.size - 1
    events = np.zeros((curves.shape[1], draws, units), dtype=np.int64)
    laid = np.empty(ROOM + FEW, dtype=np.int64), np.empty(ROOM + FEW), np.empty(ROOM + FEW)
    for s in range(draws):
        for unit in range(units):
            count = 0
            for c in range(starts[unit], starts[unit + 1]):
                x = (predictor[s, c] - lowest[s]) / spacing
                k = int(x)
                if trials[c] <= FEW:
                    for _ in range(trials[c]):
                        laid[0][count], laid[1][count] = k, x - k
                        laid[2][count] = next_uniform(states, s)
                        count += 1
                    if count >= ROOM:
                        _compare(events[:, s, unit], curves[s], laid, count)
                        count = 0
                else:
                    uniform = next_uniform(states, s)
                    for r in range(curves.shape[1]):
                        p = _between(curves[s, r], k, x - k)
                        events[r, s, unit] += binomial_from(uniform, trials[c], p)
            _compare(events[:, s, unit], curves[s], laid, count)
    return events


@numba.njit(inline="always")
def _between(curve: Floats, k: int, fraction: float) -> float:
    """The curve so far after one of its nodes."""
    low, high = curve[k], curve[k + 1]
    value: float = low + fraction * (high - low)
    return value


@compiled
def _compare(events: Integers, curves: Floats, laid: Laid, count: int) -> None:
    """Add whose numbers are below each curve; (curve,)."""
    below, fraction, uniform = laid
    for r in range(curves.shape[0]):
        curve, total = curves[r], 0
        for i in range(count):
            # unsigned: the compiler need not think of negative indices
            k = np.uint64(below[i])
            low, high = curve[k], curve[k + np.uint64(1)]
            total += 1 if uniform[i] < low + fraction[i] * (high - low) else 0
        events[r] += total
