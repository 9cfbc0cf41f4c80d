"""The compiled loops that count ranks lag by lag (imported only when they run).

A statement on ranks is a sequence w of 0 and 1 (a pair's, doubled, of 0, 1 for a tie, and 2), so
that its autocovariances follow from whole numbers, and no draw is written out as a float. Filled
in for the n draws of each half of a chain, which sum to T:
``together`` (statement, lag), the sum over the halves of w_s w_(s + t);
``beside`` (statement, lag), the sum of T times what the first t and the last t draws sum to;
``totals`` (statement, half), T.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import CODES2, CODES3, INTEGERS2, TRUTH, compiled, compiled_for
from bayes_bench.typing import Integers

type Ranks32 = NDArray[np.int32]


@compiled_for(CODES2, INTEGERS2, INTEGERS2, INTEGERS2, TRUTH)
def count_ranks(
    halves: Ranks32, totals: Integers, together: Integers, beside: Integers, up_to: bool
) -> None:
    """Add the counts of "has rank r", or of "has a rank up to r", for every r, of one unit.

    Ranks from 0, (half, draw), and their totals (half, rank). What is filled in is (lag, rank),
    zeros before; the caller sums ``beside`` up to each lag, and ``together`` up to each r.
    """
    draws = halves.shape[1]
    lags, ranks = together.shape
    for c in range(halves.shape[0]):
        for t in range(lags):
            for s in range(draws - t):
                one, other = halves[c, s], halves[c, s + t]
                if up_to:
                    together[t, max(one, other)] += 1
                elif one == other:
                    together[t, one] += 1
            for end in range(2 if t > 0 else 0):
                rank = halves[c, t - 1] if end == 0 else halves[c, draws - t]
                for r in range(rank, ranks if up_to else rank + 1):
                    beside[t, r] += totals[c, r]


@compiled_for(CODES2, CODES3, INTEGERS2, INTEGERS2, INTEGERS2)
def count_wins(
    unit: Ranks32, rivals: Ranks32, together: Integers, beside: Integers, totals: Integers
) -> None:
    """Add the counts of twice "is better than the rival", a tie being 1, for every rival.

    First ranks, (half, draw) and (rival, half, draw). What is filled in is zeros before.
    """
    draws, lags = unit.shape[1], together.shape[1]
    win, ones = np.empty(draws, np.int16), np.ones(draws, np.int16)
    for j in range(rivals.shape[0]):
        for c in range(unit.shape[0]):
            _compare(unit[c], rivals[j, c], win)
            total, ends = _product(win, ones), 0
            totals[j, c] = total
            for t in range(lags):
                if t > 0:
                    ends += win[t - 1] + win[draws - t]
                together[j, t] += _product(win[: draws - t], win[t:])
                beside[j, t] += total * ends


@compiled
def _compare(unit: Ranks32, rival: Ranks32, win: NDArray[np.int16]) -> None:
    for s in range(win.size):
        win[s] = np.int16(unit[s] < rival[s]) + np.int16(unit[s] <= rival[s])


@compiled
def _product(one: NDArray[np.int16], other: NDArray[np.int16]) -> int:
    """Scalar product in 32 bits, of which a processor adds many at once."""
    total = np.int32(0)
    for s in range(one.size):
        total = np.int32(total + np.int32(one[s]) * np.int32(other[s]))
    return int(total)
