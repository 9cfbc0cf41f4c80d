"""r-values: the smallest share of the units at which a unit belongs in the list of the best.

As in `ranks`, both functions take the values of one *named* estimand (dims chain, draw, unit) and
the direction that is better; 1 is the best rank; units whose coord ``ranked`` is False are left
out; and m tied units share their m ranks evenly.

References
----------
Henderson & Newton (2016), doi:10.1111/rssb.12131.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.ranking.draws import (
    ROUNDING,
    SAMPLE_DIMS,
    mcse_of_mean,
    rank_probabilities,
    rank_spans,
    share_up_to,
)
from bayes_bench.ranking.pairs import compared_units
from bayes_bench.typing import Floats


def r_values(values: xr.DataArray, better: str) -> xr.DataArray:
    """r_j = min{k / J : unit j is among the k largest P(R <= k)}.

    The list of the best k is that of the k units themselves, where Henderson & Newton take a
    quantile of the population the units come from: the same but for the number of units. Units
    that share the k-th largest are all among the k largest. An r-value is decided by
    comparisons and is no mean over draws: it jumps where units are nearly level. So it has no
    standard error; `r_value_bounds` says how far the draws leave it open.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.

    Returns
    -------
    DataArray (unit)
        From 1/J to 1, low for a good unit.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher", or fewer than two units are ranked.
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    table = rank_probabilities(values, better)
    compared_units(table)
    up_to = np.cumsum(table.values, axis=1)  # (unit, rank)
    ahead = [_how_many_above(column, column) for column in up_to.T]
    return table.isel(rank=0, drop=True).copy(data=_smallest_share(ahead))


def r_value_bounds(values: xr.DataArray, better: str) -> xr.Dataset:
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
    spans = rank_spans(values, better)
    every = np.arange(1, compared_units(spans["last"]) + 1)
    rows = [_up_to(spans.isel(unit=j), every) for j in range(every.size)]
    p, margin = (np.array(side).T for side in zip(*rows, strict=True))  # (rank, unit)
    surely = [_how_many_above(low, high) for low, high in zip(p - margin, p + margin, strict=True)]
    maybe = [_how_many_above(high, low) for low, high in zip(p - margin, p + margin, strict=True)]
    others = np.array(maybe) - (2 * margin > ROUNDING)  # nobody is ahead of themselves
    shares = {"low": _smallest_share(surely), "high": _smallest_share(others)}
    units = spans.isel(chain=0, draw=0, drop=True)["first"]
    return xr.Dataset({end: units.copy(data=share) for end, share in shares.items()})


def _how_many_above(p: Floats, line: Floats) -> NDArray[np.int64]:
    """How many of ``p`` are larger than each of ``line``, by more than rounding."""
    return p.size - np.searchsorted(np.sort(p), line + ROUNDING, side="right")


def _smallest_share(ahead: list[NDArray[np.int64]] | NDArray[np.int64]) -> Floats:
    """Smallest k / J with fewer than k units ahead: (rank, unit) -> (unit,)."""
    fewer = np.array(ahead) < np.arange(1, len(ahead) + 1)[:, None]
    shares: Floats = (1 + np.argmax(fewer, axis=0)) / len(ahead)
    return shares


def _up_to(span: xr.Dataset, every: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """P(R <= k) of one unit for every k, and two Monte Carlo standard errors of it."""
    share = share_up_to(span, xr.DataArray(every, dims="rank"))
    return share.mean(SAMPLE_DIMS).values, 2.0 * mcse_of_mean(share).fillna(0.0).values
