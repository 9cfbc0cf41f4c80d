"""The compiled loops that add up table rows (imported only when they run)."""

import numba
import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import CODES2, FLOATS2, compiled_for
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.typing import Floats


@compiled_for(FLOATS2, CODES2, FLOATS2, FLOATS2)
def predictors(values: Floats, codes: NDArray[np.int32], slopes: Floats, loose: Floats) -> Floats:
    """Linear predictor of every cell, without the unit effect.

    (draw, row), (cell, way), (draw, loose), (cell, loose) -> (draw, cell)
    """
    draws, cells = values.shape[0], codes.shape[0]
    predictor = np.zeros((draws, cells))
    for s in range(draws):
        for c in range(cells):
            eta = 0.0
            for way in range(codes.shape[1]):
                eta += values[s, codes[c, way]]
            for column in range(loose.shape[1]):
                eta += loose[c, column] * slopes[s, column]
            predictor[s, c] = eta
    return predictor


@numba.njit(inline="always")
def add_up(
    eta: Floats, table: Floats, slopes: Floats, codes: NDArray[np.int32], loose: Floats, c: int
) -> None:
    """Linear predictor of one cell in several draws, without the effect of its unit (DRAWS,).

    Other arguments: ((row, DRAWS), (loose, DRAWS)), (cell, way), (cell, loose), the cell. No part
    of an array is taken by itself, which would be counted as in use, and that takes its time.
    """
    first, second, third, fourth = codes[c, 0], codes[c, 1], codes[c, 2], codes[c, 3]
    for d in range(DRAWS):
        eta[d] = (table[first, d] + table[second, d]) + (table[third, d] + table[fourth, d])
    for way in range(4, codes.shape[1]):
        row = codes[c, way]
        for d in range(DRAWS):
            eta[d] += table[row, d]
    for column in range(loose.shape[1]):
        for d in range(DRAWS):
            eta[d] += loose[c, column] * slopes[column, d]
