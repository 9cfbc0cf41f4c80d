"""The probability that a unit has each rank, that it is better than each other, and their errors.

Tied units share their ranks evenly, so that rows and columns of the table of ranks sum to one, and
so do the two probabilities of a pair.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.ranking.draws import ROUNDING, SAMPLE_DIMS, compared_units, mcse_of_mean
from bayes_bench.typing import Bools, Floats, Integers

type Ranks32 = NDArray[np.int32]


def rank_table(spans: xr.Dataset) -> xr.DataArray:
    """P(unit j has rank r) for every unit and rank; rows and columns sum to one.

    Parameters
    ----------
    spans : Dataset
        ``first`` and ``last`` (chain, draw, unit), from `rank_spans`.

    Returns
    -------
    DataArray (unit, rank)
        Probabilities; ``rank`` runs from 1 (best) to the number of ranked units.
    """
    first, last = (spans[end].values.reshape(-1, spans.sizes["unit"]) for end in ("first", "last"))
    of_units = {str(k): v for k, v in spans.coords.items() if not {"chain", "draw"} & set(v.dims)}
    coords = of_units | {"rank": np.arange(1, spans.sizes["unit"] + 1)}
    return xr.DataArray(_time_held(first, last), coords, ("unit", "rank"))


def rank_quantile(probabilities: xr.DataArray, level: float) -> xr.DataArray:
    """Smallest rank whose cumulative probability reaches ``level``.

    Parameters
    ----------
    probabilities : DataArray (unit, rank)
        From `rank_table`.
    level : float
        Between 0 and 1; .5 gives the median rank.

    Returns
    -------
    DataArray (unit)
        Ranks, int64.
    """
    reached = probabilities.cumsum("rank") >= level - ROUNDING
    return probabilities["rank"].isel(rank=reached.argmax("rank")).drop_vars("rank")


def rank_table_mcse(spans: xr.Dataset) -> xr.DataArray:
    """Monte Carlo standard error of every cell of `rank_table`; NaN where it is constant.

    Unit by unit, so that no more than draws x ranks numbers are held at once, and only for ranks
    that the unit ever holds.

    Parameters
    ----------
    spans : Dataset
        ``first`` and ``last`` (chain, draw, unit), from `rank_spans`.

    Returns
    -------
    DataArray (unit, rank)
    """
    every = np.arange(1, spans.sizes["unit"] + 1)
    rows = [_row_mcse(spans.isel(unit=[j]), every) for j in range(every.size)]
    return xr.concat(rows, "unit", coords="minimal", join="exact").transpose("unit", "rank")


def pairwise_table(mid_ranks: xr.DataArray) -> xr.DataArray:
    """P(unit i is better than unit j) for every pair; a tie counts half for each.

    Parameters
    ----------
    mid_ranks : DataArray (chain, draw, unit)
        Mean of the ranks that a unit holds in a draw.

    Returns
    -------
    DataArray (unit, other)
        Probability that ``unit`` is better than ``other``; missing on the diagonal.

    Raises
    ------
    InputError
        Fewer than two units.
    """
    drawn = mid_ranks.values.reshape(-1, compared_units(mid_ranks))
    # whole and half numbers of draws, so that the two of a pair sum to one
    won = [0.5 * ((drawn > mine).sum(0) + (drawn >= mine).sum(0)) for mine in drawn.T[:, :, None]]
    return by_pair(np.array(won) / len(drawn), mid_ranks)


def by_pair(figures: Floats, mid_ranks: xr.DataArray) -> xr.DataArray:
    """Figures of pairs by the units of `pairwise_table`, missing on the diagonal: (unit, other)."""
    units = mid_ranks.isel(chain=0, draw=0, drop=True)
    labels = {"other": units["unit"].values} if "unit" in units.coords else {}
    square = xr.DataArray(figures, dict(units.coords) | labels, ("unit", "other"))
    return square.where(~xr.DataArray(np.eye(len(figures), dtype=bool), dims=("unit", "other")))


def _time_held(first: Ranks32, last: Ranks32) -> Floats:
    """Proportion of the draws in which each rank is held: (sample, unit) -> (unit, rank).

    Spans of one width are counted together, in whole numbers, so that a cell never held is 0.
    """
    width = last - first + 1
    counts = [_times_covered(first, last, width == m) / m for m in np.unique(width)]
    proportions: Floats = np.sum(counts, axis=0) / first.shape[0]
    return proportions


def _times_covered(first: Ranks32, last: Ranks32, chosen: Bools) -> Integers:
    """How many of the chosen spans cover each rank: all (sample, unit) -> (unit, rank)."""
    n_units = first.shape[1]
    unit = np.nonzero(chosen)[1]
    steps = np.zeros((n_units, n_units + 1), dtype=np.int64)
    np.add.at(steps, (unit, first[chosen] - 1), 1)
    np.add.at(steps, (unit, last[chosen]), -1)
    return steps.cumsum(axis=1)[:, :n_units]


def _row_mcse(span: xr.Dataset, every: Integers) -> xr.DataArray:
    """MCSE of one unit's row of the table, (unit, rank) with a single unit."""
    held = np.arange(int(span["first"].min()), int(span["last"].max()) + 1)
    rank = xr.DataArray(held, {"rank": held}, ("rank",))
    covers = (span["first"] <= rank) & (rank <= span["last"])
    part = covers / (span["last"] - span["first"] + 1)
    varies = (part.max(SAMPLE_DIMS) > part.min(SAMPLE_DIMS)).values.ravel()
    return mcse_of_mean(part.isel(rank=varies)).reindex(rank=every)
