"""Cubic splines through values at every node of a grid of several axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from bayes_bench.numerics.cubic_spline import Spline, cubic_spline
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class TensorSpline:
    """A product of cubic splines through values at the nodes of a grid.

    Attributes
    ----------
    axes : sequence of ndarray (value,)
        Strictly increasing.
    values : ndarray (node, x)
        At every combination of the axes' values, in the order of a C-contiguous array.

    References
    ----------
    de Boor (2001), A Practical Guide to Splines, chapter XVII.
    """

    axes: Sequence[Floats]
    values: Floats

    @cached_property
    def _cardinals(self) -> list[Spline]:
        """Of each axis the splines that are 1 at one value and 0 at the others."""
        return [cubic_spline(axis, np.eye(axis.size)) for axis in self.axes]

    def __call__(self, at: Floats) -> Floats:
        """Values at points (point, axis) -> (point, x)."""
        weight = np.ones((len(at), 1))
        for axis, cardinal in enumerate(self._cardinals):
            own = cardinal(at[:, axis])
            weight = (weight[:, :, None] * own[:, None, :]).reshape(
                len(at), weight.shape[1] * own.shape[1]
            )
        values: Floats = weight @ self.values
        return values
