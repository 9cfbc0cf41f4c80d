"""The compiled loop that asks, for every unit, who of the country is like somebody of it."""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
    CODES1,
    CODES2,
    FLOATS1,
    FLOATS2,
    INTEGERS1,
    compiled,
    compiled_for,
)
from bayes_bench.typing import Floats, Integers


@compiled_for((CODES2, FLOATS2), CODES1, FLOATS1, INTEGERS1)
def covered(
    people: tuple[NDArray[np.int32], Floats],
    levels: NDArray[np.int32],
    weights: Floats,
    starts: Integers,
) -> Floats:
    """Weight of the cells all of whose levels a group has, and whose measures are in its ranges.

    A category of which a group has all levels tells nobody from the group: it is not looked at.

    (level numbers (cell, category), all different between categories; (cell, measure)), first
    level of every category (category + 1,), (cell,), first cells (group + 1,) -> (group,)
    """
    codes, measures = people
    found = np.zeros(starts.size - 1)
    seen = np.zeros(levels[-1], dtype=np.bool_)
    low, high = np.empty(measures.shape[1]), np.empty(measures.shape[1])
    for j in range(found.size):
        seen[:] = False
        low[:], high[:] = np.inf, -np.inf
        for c in range(starts[j], starts[j + 1]):
            for k in range(codes.shape[1]):
                seen[codes[c, k]] = True
            for k in range(measures.shape[1]):
                low[k] = min(low[k], measures[c, k])
                high[k] = max(high[k], measures[c, k])
        lacking = _lacking(seen, levels)
        for c in range(codes.shape[0]):
            if _is_like(codes[c], seen, lacking) and _is_between(measures[c], low, high):
                found[j] += weights[c]
    return found


@compiled
def _lacking(seen: NDArray[np.bool_], levels: NDArray[np.int32]) -> NDArray[np.int64]:
    """Categories of which some level is not seen."""
    places = [k for k in range(levels.size - 1) if not seen[levels[k] : levels[k + 1]].all()]
    return np.array(places, dtype=np.int64)


@compiled
def _is_like(codes: NDArray[np.int32], seen: NDArray[np.bool_], lacking: NDArray[np.int64]) -> bool:
    for k in lacking:  # noqa: SIM110 -- compiled code has no generators
        if not seen[codes[k]]:
            return False
    return True


@compiled
def _is_between(values: Floats, low: Floats, high: Floats) -> bool:
    for k in range(values.size):  # noqa: SIM110
        if values[k] < low[k] or values[k] > high[k]:
            return False
    return True
