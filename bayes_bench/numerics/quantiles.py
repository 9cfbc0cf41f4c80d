"""Quantiles, extremes and means of many quantities at once, on all cores.

References
----------
Hyndman & Fan (1996), Sample quantiles in statistical packages, 10.1080/00031305.1996.10473566,
definition 7: linear between two order statistics.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.blocks import by_blocks
from bayes_bench.typing import Floats


def linear_quantiles(
    draws: NDArray[np.number[Any] | np.bool_], probabilities: Sequence[float]
) -> Floats:
    """Quantiles over chain and draw, to the last digit those of `numpy.quantile`.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Of any type of number, at least one draw.
    probabilities : sequence of float
        0-1.

    Returns
    -------
    ndarray (probability, quantity)
        Missing where a draw is missing.
    """
    if draws.shape[2] == 0:
        return np.empty((len(probabilities), 0))
    blocks = by_blocks(lambda block: _of_block(block, probabilities), draws)
    return np.concatenate(blocks).T


def extremes_and_means(draws: NDArray[np.number[Any] | np.bool_]) -> Floats:
    """The least, the greatest and the mean of all draws of a quantity.

    Parameters
    ----------
    draws : ndarray (chain, draw, quantity)
        Of any type of number, at least one draw.

    Returns
    -------
    ndarray (3, quantity)
        Missing where a draw is missing.
    """
    if draws.shape[2] == 0:
        return np.empty((3, 0))
    return np.concatenate(by_blocks(_extremes_and_means, draws)).T


def _extremes_and_means(block: Floats) -> Floats:
    """(quantity, chain, draw) -> (quantity, 3)."""
    of_all = block.reshape(len(block), -1)
    return np.stack([of_all.min(axis=1), of_all.max(axis=1), of_all.mean(axis=1)], axis=1)


def _of_block(block: Floats, probabilities: Sequence[float]) -> Floats:
    """(quantity, chain, draw) -> (quantity, probability)."""
    ordered = block.reshape(len(block), -1)
    ordered.sort(axis=1)
    found = np.stack([_between(ordered, probability) for probability in probabilities], axis=1)
    found[np.isnan(ordered[:, -1])] = np.nan  # what is missing is sorted to the end
    return found


def _between(ordered: Floats, probability: float) -> Floats:
    """One quantile of ordered draws, from the nearer of its two neighbours."""
    place = probability * (ordered.shape[1] - 1)
    first = min(int(place), ordered.shape[1] - 1)
    low, high = ordered[:, first], ordered[:, min(first + 1, ordered.shape[1] - 1)]
    step, weight = high - low, place - first
    found: Floats = high - step * (1.0 - weight) if weight >= 0.5 else low + step * weight
    return found
