"""Which nodes of a grid are about a point, and how near each is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class Corners:
    """The nodes about each of some points, and their weights in a linear interpolation.

    Attributes
    ----------
    node : ndarray of int (point, corner)
        Counted in the order of a C-contiguous array over the axes.
    weight : ndarray (point, corner)
        Not negative; they sum to 1.
    """

    node: Integers
    weight: Floats


def corners_of(axes: Sequence[Floats], at: Floats) -> Corners:
    """The corners of the cell of a grid that each point lies in; outside, of the nearest point.

    Parameters
    ----------
    axes : sequence of ndarray (value,)
        Increasing values of each axis, two at least.
    at : ndarray (point, axis)

    Returns
    -------
    Corners
        Two to the number of axes for each point.
    """
    node = np.zeros((len(at), 1), dtype=np.int64)
    weight = np.ones((len(at), 1))
    for axis, values in enumerate(axes):
        left, fraction = _between(values, at[:, axis])
        ends = np.stack([left, left + 1], axis=1)
        shape = len(at), 2 * node.shape[1]  # there may be no point
        node = (node[:, :, None] * values.size + ends[:, None, :]).reshape(shape)
        near = np.stack([1.0 - fraction, fraction], axis=1)
        weight = (weight[:, :, None] * near[:, None, :]).reshape(shape)
    return Corners(node, weight)


def _between(values: Floats, at: Floats) -> tuple[Integers, Floats]:
    """The value to the left of each point, and where it lies between that and the next, 0-1."""
    inside = np.clip(at, values[0], values[-1])
    left = np.clip(np.searchsorted(values, inside) - 1, 0, values.size - 2).astype(np.int64)
    return left, (inside - values[left]) / (values[left + 1] - values[left])
