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
    seen, lacking = np.zeros(levels[-1], np.bool_), np.empty(levels.size, np.int32)
    low, high = np.empty(measures.shape[1]), np.empty(measures.shape[1])
    for j in range(found.size):
        for level in range(seen.size):
            seen[level] = False
        for k in range(low.size):
            low[k], high[k] = np.inf, -np.inf
        for c in range(starts[j], starts[j + 1]):
            for k in range(codes.shape[1]):
                seen[codes[c, k]] = True
            for k in range(measures.shape[1]):
                low[k] = min(low[k], measures[c, k])
                high[k] = max(high[k], measures[c, k])
        count = _find_lacking(lacking, seen, levels)
        for c in range(codes.shape[0]):
            if _is_like(codes[c], seen, lacking, count) and _is_between(measures[c], low, high):
                found[j] += weights[c]
    return found


@compiled
def _find_lacking(
    lacking: NDArray[np.int32], seen: NDArray[np.bool_], levels: NDArray[np.int32]
) -> int:
    """Put down the categories of which some level is not seen; how many they are."""
    count = 0
    for k in range(levels.size - 1):
        complete = True
        for level in range(levels[k], levels[k + 1]):
            complete = complete and seen[level]
        if not complete:
            lacking[count] = k
            count += 1
    return count


@compiled
def _is_like(
    codes: NDArray[np.int32], seen: NDArray[np.bool_], lacking: NDArray[np.int32], count: int
) -> bool:
    for i in range(count):  # noqa: SIM110 -- compiled code has no generators
        if not seen[codes[lacking[i]]]:
            return False
    return True


@compiled
def _is_between(values: Floats, low: Floats, high: Floats) -> bool:
    for k in range(values.size):  # noqa: SIM110
        if values[k] < low[k] or values[k] > high[k]:
            return False
    return True
