"""Tiers: groups of units that the data can tell apart, by pairs or all at once.

Joint tiers have boundaries across which *every* unit above is surely better than *every* unit
below. That is more than real data give as a rule. Most comparisons are of two units: pairwise tiers
promise that, of all pairs put into different tiers, at most a stated proportion is expected in the
wrong order.

References
----------
Pairwise: Kline, Rose & Walters (2024), A discrimination report card, 10.48550/arXiv.2306.13005, who
grade by the same loss over pairs; here tiers are of neighbours in the order of expected rank, so
that the best choice is found by dynamic programming.
"""

import numpy as np
import xarray as xr

from bayes_bench.ranking.draws import (
    SAMPLE_DIMS,
    against_line,
    compared_units,
    labelled,
    mcse_of_mean,
    refuse_improper,
)
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Floats, Integers


def grades(values: xr.DataArray, better: str, error: float) -> xr.Dataset:
    """`pairwise_tiers` of an estimand, which are also called grades.

    Parameters and exceptions are those of `Ranks` and of `pairwise_tiers`.

    Returns
    -------
    Dataset
    """
    return pairwise_tiers(Ranks(values, better), error)


def pairwise_tiers(ranks: Ranks, error: float) -> xr.Dataset:
    """Tiers of neighbours that gain most where a pair apart gains P(right order) - (1 - error).

    Putting nobody apart gains nothing, so that the best choice gains nothing or more: of the pairs
    that it puts apart, at most the proportion ``error`` is expected in the wrong order. A pair
    gains only where its order is right with more than 1 - ``error``, so that tiers are not drawn
    for the sake of drawing them; of equal choices the one with fewer tiers is taken.

    Parameters
    ----------
    ranks : Ranks
    error : float
        Proportion of the pairs apart that may be expected in the wrong order, strictly between 0
        and 1.

    Returns
    -------
    Dataset
        ``tier`` (unit): 1, 2, ..., 1 is the best; ``expected_rank`` (unit). Units are in the order
        of expected rank; where it is equal they keep the order they came in.
        ``pairs_apart``: proportion of all pairs that are in different tiers.
        ``wrong_order``: expected proportion of those pairs that are in the wrong order, a tie
        counting half; ``mcse_wrong_order``: its Monte Carlo standard error. Missing where nobody is
        apart.

    Raises
    ------
    InputError
        ``error`` is out of range, fewer than two units are ranked, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    refuse_improper("error", error)
    order = ranks.order
    probability = ranks.pairwise.values[np.ix_(order, order)]
    tier = _tiers_of(_best_starts(np.triu(probability - (1.0 - error), k=1)), len(order))
    wrong = _wrong_order(ranks.spans.isel(unit=order), tier)
    expected = labelled(ranks.expected).isel(unit=order)
    return xr.Dataset(
        {
            "tier": expected.copy(data=tier),
            "expected_rank": expected,
            "pairs_apart": float((tier[:, None] < tier).sum() / (tier.size * (tier.size - 1) / 2)),
            "wrong_order": wrong.mean(SAMPLE_DIMS),
            "mcse_wrong_order": mcse_of_mean(wrong),
        }
    )


def joint_tiers(ranks: Ranks, error: float) -> xr.Dataset:
    """Groups of neighbours, in the order of expected rank, that the data can tell apart.

    Between neighbours there is a boundary if and only if the posterior probability that *every*
    unit above it is better than *every* unit below it is at least 1 - ``error``, by more than two
    Monte Carlo errors. A tie is not better. This is promised of each boundary by itself: B
    boundaries hold all together with probability of at least 1 - B ``error``, and ``all_hold``
    says what it is. Nothing is promised within a tier: its units may well differ, but the data do
    not say where to part them. Whether a boundary holds does not depend on where the others are,
    so all that pass are drawn, and no other choice by this rule has more tiers.

    Parameters
    ----------
    ranks : Ranks
    error : float
        Probability that is allowed per boundary, strictly between 0 and 1.

    Returns
    -------
    Dataset
        ``tier`` (unit): 1, 2, ..., 1 is the best; ``expected_rank`` (unit). Units are in the order
        of expected rank; where it is equal they keep the order they came in.
        ``probability``, ``mcse``, ``verdict`` (boundary): for all places between neighbours, the
        probability that every unit above is better than every unit below, its Monte Carlo standard
        error (0 where all draws agree), and "apart", "together" or, within two such errors of the
        line, "undecided": only "apart" parts two tiers. Coords ``above`` and ``below`` (boundary)
        are the neighbours.
        ``all_hold`` and ``mcse_all_hold``: probability that all boundaries drawn hold at once.

    Raises
    ------
    InputError
        ``error`` is out of range, fewer than two units are ranked, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    refuse_improper("error", error)
    compared_units(ranks.spans)
    order, last = ranks.order, labelled(ranks.spans["last"])
    holds = _boundaries_hold(last.isel(unit=order))
    probability, mcse = _mean_and_error(holds)
    verdict = against_line(probability - (1.0 - error), mcse, ("apart", "together"))
    apart = verdict.values == "apart"
    expected = labelled(ranks.expected).isel(unit=order)
    all_hold, mcse_all = _mean_and_error(holds.isel(boundary=np.flatnonzero(apart)).all("boundary"))
    return xr.Dataset(
        {
            "tier": expected.copy(data=1 + np.cumsum(np.r_[0, apart])),
            "expected_rank": expected,
            "probability": probability,
            "mcse": mcse,
            "verdict": verdict,
            "all_hold": all_hold,
            "mcse_all_hold": mcse_all,
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


def _tiers_of(starts: list[int], units: int) -> Integers:
    tier: Integers = np.searchsorted(starts, np.arange(units), side="right")
    return tier


def _wrong_order(spans: xr.Dataset, tier: Integers) -> xr.DataArray:
    """Proportion of the pairs apart that are in the wrong order in each draw, (chain, draw).

    A unit is in the wrong order with those of lower tiers that come before its rank, half of those
    that share it: counted along the ranks, not pair by pair.
    """
    units = tier.size
    first, last = (spans[end].values.reshape(-1, units) for end in ("first", "last"))
    by_rank, wrong, pairs = np.argsort(first, axis=1), np.zeros(len(first)), 0
    for own in range(1, int(tier[-1])):
        before = np.zeros((len(first), units + 1), dtype=np.int32)  # lower tiers up to each rank
        np.cumsum((tier > own)[by_rank], axis=1, out=before[:, 1:])
        mine = tier == own
        for up_to in (first[:, mine] - 1, last[:, mine]):
            wrong += 0.5 * np.take_along_axis(before, up_to, axis=1).sum(axis=1)
        pairs += int(mine.sum() * (tier > own).sum())
    proportion = wrong / pairs if pairs else np.full_like(wrong, np.nan)
    return xr.DataArray(proportion.reshape(spans["first"].shape[:2]), dims=SAMPLE_DIMS)


def _boundaries_hold(last: xr.DataArray) -> xr.DataArray:
    """Whether every unit above is better than every unit below, (chain, draw, boundary).

    That is so where none of the first m units may have a rank beyond m.
    """
    units = last["unit"].values
    worst = np.maximum.accumulate(last.values, axis=-1)[..., :-1]
    holds = worst <= np.arange(1, units.size)
    neighbours = {"above": ("boundary", units[:-1]), "below": ("boundary", units[1:])}
    return xr.DataArray(holds, neighbours, (*SAMPLE_DIMS, "boundary"))


def _mean_and_error(happens: xr.DataArray) -> tuple[xr.DataArray, xr.DataArray]:
    """Probability and its Monte Carlo standard error, 0 where all draws agree."""
    draws = happens.astype(np.float64)
    return draws.mean(SAMPLE_DIMS), mcse_of_mean(draws).fillna(0.0)
