"""Tiers by pairs: groups between which few pairs of units are expected in the wrong order.

A boundary across which *every* unit above is surely better than *every* unit below (`tiers`) is
more than real data give as a rule. Most comparisons are of two units: here the promise is that, of
all pairs put into different tiers, at most a stated share is expected in the wrong order.

References
----------
Kline, Rose & Walters (2024), A discrimination report card, 10.48550/arXiv.2306.13005, who grade by
the same loss over pairs; here tiers are of neighbours in the order of expected rank, so that the
best choice is found by dynamic programming.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean, ranks
from bayes_bench.ranking.pairs import expected_order, labelled, pairwise_probabilities
from bayes_bench.ranking.simultaneous_sets import refuse_share
from bayes_bench.typing import Floats


def grades(values: xr.DataArray, better: str, error: float) -> xr.Dataset:
    """Tiers of neighbours that gain most where a pair apart gains P(right order) - (1 - error).

    Putting nobody apart gains nothing, so that the best choice gains nothing or more: of the pairs
    that it puts apart, at most the share ``error`` is expected in the wrong order. A pair gains
    only where its order is right with more than 1 - ``error``, so that tiers are not drawn for
    the sake of drawing them; of equal choices the one with fewer tiers is taken.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.
    error : float
        Share of the pairs apart that may be expected in the wrong order, strictly between 0 and 1.

    Returns
    -------
    Dataset
        ``tier`` (unit): 1, 2, ..., 1 is the best; ``expected_rank`` (unit). Units are in the order
        of expected rank; where it is equal they keep the order they came in.
        ``pairs_apart``: share of all pairs that are in different tiers.
        ``wrong_order``: expected share of those pairs that are in the wrong order, a tie counting
        half; ``mcse_wrong_order``: its Monte Carlo standard error. Missing where nobody is apart.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher", ``error`` is out of range, or fewer than two
        units are ranked.
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    refuse_share("error", error)
    place = labelled(ranks(values, better))
    probability = pairwise_probabilities(values, better).values
    order = expected_order(place)
    gain = np.triu(probability[np.ix_(order, order)] - (1.0 - error), k=1)
    tier = _tiers_of(_best_starts(gain), len(order))
    listed = place.isel(unit=order)
    wrong = _wrong_order(listed, tier)
    expected = listed.mean(SAMPLE_DIMS)
    return xr.Dataset(
        {
            "tier": expected.copy(data=tier),
            "expected_rank": expected,
            "pairs_apart": float((tier[:, None] < tier).sum() / (tier.size * (tier.size - 1) / 2)),
            "wrong_order": wrong.mean(SAMPLE_DIMS),
            "mcse_wrong_order": mcse_of_mean(wrong),
        }
    )


def _best_starts(gain: Floats) -> list[int]:
    """Where tiers begin so that the pairs within them have least gain in all; dynamic programming.

    ``gain`` (unit, unit) is that of a pair put apart, 0 on and below the diagonal.
    """
    units = len(gain)
    least, start = np.zeros(units + 1), np.zeros(units + 1, dtype=np.int64)
    corner = np.pad(gain.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    for end in range(1, units + 1):
        first = np.arange(end)
        # gain of the pairs within first ... end - 1
        within = corner[end, end] - corner[first, end] - corner[end, first] + corner[first, first]
        cost = least[:end] + within
        start[end] = int(np.argmin(cost.round(12)))  # the longest last tier of equally good ones
        least[end] = cost[start[end]]
    starts = [units]
    while starts[-1] > 0:
        starts.append(int(start[starts[-1]]))
    return starts[:0:-1]


def _tiers_of(starts: list[int], units: int) -> NDArray[np.int64]:
    tier: NDArray[np.int64] = np.searchsorted(starts, np.arange(units), side="right")
    return tier


def _wrong_order(place: xr.DataArray, tier: NDArray[np.int64]) -> xr.DataArray:
    """Share of the pairs apart that are in the wrong order in each draw, (chain, draw)."""
    ranks_of = place.values  # (chain, draw, unit), best expected rank first
    wrong, pairs = np.zeros(ranks_of.shape[:2]), 0
    for j, own in enumerate(tier):
        below = ranks_of[..., tier > own]
        mine = ranks_of[..., [j]]
        wrong += ((below < mine) + 0.5 * (below == mine)).sum(axis=-1)
        pairs += below.shape[-1]
    share = wrong / pairs if pairs else np.full_like(wrong, np.nan)
    return xr.DataArray(share, dims=SAMPLE_DIMS)
