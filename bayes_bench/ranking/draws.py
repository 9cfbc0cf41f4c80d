"""Draws of an estimand as ranks are made of them: who is ranked, in which direction, what errs how.

1 is the best rank. Units are ranked inside each draw and only then summarised, so that a rank
statement carries the joint uncertainty of all units. Where the values carry a boolean coord
``ranked`` (unit), units that are False there, such as "other", are left out.

Ties, which happen only in degenerate cases, are treated symmetrically: m units tied over the
ranks a ... a + m - 1 hold each of these ranks with probability 1/m. So nothing depends on the
order of the units.
"""

import numpy as np
import xarray as xr

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.numerics.blocks import slices
from bayes_bench.numerics.chain_statistics import errors_of_means
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.numerics.rank_errors import Ranks32
from bayes_bench.typing import Floats, Integers

SAMPLE_DIMS = ["chain", "draw"]
# Sums of up to thousands of fractions 1/draws are off by some 1e-13: a cumulative probability that
# close to the level asked for has reached it.
ROUNDING = 1e-12
_ROWS = 128
"""Draws that are ranked by one core at a time."""
MAX_TABLED = 1000
"""Ranked units beyond which nobody reads a table of every rank: its cells grow with the square."""


def ranked_units[Values: (xr.DataArray, xr.Dataset)](values: Values) -> Values:
    """The units that are ranked: all, but for those whose coord ``ranked`` is False.

    Parameters
    ----------
    values : DataArray or Dataset (..., unit)

    Returns
    -------
    DataArray or Dataset
    """
    if "ranked" not in values.coords:
        return values
    return values.isel(unit=np.flatnonzero(values["ranked"].values))


def ordered_values(values: xr.DataArray, better: str) -> xr.DataArray:
    """The values of the ranked units, with the sign that makes a lower one better.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.

    Returns
    -------
    DataArray (chain, draw, unit)

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher".
    BayesBenchError
        A value is NaN, or a dim is missing.
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


def rank_spans(ordered: xr.DataArray) -> xr.Dataset:
    """First and last rank that each unit holds in each draw; they differ only where units tie.

    Parameters
    ----------
    ordered : DataArray (chain, draw, unit)
        From `ordered_values`.

    Returns
    -------
    Dataset
        ``first`` and ``last`` (chain, draw, unit): ranks, int32, 1 = best.
    """
    plain = ordered.drop_attrs(deep=False)  # a rank is not in the unit of measure of the values
    first, last = _first_and_last(plain.to_numpy())
    return xr.Dataset({"first": plain.copy(data=first), "last": plain.copy(data=last)})


def _first_and_last(values: Floats) -> tuple[Ranks32, Ranks32]:
    """Ranks along the last of three axes: the lowest and the highest that a value shares."""
    rows = values.reshape(-1, values.shape[-1])
    first, last = np.empty(rows.shape, np.int32), np.empty(rows.shape, np.int32)

    def rank(few: slice) -> None:
        first[few], last[few] = _of_rows(rows[few])

    # a few at a time: their places in order take 64 bits each
    on_all_cores(rank, slices(len(rows), _ROWS))
    return first.reshape(values.shape), last.reshape(values.shape)


def _of_rows(values: Floats) -> tuple[Ranks32, Ranks32]:
    order = np.argsort(values, axis=-1)
    listed = np.take_along_axis(values, order, axis=-1)
    places = np.arange(1, values.shape[-1] + 1, dtype=np.int32)
    differs = listed[:, 1:] != listed[:, :-1]
    if differs.all():
        unshared = _unlisted(np.broadcast_to(places, values.shape), order)
        return unshared, unshared
    first, last = (np.broadcast_to(places, values.shape).copy() for _ in range(2))
    first[:, 1:] = np.maximum.accumulate(np.where(differs, places[1:], 1), axis=-1)
    ends = np.where(differs, places[:-1], places[-1])
    last[:, :-1] = np.minimum.accumulate(ends[:, ::-1], axis=-1)[:, ::-1]
    return _unlisted(first, order), _unlisted(last, order)


def _unlisted(listed: Ranks32, order: Integers) -> Ranks32:
    """What was in order, back at its place."""
    own = np.empty(listed.shape, np.int32)
    np.put_along_axis(own, order, listed, axis=-1)
    return own


def among_first(spans: xr.Dataset, k: int | xr.DataArray) -> xr.DataArray:
    """Whether each unit is among the first k in each draw.

    Parameters
    ----------
    spans : Dataset
        From `rank_spans`.
    k : int or DataArray
        Ranks; an array adds its dims.

    Returns
    -------
    DataArray (chain, draw, unit, ...)
        0 or 1, and the fraction of its ranks that are within 1 ... k for a tie across that line.
    """
    first, sure = spans["first"], spans["last"] <= k
    if int((first <= k).sum()) == int(sure.sum()):  # no tie is across the line
        return sure.astype(np.float64)
    return ((k + 1 - first) / (spans["last"] - first + 1)).clip(0.0, 1.0)


def mcse_of_mean(draws: xr.DataArray) -> xr.DataArray:
    """Monte Carlo standard error of the mean over chain and draw; NaN for a constant.

    Parameters
    ----------
    draws : DataArray (chain, draw, ...)

    Returns
    -------
    DataArray (...)
        In the unit of measure of ``draws``.
    """
    first: xr.DataArray = draws.isel(chain=0, draw=0, drop=True)
    values = draws.transpose(*SAMPLE_DIMS, ...).to_numpy()
    errors = errors_of_means(values.reshape(*values.shape[:2], -1))
    known = np.where(errors > 0.0, errors, np.nan).reshape(first.shape)
    return xr.DataArray(known, first.coords, first.dims, draws.name)


def against_line(
    excess: xr.DataArray, error: xr.DataArray, words: tuple[str | xr.DataArray, str]
) -> xr.DataArray:
    """Which side of its line a probability is on, if its Monte Carlo error can tell.

    Parameters
    ----------
    excess : DataArray
        Probability minus line.
    error : DataArray
        Monte Carlo standard error of the probability.
    words : tuple of str, the first perhaps a DataArray of them
        What to call a probability that has reached the line, and one that has not.

    Returns
    -------
    DataArray
        One of the words, or "undecided" within two errors of the line.
    """
    decided = excess.copy(data=np.where(excess >= 0, *words))
    return decided.where(abs(excess) > 2 * error, "undecided")


def refuse_improper(name: str, probability: float) -> None:
    """Raise InputError unless a probability, called ``name``, is strictly between 0 and 1."""
    if not 0.0 < probability < 1.0:
        raise InputError(f"{name} is a probability strictly between 0 and 1, not {probability}.")


def compared_units[Ranked: (xr.DataArray, xr.Dataset)](ranked: Ranked) -> int:
    """How many units are ranked, refused where there is nothing to compare.

    Parameters
    ----------
    ranked : DataArray or Dataset (..., unit)

    Returns
    -------
    int

    Raises
    ------
    InputError
        Fewer than two units.
    """
    units = ranked.sizes["unit"]
    if units < 2:
        raise InputError(f"A comparison of ranks needs two ranked units or more, not {units}.")
    return units


def labelled[Ranked: (xr.DataArray, xr.Dataset)](ranked: Ranked) -> Ranked:
    """Units by their labels, or by their position where they have none, to survive reordering.

    Parameters
    ----------
    ranked : DataArray or Dataset (..., unit)

    Returns
    -------
    DataArray or Dataset
        The same with a coord ``unit``.
    """
    return ranked if "unit" in ranked.coords else ranked.assign_coords(unit=ranked["unit"])
