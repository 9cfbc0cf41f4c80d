"""The probability that a unit has each rank, that it is better than each other, and their errors.

Tied units share their ranks evenly, so that rows and columns of the table of ranks sum to one, and
so do the two probabilities of a pair.
"""

from collections.abc import Sequence

import numpy as np
import xarray as xr

from bayes_bench.numerics.blocks import slices
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.numerics.rank_errors import (
    Ranks32,
    errors_of_pairs,
    errors_of_ranks,
    probabilities_of_pairs,
)
from bayes_bench.ranking.draws import ROUNDING, SAMPLE_DIMS, compared_units
from bayes_bench.typing import Bools, Floats, Integers

_UNITS = 128
"""Units whose ranks are counted at a time: each has a row of as many cells as there are ranks."""


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
    first, last = (ranks.reshape(-1, spans.sizes["unit"]) for ranks in _ends(spans))
    return _by_rank(_time_held(first, last, spans.sizes["unit"]), spans)


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


def quantiles_of_spans(spans: xr.Dataset, levels: Sequence[float]) -> Integers:
    """`rank_quantile` at some levels, a few units at a time: of thousands the table is too large.

    Parameters
    ----------
    spans : Dataset
        ``first`` and ``last`` (chain, draw, unit), from `rank_spans`.
    levels : sequence of float
        Between 0 and 1.

    Returns
    -------
    ndarray of int64 (level, unit)
        Ranks.
    """
    units = spans.sizes["unit"]
    first, last = (ranks.reshape(-1, units) for ranks in _ends(spans))

    def found(few: slice) -> Integers:
        cumulative = _time_held(first[:, few], last[:, few], units).cumsum(axis=1)
        return np.stack([1 + (cumulative >= at - ROUNDING).argmax(axis=1) for at in levels])

    return np.concatenate(on_all_cores(found, slices(units, _UNITS)), axis=1)


def rank_table_mcse(spans: xr.Dataset) -> xr.DataArray:
    """Monte Carlo standard error of every cell of `rank_table`; NaN where it is constant.

    It is that of the indicator of the cell draw by draw, counted by `errors_of_ranks`.

    Parameters
    ----------
    spans : Dataset
        ``first`` and ``last`` (chain, draw, unit), from `rank_spans`.

    Returns
    -------
    DataArray (unit, rank)
    """
    return _error_by_rank(errors_of_ranks(*_ends(spans)), spans)


def cumulative_mcse(spans: xr.Dataset) -> xr.DataArray:
    """Monte Carlo standard error of P(R <= rank), the sums of the rows of `rank_table` up to it.

    Parameters and what is returned are those of `rank_table_mcse`.
    """
    return _error_by_rank(errors_of_ranks(*_ends(spans), up_to=True), spans)


def pairwise_table(first: xr.DataArray) -> xr.DataArray:
    """P(unit i is better than unit j) for every pair; a tie counts half for each.

    Parameters
    ----------
    first : DataArray (chain, draw, unit)
        First ranks, int32, from `rank_spans`: the same only where units tie.

    Returns
    -------
    DataArray (unit, other)
        Probability that ``unit`` is better than ``other``; missing on the diagonal.

    Raises
    ------
    InputError
        Fewer than two units.
    """
    compared_units(first)
    return _by_pair(probabilities_of_pairs(_draws(first)), first)


def pairwise_table_mcse(first: xr.DataArray) -> xr.DataArray:
    """Monte Carlo standard error of every cell of `pairwise_table`; missing where it is constant.

    Parameters, exceptions and dims are those of `pairwise_table`.
    """
    compared_units(first)
    error = _by_pair(errors_of_pairs(_draws(first)), first)
    return error.where(error > 0.0)


def _draws(ranks: xr.DataArray) -> Ranks32:
    return ranks.transpose(*SAMPLE_DIMS, "unit").to_numpy()


def _ends(spans: xr.Dataset) -> tuple[Ranks32, Ranks32]:
    return _draws(spans["first"]), _draws(spans["last"])


def _by_pair(figures: Floats, ranks: xr.DataArray) -> xr.DataArray:
    """Figures of pairs by the units of `pairwise_table`, missing on the diagonal: (unit, other)."""
    units = ranks.isel(chain=0, draw=0, drop=True)
    labels = {"other": units["unit"].values} if "unit" in units.coords else {}
    square = xr.DataArray(figures, dict(units.coords) | labels, ("unit", "other"))
    return square.where(~xr.DataArray(np.eye(len(figures), dtype=bool), dims=("unit", "other")))


def _by_rank(figures: Floats, spans: xr.Dataset) -> xr.DataArray:
    of_units = {str(k): v for k, v in spans.coords.items() if not {"chain", "draw"} & set(v.dims)}
    coords = of_units | {"rank": np.arange(1, spans.sizes["unit"] + 1)}
    return xr.DataArray(figures, coords, ("unit", "rank"))


def _error_by_rank(errors: Floats, spans: xr.Dataset) -> xr.DataArray:
    return _by_rank(np.where(errors > 0.0, errors, np.nan), spans)


def _time_held(first: Ranks32, last: Ranks32, ranks: int) -> Floats:
    """Proportion of the draws in which each rank is held: (sample, unit) -> (unit, rank).

    Spans of one width are counted together, in whole numbers, so that a cell never held is 0.
    """
    width = last - first + 1
    counts = [_times_covered(first, last, width == m, ranks) / m for m in np.unique(width)]
    proportions: Floats = np.sum(counts, axis=0) / first.shape[0]
    return proportions


def _times_covered(first: Ranks32, last: Ranks32, chosen: Bools, ranks: int) -> Integers:
    """How many of the chosen spans cover each rank: all (sample, unit) -> (unit, rank)."""
    units = first.shape[1]
    before = np.nonzero(chosen)[1] * (ranks + 1)  # cells of the units before, one more each
    begun, ended = (
        np.bincount(before + at, minlength=units * (ranks + 1)).reshape(units, -1)
        for at in (first[chosen] - 1, last[chosen])
    )
    covered: Integers = (begun - ended).cumsum(axis=1)[:, :ranks]
    return covered
