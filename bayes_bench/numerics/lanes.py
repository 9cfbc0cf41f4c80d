"""Numbers of several draws laid side by side, so that a loop does several at a time."""

import numpy as np

from bayes_bench.typing import Floats

DRAWS = 32
"""Draws that are done together: their rows of all tables, and the sums over one group, stay in the
fastest caches."""


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
    return np.ascontiguousarray(filled_up(by_draw).T)


def filled_up(by_draw: Floats) -> Floats:
    """As many draws as are done together, the last again and again; (draw, ...) -> (DRAWS, ...)."""
    return by_draw[np.minimum(np.arange(DRAWS), len(by_draw) - 1)]
