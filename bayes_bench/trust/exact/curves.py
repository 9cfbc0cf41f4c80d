"""Spline interpolation of functions of mu, one for every sigma, between the nodes of quadrature.

Cuts need the posterior of mu on nodes that differ from unit to unit. Evaluating it there would
take every unit's integral again for every unit.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import BSpline, make_interp_spline

from bayes_bench.trust.exact.quadrature import Array, Peak


@dataclass(frozen=True)
class Curves:
    """Splines (node, row) over ``peak`` (row,), in arcsinh of the distance from the mode."""

    peak: Peak
    spline: BSpline

    def at(self, points: Array, rows: NDArray[np.bool_]) -> Array:
        """Values of the chosen rows' curves at points (chosen row, point)."""
        (chosen,) = np.nonzero(rows)
        t, c, k = self.spline.t, self.spline.c, self.spline.k
        relative = _relative(self.peak, points, chosen)
        pairs = zip(relative, chosen, strict=True)
        return np.array([BSpline(t, c[:, row], k)(at) for at, row in pairs])


def interpolate(function: Callable[[Array], Array], peak: Peak, count: int, degree: int) -> Curves:
    """Splines through ``count`` values of each row's function between the ends of its peak.

    Parameters
    ----------
    function : callable
        Takes points and gives values, both (row, node).
    peak : Peak
        Mode, width and ends, (row,).
    count, degree : int
        Nodes, evenly spaced in arcsinh of the distance from the mode, and degree of the splines.
    """
    relative = np.linspace(0, 1, count)
    first, last = _ends(peak)
    reach = first[:, None] + (last - first)[:, None] * relative
    points = peak.mode[:, None] + peak.width[:, None] * np.sinh(reach)
    return Curves(peak, make_interp_spline(relative, function(points).T, k=degree))


def _relative(peak: Peak, points: Array, rows: NDArray[np.int64]) -> Array:
    """Position between the ends, from 0 to 1, in arcsinh of the distance from the mode."""
    first, last = (end[rows, None] for end in _ends(peak))
    reach = np.arcsinh((points - peak.mode[rows, None]) / peak.width[rows, None])
    return np.asarray(np.clip((reach - first) / (last - first), 0, 1))


def _ends(peak: Peak) -> tuple[Array, Array]:
    first, last = ((end - peak.mode) / peak.width for end in (peak.left, peak.right))
    return np.arcsinh(first), np.arcsinh(last)
