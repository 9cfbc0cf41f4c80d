"""r-values: the smallest proportion of the units at which a unit belongs in the list of the best.

References
----------
Henderson & Newton (2016), doi:10.1111/rssb.12131.
"""

import numpy as np
import xarray as xr

from bayes_bench.ranking.draws import ROUNDING, compared_units
from bayes_bench.ranking.probabilities import cumulative_mcse
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.typing import Floats, Integers


def r_values(ranks: Ranks) -> xr.DataArray:
    """r_j = min{k / J : unit j is among the k largest P(R <= k)}.

    The list of the best k is that of the k units themselves, where Henderson & Newton take a
    quantile of the population the units come from: the same but for the number of units. Units
    that share the k-th largest are all among the k largest. An r-value is decided by
    comparisons and is no mean over draws: it jumps where units are nearly level. So it has no
    standard error; `r_value_bounds` says how far the draws leave it open.

    Parameters
    ----------
    ranks : Ranks

    Returns
    -------
    DataArray (unit)
        From 1/J to 1, low for a good unit.

    Raises
    ------
    InputError
        Fewer than two units are ranked, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    compared_units(ranks.spans)
    table = ranks.probabilities
    up_to = np.cumsum(table.values, axis=1)  # (unit, rank)
    ahead = [_how_many_above(column, column) for column in up_to.T]
    return table.isel(rank=0, drop=True).copy(data=_smallest_proportion(ahead))


def r_value_bounds(ranks: Ranks) -> xr.Dataset:
    """The lowest and the highest r-value that Monte Carlo error leaves open.

    Which of two units has the larger P(R <= k) is undecided where the two are within two of their
    Monte Carlo standard errors, added up. The lowest r-value takes every undecided comparison for
    the unit and the highest takes it against: where they are the same, the r-value is decided.
    Takes as long as `rank_table_mcse`. Parameters and exceptions are those of `r_values`.

    Returns
    -------
    Dataset (unit)
        ``low`` and ``high``, with the r-value between them.
    """
    compared_units(ranks.spans)
    p = np.cumsum(ranks.probabilities.values, axis=1).T  # (rank, unit)
    margin = 2.0 * cumulative_mcse(ranks.spans).fillna(0.0).values.T
    surely = [_how_many_above(low, high) for low, high in zip(p - margin, p + margin, strict=True)]
    maybe = [_how_many_above(high, low) for low, high in zip(p - margin, p + margin, strict=True)]
    others = np.array(maybe) - (2 * margin > ROUNDING)  # nobody is ahead of themselves
    proportions = {"low": _smallest_proportion(surely), "high": _smallest_proportion(others)}
    units = ranks.spans.isel(chain=0, draw=0, drop=True)["first"]
    return xr.Dataset({end: units.copy(data=of) for end, of in proportions.items()})


def _how_many_above(p: Floats, line: Floats) -> Integers:
    """How many of ``p`` are larger than each of ``line``, by more than rounding."""
    return p.size - np.searchsorted(np.sort(p), line + ROUNDING, side="right")


def _smallest_proportion(ahead: list[Integers] | Integers) -> Floats:
    """Smallest k / J with fewer than k units ahead: (rank, unit) -> (unit,)."""
    fewer = np.array(ahead) < np.arange(1, len(ahead) + 1)[:, None]
    proportions: Floats = (1 + np.argmax(fewer, axis=0)) / len(ahead)
    return proportions
