"""Numbers of several draws laid side by side, so that a loop does several at a time."""

import numpy as np

from bayes_bench.numerics.logistic_moments import DRAWS
from bayes_bench.typing import Floats


def side_by_side(by_draw: Floats) -> Floats:
    """Numbers of at most `DRAWS` draws as a pass over the cells wants them.

    Parameters
    ----------
    by_draw : ndarray (draw, x)

    Returns
    -------
    ndarray (x, DRAWS)
        The last draw fills up the rest.
    """
    filled = np.minimum(np.arange(DRAWS), len(by_draw) - 1)
    return np.ascontiguousarray(by_draw[filled].T)
