"""The compiled loop that adds up table rows (imported only when it runs)."""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled
from bayes_bench.typing import Floats


@compiled
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
