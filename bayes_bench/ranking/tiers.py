"""Tiers: groups of units that the data can tell apart, and where they cannot be parted.

As in `ranks`, the values are those of one *named* estimand (dims chain, draw, unit); 1 is the best
rank; and units whose coord ``ranked`` is False are left out.
"""

import numpy as np
import xarray as xr

from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean, rank_spans
from bayes_bench.ranking.pairs import compared_units, expected_order, labelled
from bayes_bench.ranking.simultaneous_sets import against_line, refuse_share


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
