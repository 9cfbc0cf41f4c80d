"""Simultaneous rank sets: intervals for the ranks of all units at once.

Tied units hold all the ranks they share, and a set has to hold all of them, whatever the order of
the units.

References
----------
Simultaneous sets by the smallest tail: Besag, Green, Higdon & Mengersen (1995),
doi:10.1214/ss/1177010123.
"""

import numpy as np
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.ranking.draws import (
    ROUNDING,
    SAMPLE_DIMS,
    against_line,
    compared_units,
    mcse_of_mean,
    refuse_improper,
)
from bayes_bench.ranking.probabilities import rank_quantile, rank_table
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Floats

MIN_DRAWS = 16_000
"""Below this, sets fitted on one half of the draws cover clearly too little of the other."""
MIN_PER_CHAIN = 8
"""Draws without which neither half of a chain has a Monte Carlo error."""


def simultaneous_rank_sets(ranks: Ranks, level: float, least_draws: int = MIN_DRAWS) -> xr.Dataset:
    """Intervals that are meant to hold the ranks of all units together with probability ``level``.

    The depth of a draw is the smallest of the tail probabilities P(R_j <= r_j) and P(R_j >= r_j)
    of its ranks r_j. The deepest ``level`` of the draws are kept: the interval of a unit is made
    of the ranks whose two tails are no smaller than the least depth kept, so that the draws kept
    are those that lie inside with all their ranks. The intervals are fitted on the even draws of
    each chain (counted from 0). They cover less than they were fitted for (with 98 units and
    16,000 draws some half a point less than 95 %), so the coverage reported is measured on the odd
    draws. Where chains are autocorrelated the halves are not independent, and the coverage is a
    little flattered.

    Parameters
    ----------
    ranks : Ranks
    level : float
        Probability, strictly between 0 and 1.
    least_draws : int
        Fewer draws, chains times draws, are refused.

    Returns
    -------
    Dataset
        ``low`` and ``high`` (unit): ranks, int64, both within the set.
        ``coverage``: proportion of the odd draws in which all ranks are within their sets;
        ``mcse_coverage``: its Monte Carlo standard error, 0 where all draws agree.
        ``verdict``: "reached" or "missed" as the coverage is at least ``level`` or not,
        "undecided" within two such errors of it.

    Raises
    ------
    InputError
        ``level`` is out of range, fewer than two units are ranked, there are too few draws, or what
        `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    spans = ranks.spans
    compared_units(spans)
    refuse_improper("level", level)
    _refuse_few_draws(spans, least_draws)
    fitted, aside = ({"draw": slice(start, None, 2)} for start in (0, 1))
    table = rank_table(spans.isel(fitted))
    depth = _depths(spans.isel(fitted), table)
    low, high = _between_tails(table, _depth_of(depth, level))
    inside = (spans["first"] >= low) & (spans["last"] <= high)
    together = inside.isel(aside).all("unit").astype(np.float64)
    coverage, error = together.mean(SAMPLE_DIMS), mcse_of_mean(together).fillna(0.0)
    return xr.Dataset(
        {
            "low": low,
            "high": high,
            "coverage": coverage,
            "mcse_coverage": error,
            "verdict": against_line(coverage - level, error, ("reached", "missed")),
        }
    )


def _refuse_few_draws(spans: xr.Dataset, least: int) -> None:
    chains, draws = spans.sizes["chain"], spans.sizes["draw"]
    if chains * draws < least or draws < MIN_PER_CHAIN:
        raise InputError(
            f"Simultaneous rank sets need {least} draws or more, and {MIN_PER_CHAIN} a chain; "
            f"here are {chains} chains of {draws}. Ask the sampler for more draws."
        )


def _depths(spans: xr.Dataset, table: xr.DataArray) -> Floats:
    """Smallest tail probability among the ranks of each draw, (sample,)."""
    unit = np.arange(table.sizes["unit"])
    up_to = np.cumsum(table.values, axis=1)  # (unit, rank)
    from_on = np.cumsum(table.values[:, ::-1], axis=1)[:, ::-1]
    first, last = (spans[end].values.reshape(-1, unit.size) - 1 for end in ("first", "last"))
    depths: Floats = np.minimum(up_to[unit, first], from_on[unit, last]).min(axis=1)
    return depths


def _depth_of(depth: Floats, proportion: float) -> float:
    """The depth that at least this proportion of the draws have, and as few more as may be."""
    kept = int(np.ceil(proportion * depth.size - ROUNDING * depth.size))
    return float(np.sort(depth)[depth.size - kept])


def _between_tails(table: xr.DataArray, tail: float) -> tuple[xr.DataArray, xr.DataArray]:
    """First and last rank with at least this probability up to it and from it on."""
    mirrored = table.copy(data=table.values[:, ::-1])
    low, from_the_end = (rank_quantile(each, tail) for each in (table, mirrored))
    return low, table.sizes["unit"] + 1 - from_the_end
