"""Natural cubic splines on quantile knots, linear beyond the outermost knots."""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.cubic_spline import cubic_spline


def weighted_quantiles(
    values: NDArray[np.float64], weights: NDArray[np.int64], probabilities: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the linear quantiles of people, each value counted as often as it has people.

    Parameters
    ----------
    values : ndarray (cell,)
        Measurements, in any order.
    weights : ndarray (cell,)
        People with that measurement.
    probabilities : ndarray (quantile,)
        Between 0 and 1.

    Returns
    -------
    ndarray (quantile,)
        As `numpy.quantile` gives them for one entry per person.
    """
    order = np.argsort(values, kind="stable")
    last = np.cumsum(weights[order]) - 1  # place in line of the last person of each cell
    place = probabilities * last[-1]
    below, above = np.floor(place), np.ceil(place)
    low, high = (values[order][np.searchsorted(last, end)] for end in (below, above))
    return np.asarray(low + (place - below) * (high - low))


def spline_knots(
    values: NDArray[np.float64], weights: NDArray[np.int64], df: int
) -> NDArray[np.float64]:
    """Return df + 1 knots: the extremes, and between them quantiles over people.

    Where quantiles coincide because many people have one value (0 admissions, say), that value is
    one knot, and those that are left are at quantiles over the other people.

    Parameters
    ----------
    values : ndarray (cell,)
    weights : ndarray (cell,)
        People with that measurement.
    df : int

    Returns
    -------
    ndarray (df + 1,)
        Knots coincide still where there are too few different values; see :func:`spline_basis`.
    """
    knots = weighted_quantiles(values, weights, np.linspace(0.0, 1.0, df + 1))
    common = knots[:-1][np.diff(knots) <= 0]
    if not common.size or np.unique(values).size <= df:
        return knots
    fixed = np.unique([values.min(), values.max(), *common])
    others, left = ~np.isin(values, fixed), df + 1 - fixed.size
    if left < 1 or weights[others].sum() == 0:
        return knots
    between = np.arange(1, left + 1) / (left + 1)
    return np.sort([*fixed, *weighted_quantiles(values[others], weights[others], between)])


def largest_df(values: NDArray[np.float64], weights: NDArray[np.int64], df: int) -> int:
    """Return the largest df that the different values carry, up to the given one; 1 if none.

    Parameters
    ----------
    values, weights : ndarray (cell,)
    df : int
    """
    most = min(df, np.unique(values).size - 1)
    able = (n for n in range(most, 1, -1) if np.all(np.diff(spline_knots(values, weights, n)) > 0))
    return next(able, 1)


def spline_basis(values: NDArray[np.float64], knots: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the basis of natural cubic splines that are zero at the first knot.

    Column k is 1 at knot k + 1 and 0 at all other knots, so a coefficient is the log odds at that
    knot minus those at the first one, and its prior says the same whatever the other knots.

    Parameters
    ----------
    values : ndarray (value,)
        Where to evaluate, beyond the outermost knots too.
    knots : ndarray (df + 1,)
        Strictly increasing.

    Returns
    -------
    ndarray (value, df)

    References
    ----------
    Lancaster and Salkauskas (1986), Curve and Surface Fitting, chapter 4; Wood (2017),
    Generalized Additive Models, section 5.3.1, 10.1201/9781315370279.
    """
    spline = cubic_spline(knots, np.eye(knots.size), "natural")
    inside = np.clip(values, knots[0], knots[-1])
    beyond = (values - inside)[:, np.newaxis]
    # (value, knot) + (value, 1) * (value, knot) -> (value, knot)
    return np.asarray(spline(inside) + beyond * spline(inside, 1))[:, 1:]
