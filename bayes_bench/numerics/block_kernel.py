"""The compiled loop that lays out the draws of a few quantities (imported only when it runs)."""

import numpy as np

from bayes_bench.numerics.compiled import FLOATS3, WHOLE, compiled_for
from bayes_bench.typing import Floats

ROWS = 16
"""Draws that are copied together: they lie far apart where there are many quantities."""


@compiled_for(FLOATS3, WHOLE, WHOLE)
def laid_out(draws: Floats, start: int, stop: int) -> Floats:
    """Copy some of the quantities; (chain, draw, quantity) -> (quantity, chain, draw)."""
    chains, length, _ = draws.shape
    found = np.empty((stop - start, chains, length))
    for c in range(chains):
        for first in range(0, length, ROWS):
            last = min(first + ROWS, length)
            for q in range(start, stop):
                for i in range(first, last):
                    found[q - start, c, i] = draws[c, i, q]
    return found
