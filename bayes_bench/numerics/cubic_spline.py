"""Cubic splines of SciPy, which is slow to import: only where one is made."""

from typing import TYPE_CHECKING, Literal

from bayes_bench.typing import Floats

if TYPE_CHECKING:
    from scipy.interpolate import CubicSpline

type Spline = CubicSpline
"""A name that is not looked up before it is needed."""


def cubic_spline(
    at: Floats, values: Floats, ends: Literal["not-a-knot", "natural"] = "not-a-knot"
) -> Spline:
    """The twice differentiable curve through some points, a cubic between neighbouring ones.

    Parameters
    ----------
    at : ndarray (knot,)
        Strictly increasing.
    values : ndarray (knot, ...)
    ends : str
        ``not-a-knot``: the first two cubics are one, and the last two; ``natural``: no curvature
        at either end.

    Returns
    -------
    CubicSpline
        From where it is evaluated, and the order of a derivative, to values (..., ...).

    References
    ----------
    de Boor (2001), A Practical Guide to Splines, chapter IV.
    """
    from scipy.interpolate import CubicSpline

    return CubicSpline(at, values, bc_type=ends)
