"""Whether two columns put the same people together, and whether one follows from the other."""

from typing import Any

import numpy as np


def follows(values: Any, keys: Any) -> bool:
    """Whether values are the same wherever keys are, in a few passes over the rows.

    Parameters
    ----------
    values : ndarray (row,)
        Numbers or places of levels.
    keys : ndarray (row,)
        Places of levels, none below zero.
    """
    if not keys.size:
        return True
    last = np.empty(int(keys.max()) + 1, dtype=values.dtype)
    last[keys] = values
    return bool(np.all(last[keys] == values))


def are_alike(one: Any, other: Any) -> bool:
    """Whether two columns put the same people together, in whatever words.

    Parameters
    ----------
    one, other : ndarray (row,)
        Places of levels, none below zero.
    """
    return follows(one, other) and follows(other, one)
