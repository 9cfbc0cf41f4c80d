"""The compiled loop of mean probabilities by unit (imported only when it runs)."""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled, exp_of_negative
from bayes_bench.typing import Floats


@compiled
def mean_probabilities(
    predictor: Floats, effect: Floats, weights: Floats, starts: NDArray[np.int64]
) -> Floats:
    """Weighted mean by unit of the probability at the predictor plus the unit's effect.

    (draw, cell), (draw, unit), (cell,), (unit + 1,) -> (draw, unit)
    """
    draws, units = effect.shape
    means = np.empty((draws, units))
    for s in range(draws):
        for unit in range(units):
            shift, mean = effect[s, unit], 0.0
            for cell in range(starts[unit], starts[unit + 1]):
                logit = predictor[s, cell] + shift
                small = exp_of_negative(-abs(logit))
                # of the likelier and of the less likely outcome, to the last digits in both tails
                likelier = 1.0 / (1.0 + small)
                mean += weights[cell] * (likelier if logit > 0.0 else small * likelier)
            means[s, unit] = mean
    return means
