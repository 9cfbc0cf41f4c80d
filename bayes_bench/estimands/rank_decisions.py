"""Decisions that ranks are asked for: whom to visit, and which units can be told apart.

As in `ranks`, both functions take the values of one *named* estimand (dims chain, draw, unit) and
the direction that is better; 1 is the best rank; and units whose coord ``ranked`` is False are
left out. To visit the worst, give the opposite direction.
"""

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.errors import InputError
from bayes_bench.estimands.rank_comparisons import compared_units, expected_order, labelled
from bayes_bench.estimands.rank_orders import order_by_loss, top_k_variables
from bayes_bench.estimands.rank_sets import against_line, refuse_share
from bayes_bench.estimands.ranks import SAMPLE_DIMS, mcse_of_mean, rank_spans


def whom_to_visit(
    values: xr.DataArray,
    better: str,
    k: int,
    groups: xr.DataArray | None = None,
    most_per_group: int | None = None,
) -> xr.Dataset:
    """The k units among which the most of the true top k are to be expected.

    They are the k units with the largest P(in the top k), of a group no more than
    ``most_per_group``: no other choice within these limits has more expected hits.

    Other parameters and exceptions are those of `rank_orders`.

    Parameters
    ----------
    groups : DataArray (unit), optional
        The group of each unit, such as its region or class of size; unranked units may be there.
    most_per_group : int, optional
        How many units of a group may be chosen; goes together with ``groups``.

    Returns
    -------
    Dataset
        ``probability`` and ``mcse`` (unit): P(in the top k) of the chosen units, the surest first.
        ``expected_hits``: how many of them are expected in the top k. ``mcse_hits``: Monte Carlo
        standard error of that, from the hits draw by draw. Errors are missing where draws agree.

    Raises
    ------
    InputError
        Also where a ranked unit has no group, where only one of ``groups`` and ``most_per_group``
        is given, or where the limit leaves fewer than k units.
    """
    draws = top_k_variables(values, better, k)
    order = order_by_loss(draws.mean(SAMPLE_DIMS), "top_k")
    chosen = _within_limit(order, draws["unit"].values, groups, most_per_group)[:k]
    if chosen.size < k:
        raise InputError(
            f"At most {most_per_group} of a group leaves {chosen.size} units, fewer than k = {k}. "
            "Raise most_per_group, or lower k."
        )
    top = draws["probability_best_k"].isel(unit=chosen)
    hits = top.sum("unit")
    return xr.Dataset(
        {
            "probability": top.mean(SAMPLE_DIMS),
            "mcse": mcse_of_mean(top),
            "expected_hits": hits.mean(SAMPLE_DIMS),
            "mcse_hits": mcse_of_mean(hits),
        }
    )


def tiers(values: xr.DataArray, better: str, error: float) -> xr.Dataset:
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
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.
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
        ``better`` is neither "lower" nor "higher", ``error`` is out of range, or fewer than two
        units are ranked.
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    refuse_share("error", error)
    spans = labelled(rank_spans(values, better))
    compared_units(spans["last"])
    place = (spans["first"] + spans["last"]) / 2.0
    order = expected_order(place)
    holds = _boundaries_hold(spans["last"].isel(unit=order))
    probability, mcse = _mean_and_error(holds)
    verdict = against_line(probability - (1.0 - error), mcse, ("apart", "together"))
    apart = verdict.values == "apart"
    expected = place.mean(SAMPLE_DIMS).isel(unit=order)
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


def _within_limit(
    order: NDArray[np.int64],
    units: NDArray[np.generic],
    groups: xr.DataArray | None,
    most: int | None,
) -> NDArray[np.int64]:
    """The order without those before whom their group has reached its limit."""
    if groups is None and most is None:
        return order
    if groups is None or most is None:
        raise InputError("groups and most_per_group go together: give both, or neither.")
    if most < 1 or most % 1:
        raise InputError(f"most_per_group is a whole number, 1 or more, not {most}.")
    group = _groups_of(units, groups)[order]
    return order[pd.Series(group).groupby(group).cumcount().to_numpy() < most]


def _groups_of(units: NDArray[np.generic], groups: xr.DataArray) -> NDArray[np.object_]:
    if groups.dims != ("unit",) or not groups.get_index("unit").is_unique:
        raise InputError("groups has the one dim unit, with each unit once.")
    found = groups.to_series().astype(object).reindex(units)
    without = int(found.isna().sum())
    if without:
        raise InputError(f"{without} of {units.size} ranked units have no group. Give them one.")
    return found.to_numpy()


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
