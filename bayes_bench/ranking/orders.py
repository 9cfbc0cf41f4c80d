"""Orders that lose least, by loss.

The `Ranks` are those of one estimand; the best k are the *top* k.

References
----------
Lin, Louis, Paddock & Ridgeway (2006), doi:10.1214/06-BA130: losses of squared error, and of units
on the wrong side of a cut of the true percentiles, with the order that is best for it (Theorem 1).
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.errors import InputError
from bayes_bench.ranking.draws import SAMPLE_DIMS, labelled, mcse_of_mean
from bayes_bench.ranking.ranks import Ranks

LOSSES = ("squared_error", "top_k")


def rank_orders(ranks: Ranks, k: int) -> xr.Dataset:
    """The orders that lose least under two losses, and how many units each would misplace.

    Squared error of the ranks is least in the order of expected rank; the number of units wrongly
    in or out of the top k is least where P(in the top k) decides. Each settles the ties of the
    other; what is then still equal keeps the order it came in.

    Parameters
    ----------
    ranks : Ranks
    k : int
        How many units are the top; from 1 to one below the number of ranked units.

    Returns
    -------
    Dataset
        ``place`` (loss, unit): 1, 2, ... in the order for the loss "squared_error" or "top_k".
        ``expected_rank`` and ``probability_best_k`` (unit): what the orders go by.
        ``expected_error`` (loss): the loss of "top_k", 0 or 1 for each unit, as a proportion of
        all J units: those in the top k and not among the first k of the order, or the other way
        round, 2 (k - hits) / J; ``mcse_error`` (loss): its Monte Carlo standard error, missing
        where all draws agree.

    Raises
    ------
    InputError
        Fewer than two units are ranked, ``k`` is out of range, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    draws = top_k_variables(ranks, k)
    mean = draws.mean(SAMPLE_DIMS)
    first = xr.DataArray([_places(mean, loss) for loss in LOSSES], dims=("loss", "unit"))
    place = first.assign_coords(loss=list(LOSSES))
    # (chain, draw, unit) * (loss, unit) -> (chain, draw, loss)
    hits = (draws["probability_best_k"] * (place <= k)).sum("unit")
    error = 2.0 * (k - hits) / draws.sizes["unit"]
    return xr.Dataset(
        {
            "place": place,
            "expected_rank": mean["rank"],
            "probability_best_k": mean["probability_best_k"],
            "expected_error": error.mean(SAMPLE_DIMS),
            "mcse_error": mcse_of_mean(error),
        }
    )


def top_k_variables(ranks: Ranks, k: int) -> xr.Dataset:
    """`Ranks.variables` for a k that leaves units on both sides of the line.

    Parameters and exceptions are those of `rank_orders`.

    Returns
    -------
    Dataset (chain, draw, unit)
        ``rank``; ``probability_best_k`` and ``probability_worst_k``: whether the unit is in the top
        k (the last k), 0 or 1, a fraction for a tie across that line.
    """
    refuse_k(ranks, k)
    return labelled(ranks.variables(k))


def top_k_means(ranks: Ranks, k: int) -> xr.Dataset:
    """Means over the draws of `top_k_variables`, (unit), without keeping those draws.

    Parameters and exceptions are those of `rank_orders`.
    """
    refuse_k(ranks, k)
    ends = {"probability_best_k": ranks.among_best, "probability_worst_k": ranks.among_worst}
    means = {name: among(k).mean(SAMPLE_DIMS, skipna=False) for name, among in ends.items()}
    return labelled(xr.Dataset({"rank": ranks.expected, **means}))


def refuse_k(ranks: Ranks, k: int) -> None:
    """Raise InputError unless k units leave some on both sides of the line."""
    units = ranks.compared
    if k not in range(1, units):
        raise InputError(f"k is a whole number from 1 to {units - 1} for {units} units, not {k}.")


def order_by_loss(mean: xr.Dataset, loss: str) -> NDArray[np.int64]:
    """Positions of the units, first place first, in the order that loses least.

    Parameters
    ----------
    mean : Dataset (unit)
        Means over the draws of `top_k_variables`.
    loss : {"squared_error", "top_k"}
        As in `rank_orders`.

    Returns
    -------
    array of int64 (unit,)
    """
    keys = [mean["rank"].values, -mean["probability_best_k"].values]
    return np.lexsort(keys if loss == "top_k" else keys[::-1])  # the last key decides first


def likeliest(
    k: int, probability: NDArray[np.float64], rank: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Which k units are the likeliest to be where the probability says.

    Parameters
    ----------
    k : int
    probability : ndarray (unit,)
        Of being among the best k, or among the worst k.
    rank : ndarray (unit,)
        Expected rank, negative for the worst; the lowest comes first of equal probabilities.

    Returns
    -------
    ndarray of bool (unit,)
    """
    chosen = np.zeros(probability.size, dtype=bool)
    chosen[np.lexsort((rank, -probability))[:k]] = True  # the last key decides first
    return chosen


def _places(mean: xr.Dataset, loss: str) -> NDArray[np.int64]:
    return 1 + np.argsort(order_by_loss(mean, loss))
