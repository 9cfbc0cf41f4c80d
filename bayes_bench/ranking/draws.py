"""Ranks within draws: the rank-probability table, rank summaries and their Monte Carlo errors.

Every function takes the values of one *named* estimand (dims chain, draw, unit) and the direction
that is better. 1 is the best rank. Units are ranked inside each draw and only then summarised, so
that a rank statement carries the joint uncertainty of all units. Where the values carry a boolean
coord ``ranked`` (unit), units that are False there, such as "other", are left out.

Ties, which happen only in degenerate cases, are treated symmetrically: m units tied over the
ranks a ... a + m - 1 hold each of these ranks with probability 1/m. So nothing depends on the
order of the units, and rows and columns of the table still sum to one.
"""

import numpy as np
import xarray as xr
from arviz_stats.base.array import array_stats
from numpy.typing import NDArray
from xarray_einstats.stats import rankdata

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.ranked import ranked_units

SAMPLE_DIMS = ["chain", "draw"]
# Sums of up to thousands of shares 1/draws are off by some 1e-13: a cumulative probability that
# close to the level asked for has reached it.
ROUNDING = 1e-12
MOST_TABLED = 1000
"""Ranked units beyond which nobody reads a table of every rank: its cells grow with the square."""


def rank_spans(values: xr.DataArray, better: str) -> xr.Dataset:
    """First and last rank that each unit holds in each draw; they differ only where units tie.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.

    Returns
    -------
    Dataset
        ``first`` and ``last`` (chain, draw, unit): ranks, int64, 1 = best.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher".
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    badness = ordered_values(values, better)
    spans = {
        "first": rankdata(badness, dims="unit", method="min"),
        "last": rankdata(badness, dims="unit", method="max"),
    }
    return xr.Dataset(spans).astype(np.int64).assign_coords(badness.coords)


def ranks(values: xr.DataArray, better: str) -> xr.DataArray:
    """Rank of each unit within each draw, 1 = best; tied units share the mean of their ranks.

    Parameters and exceptions are those of `rank_spans`.

    Returns
    -------
    DataArray (chain, draw, unit)
        Ranks, float64: whole numbers but for ties.
    """
    return _middle(rank_spans(values, better))


def rank_probabilities(values: xr.DataArray, better: str) -> xr.DataArray:
    """P(unit j has rank r) for every unit and rank; rows and columns sum to one.

    Parameters and exceptions are those of `rank_spans`.

    Returns
    -------
    DataArray (unit, rank)
        Probabilities; ``rank`` runs from 1 (best) to the number of ranked units.
    """
    return _table(rank_spans(values, better))


def rank_quantile(probabilities: xr.DataArray, level: float) -> xr.DataArray:
    """Smallest rank whose cumulative probability reaches ``level``.

    Parameters
    ----------
    probabilities : DataArray (unit, rank)
        From `rank_probabilities`.
    level : float
        Between 0 and 1; .5 gives the median rank.

    Returns
    -------
    DataArray (unit)
        Ranks, int64.
    """
    reached = probabilities.cumsum("rank") >= level - ROUNDING
    return probabilities["rank"].isel(rank=reached.argmax("rank")).drop_vars("rank")


def rank_variables(values: xr.DataArray, better: str, k: int) -> xr.Dataset:
    """The per-draw variables whose means are the rank summaries, for tables and diagnostics alike.

    Other parameters and exceptions are those of `rank_spans`.

    Parameters
    ----------
    k : int
        How many units count as best, and as worst.

    Returns
    -------
    Dataset (chain, draw, unit)
        ``rank``; ``probability_best_k`` and ``probability_worst_k``: whether the unit is among the
        k best (worst) in the draw, 0 or 1, a share in between for a tie across that line.
    """
    spans = rank_spans(values, better)
    return xr.Dataset(
        {
            "rank": _middle(spans),
            "probability_best_k": share_up_to(spans, k),
            "probability_worst_k": 1.0 - share_up_to(spans, spans.sizes["unit"] - k),
        }
    )


def share_up_to(spans: xr.Dataset, k: int | xr.DataArray) -> xr.DataArray:
    """Which part of the ranks that a unit holds in a draw lies within 1 ... k.

    Parameters
    ----------
    spans : Dataset
        From `rank_spans`.
    k : int or DataArray
        Ranks; an array adds its dims.

    Returns
    -------
    DataArray (chain, draw, unit, ...)
        0 or 1, a share in between for a tie across that line.
    """
    width = spans["last"] - spans["first"] + 1
    return ((k + 1 - spans["first"]) / width).clip(0.0, 1.0)


def mcse_of_mean(draws: xr.DataArray) -> xr.DataArray:
    """Monte Carlo standard error of the mean over chain and draw, by ArviZ; NaN for a constant.

    Parameters
    ----------
    draws : DataArray (chain, draw, ...)

    Returns
    -------
    DataArray (...)
        In the unit of measure of ``draws``.
    """
    error: xr.DataArray = xr.apply_ufunc(array_stats.mcse, draws, input_core_dims=[SAMPLE_DIMS])
    return error.where(draws.max(SAMPLE_DIMS) > draws.min(SAMPLE_DIMS))


def rank_table_mcse(values: xr.DataArray, better: str) -> xr.DataArray:
    """Monte Carlo standard error of every cell of `rank_probabilities`; NaN where it is constant.

    Unit by unit, so that no more than draws x ranks numbers are held at once, and only for ranks
    that the unit ever holds. Parameters and exceptions are those of `rank_spans`.

    Returns
    -------
    DataArray (unit, rank)
    """
    spans = rank_spans(values, better)
    every = np.arange(1, spans.sizes["unit"] + 1)
    rows = [_row_mcse(spans.isel(unit=[j]), every) for j in range(every.size)]
    return xr.concat(rows, "unit", coords="minimal", join="exact").transpose("unit", "rank")


def ordered_values(values: xr.DataArray, better: str) -> xr.DataArray:
    """The values of the ranked units, with the sign that makes a lower one better.

    Parameters and exceptions are those of `rank_spans`.

    Returns
    -------
    DataArray (chain, draw, unit)
    """
    if better not in ("higher", "lower"):
        raise InputError(f'better is "higher" or "lower", not {better!r}.')
    if set(values.dims) != {"chain", "draw", "unit"}:
        raise BayesBenchError(f"Ranks need the dims chain, draw, unit, not {list(values.dims)}.")
    kept = ranked_units(values)
    missing = int(kept.isnull().any(SAMPLE_DIMS).sum())
    if missing:
        raise BayesBenchError(f"{missing} units have missing values and cannot be ranked.")
    ordered = kept.transpose("chain", "draw", "unit")
    return ordered if better == "lower" else -ordered


def _middle(spans: xr.Dataset) -> xr.DataArray:
    return (spans["first"] + spans["last"]) / 2.0


def _table(spans: xr.Dataset) -> xr.DataArray:
    first, last = (spans[end].values.reshape(-1, spans.sizes["unit"]) for end in ("first", "last"))
    coords = _sampleless(spans) | {"rank": np.arange(1, spans.sizes["unit"] + 1)}
    return xr.DataArray(_span_shares(first, last), coords, ("unit", "rank"))


def _sampleless(spans: xr.Dataset) -> dict[str, xr.DataArray]:
    return {str(k): v for k, v in spans.coords.items() if not {"chain", "draw"} & set(v.dims)}


def _span_shares(first: NDArray[np.int64], last: NDArray[np.int64]) -> NDArray[np.float64]:
    """Share of the draws in which each rank is held: (sample, unit) -> (unit, rank).

    Spans of one width are counted together, in whole numbers, so that a cell never held is 0.
    """
    width = last - first + 1
    counts = [_times_covered(first, last, width == m) / m for m in np.unique(width)]
    shares: NDArray[np.float64] = np.sum(counts, axis=0) / first.shape[0]
    return shares


def _times_covered(
    first: NDArray[np.int64], last: NDArray[np.int64], chosen: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """How many of the chosen spans cover each rank: all (sample, unit) -> (unit, rank)."""
    n_units = first.shape[1]
    unit = np.nonzero(chosen)[1]
    steps = np.zeros((n_units, n_units + 1), dtype=np.int64)
    np.add.at(steps, (unit, first[chosen] - 1), 1)
    np.add.at(steps, (unit, last[chosen]), -1)
    return steps.cumsum(axis=1)[:, :n_units]


def _row_mcse(span: xr.Dataset, every: NDArray[np.int64]) -> xr.DataArray:
    """MCSE of one unit's row of the table, (unit, rank) with a single unit."""
    held = np.arange(int(span["first"].min()), int(span["last"].max()) + 1)
    rank = xr.DataArray(held, {"rank": held}, ("rank",))
    covers = (span["first"] <= rank) & (rank <= span["last"])
    share = covers / (span["last"] - span["first"] + 1)
    varies = (share.max(SAMPLE_DIMS) > share.min(SAMPLE_DIMS)).values.ravel()
    return mcse_of_mean(share.isel(rank=varies)).reindex(rank=every)
