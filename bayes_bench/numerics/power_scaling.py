r"""Power-scaling sensitivity of many quantities at once.

A component of the posterior, a prior or the likelihood, is raised to a power alpha, and the
sensitivity of a quantity is how fast its distribution moves there: the derivative in log2 alpha, at
alpha = 1, of the cumulative Jensen-Shannon distance from what it was. ArviZ has it for one quantity
at a time, from importance weights at alpha = .99 and 1.01. This is the limit of that for alpha to
1: with z the log density of the component in each draw, the cumulative distribution F of a quantity
moves by (alpha - 1) C(x), C(x) = E[(z - E z) 1(quantity <= x)], and to second order the distance is

    |alpha - 1| sqrt(integral C^2 / (4 ln 2 F) / integral 2 F).

The tests hold every figure against ArviZ.

References
----------
Kallioinen, Paananen, Bürkner & Vehtari (2024), 10.1007/s11222-023-10366-5.
"""

import numpy as np

from bayes_bench.typing import Floats

LOG_2 = float(np.log(2.0))


def sensitivity(values: Floats, log_densities: Floats) -> Floats:
    """Power-scaling sensitivity of every quantity to every component.

    Parameters
    ----------
    values : ndarray (draw, quantity)
    log_densities : ndarray (component, draw)

    Returns
    -------
    ndarray (component, quantity)
        Missing for a quantity that is the same in every draw.
    """
    order = np.argsort(values, axis=0, kind="stable")
    widths = np.diff(np.take_along_axis(values, order, axis=0), axis=0)
    centred = log_densities - log_densities.mean(axis=1, keepdims=True)
    draws = len(values)
    # the negatives of the values have the same C, from the other end, and 1 - F: the larger counts
    upwards = np.linspace(1 / draws, 1 - 1 / draws, draws - 1)[:, None]
    square = np.stack([np.cumsum(one[order], axis=0)[:-1] ** 2 for one in centred]) / draws**2
    found = [_slope(square, widths, shares) for shares in (upwards, upwards[::-1])]
    slopes: Floats = np.maximum(*found)
    return slopes


def _slope(square: Floats, widths: Floats, shares: Floats) -> Floats:
    """By the cumulative distribution from one end.

    (component, draw - 1, quantity), (draw - 1, quantity), (draw - 1, 1) -> (component, quantity)
    """
    moved = np.einsum("cdq,dq->cq", square, widths / shares) / (4 * LOG_2)
    with np.errstate(invalid="ignore"):
        slope: Floats = LOG_2 * np.sqrt(moved / (2 * shares * widths).sum(axis=0))
    return slope


def mean_slopes(values: Floats, log_densities: Floats) -> Floats:
    """Change of every mean if a component counted double, to first order.

    The derivative of a mean in log2 alpha is ln 2 times the covariance with the log density.

    Parameters
    ----------
    values : ndarray (draw, quantity)
    log_densities : ndarray (component, draw)

    Returns
    -------
    ndarray (component, quantity)
        In the units of the quantity.
    """
    centred = log_densities - log_densities.mean(axis=1, keepdims=True)
    slopes: Floats = LOG_2 * (centred @ (values - values.mean(axis=0))) / len(values)
    return slopes
