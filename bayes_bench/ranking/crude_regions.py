"""A joint region for the ranks of all units from their crude rates, without any model.

The frequentist cross-check on the rank sets of the posterior: nothing is shrunk and nothing
adjusted for. Where everybody's rate lies within its interval, everybody's rank lies within the
region: a unit whose whole interval is on the better side is better, one whose whole interval is on
the worse side is worse, and the order of the others is left open.

References
----------
Klein, Wright & Wieczorek (2020), doi:10.1111/rssc.12402.
Intervals of a rate: Clopper & Pearson (1934), doi:10.1093/biomet/26.4.404. Level of independent
intervals that hold together: Šidák (1967), doi:10.1080/01621459.1967.10482935.
"""

import numpy as np
import xarray as xr
from scipy.stats import beta

from bayes_bench.errors import InputError
from bayes_bench.ranking.draws import compared_units, labelled, ranked_units, refuse_improper


def rank_region(lower: xr.DataArray, upper: xr.DataArray, better: str) -> xr.Dataset:
    """Ranks that are left open by intervals which hold together, such as published ones.

    The rank of unit k lies from 1 + #{units wholly on its better side} to J - #{units wholly on its
    worse side}; both bounds are reached. True values are taken to lie strictly inside: intervals
    that share no more than an end do not overlap, as in the paper. Tied units hold all the ranks
    they share. Units whose coord ``ranked`` is False are left out.

    Parameters
    ----------
    lower, upper : DataArray (unit)
        Ends of the intervals, in any unit of measure; units are matched by label.
    better : {"lower", "higher"}
        Which values are good.

    Returns
    -------
    Dataset (unit)
        ``low`` and ``high``: ranks, int64, 1 = best, both within the region.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher", ``lower`` and ``upper`` do not hold the same
        units along the one dim unit, an interval is missing or not longer than 0, or fewer than two
        units are ranked.
    """
    if better not in ("higher", "lower"):
        raise InputError(f'better is "higher" or "lower", not {better!r}.')
    intervals = ranked_units(_side_by_side(lower, upper, ("lower", "upper")))
    units = compared_units(intervals["lower"])
    empty = units - int((intervals["lower"] < intervals["upper"]).sum())
    if empty:
        raise InputError(f"{empty} of {units} intervals are missing, or not longer than 0.")
    ends = (intervals["lower"], intervals["upper"])
    near, far = ends if better == "lower" else (-ends[1], -ends[0])  # the better end first
    near_other, far_other = (
        end.reset_coords(drop=True).rename(unit="other") for end in (near, far)
    )
    low = 1 + (far_other <= near).sum("other")
    high = units - (far <= near_other).sum("other")
    return xr.Dataset({"low": low, "high": high}).astype(np.int64)


def crude_rank_region(
    events: xr.DataArray, trials: xr.DataArray, better: str, level: float
) -> xr.Dataset:
    """The joint region of ranks of crude rates: at least this level, whatever the true rates.

    The intervals are those of Clopper and Pearson, each at the level level^(1/J), so that all J,
    being independent, hold together with probability of at least ``level``. Units whose coord
    ``ranked`` is False are left out, and do not count in J.

    Parameters
    ----------
    events, trials : DataArray (unit)
        Counts; units are matched by label. A unit without trials may have any rate and rank.
    better : {"lower", "higher"}
        Which rates are good.
    level : float
        Probability that all ranks are within their sets, strictly between 0 and 1.

    Returns
    -------
    Dataset (unit)
        ``rate``: events / trials, missing without trials; ``lower`` and ``upper``: the interval of
        the rate, 0-1; ``low`` and ``high``: ranks, int64, both within the set.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher", ``level`` is out of range, ``events`` and
        ``trials`` do not hold the same units along the one dim unit, a count is missing, not whole
        or not within 0 ... trials, or fewer than two units are ranked.
    """
    refuse_improper("level", level)
    counts = ranked_units(_side_by_side(events, trials, ("events", "trials")))
    units = compared_units(counts["events"])
    _refuse_counts(counts)
    lower, upper = _clopper_pearson(counts, 1.0 - level ** (1.0 / units))
    rate = counts["events"] / counts["trials"].where(counts["trials"] > 0)
    rates = xr.Dataset({"rate": rate, "lower": lower, "upper": upper})
    return xr.merge([rates, rank_region(lower, upper, better)], compat="equals", join="exact")


def _side_by_side(first: xr.DataArray, second: xr.DataArray, names: tuple[str, str]) -> xr.Dataset:
    """Two arrays of the same units in the order of the first, refused if they are not."""
    both = f"{names[0]} and {names[1]}"
    arrays = (labelled(first), labelled(second))
    if not all(one.dims == ("unit",) and one.get_index("unit").is_unique for one in arrays):
        raise InputError(f"{both} have the one dim unit, with each unit once.")
    units, others = (one.get_index("unit") for one in arrays)
    if len(units.symmetric_difference(others)):
        raise InputError(f"{both} are not of the same units.")
    matched = arrays[1].reset_coords(drop=True).sel(unit=units)
    return xr.Dataset({names[0]: arrays[0], names[1]: matched})


def _refuse_counts(counts: xr.Dataset) -> None:
    events, trials = counts["events"], counts["trials"]
    whole = (events % 1 == 0) & (trials % 1 == 0)
    wrong = int((~(whole & (events >= 0) & (events <= trials))).sum())
    if wrong:
        raise InputError(
            f"{wrong} of {counts.sizes['unit']} units have counts that are missing, not whole, or "
            "not within 0 ... trials."
        )


def _clopper_pearson(counts: xr.Dataset, alpha: float) -> tuple[xr.DataArray, xr.DataArray]:
    """Rates at which the events are the first, or the last, that are not in a tail of alpha/2."""
    events, others = counts["events"], counts["trials"] - counts["events"]
    # A beta distribution needs parameters above 0; the ends that would have none are 0 and 1.
    lower = beta.ppf(alpha / 2.0, events.clip(min=1), others + 1)
    upper = beta.isf(alpha / 2.0, events + 1, others.clip(min=1))
    ends = events.copy(data=lower), events.copy(data=upper)
    return ends[0].where(events > 0, 0.0), ends[1].where(others > 0, 1.0)
