"""Where units stand among the others, and who is better than whom, with Monte Carlo errors.

As in `ranks`, every function takes the values of one *named* estimand (dims chain, draw, unit) and
the direction that is better; 1 is the best rank; units whose coord ``ranked`` is False are left
out; and m tied units share their m ranks evenly. The Monte Carlo error of a figure that is the
same in every draw is missing.

References
----------
Percentiles: Lin, Louis, Paddock & Ridgeway (2006), doi:10.1214/06-BA130.
SUCRA: Salanti, Ades & Ioannidis (2011), doi:10.1016/j.jclinepi.2010.03.016.
SUCRA as a mean of pairwise probabilities: Rücker & Schwarzer (2015),
doi:10.1186/s12874-015-0060-8.
"""

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.errors import InputError
from bayes_bench.ranking.draws import SAMPLE_DIMS, mcse_of_mean, ranks


def rank_positions(values: xr.DataArray, better: str) -> xr.Dataset:
    """Expected ranks on two scales that do not depend on the number of units J.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        An estimand, in any unit of measure.
    better : {"lower", "higher"}
        Which values are good.

    Returns
    -------
    Dataset (unit)
        ``percentile``: E[R] / (J + 1), strictly between 0 and 1, low for a good unit.
        ``sucra``: (J - E[R]) / (J - 1), the surface under the cumulative rank curve: the share of
        the other units that the unit is expected to be better than, 1 for a unit sure to be best.
        ``mcse_percentile`` and ``mcse_sucra``: their Monte Carlo standard errors.

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher", or fewer than two units are ranked.
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    place = ranks(values, better)
    units = compared_units(place)
    expected, error = place.mean(SAMPLE_DIMS), mcse_of_mean(place)
    return xr.Dataset(
        {
            "percentile": expected / (units + 1),
            "mcse_percentile": error / (units + 1),
            "sucra": (units - expected) / (units - 1),
            "mcse_sucra": error / (units - 1),
        }
    )


def pairwise_probabilities(values: xr.DataArray, better: str) -> xr.DataArray:
    """P(unit i is better than unit j) for every pair; a tie counts half for each.

    Parameters and exceptions are those of `rank_positions`.

    Returns
    -------
    DataArray (unit, other)
        Probability that ``unit`` is better than ``other``; missing on the diagonal.
    """
    place = ranks(values, better)
    units = compared_units(place)
    drawn = place.values.reshape(-1, units)
    # whole and half numbers of draws, so that the two of a pair sum to one
    won = [0.5 * ((drawn > mine).sum(0) + (drawn >= mine).sum(0)) for mine in drawn.T[:, :, None]]
    return _square(np.array(won) / len(drawn), place)


def pairwise_mcse(values: xr.DataArray, better: str) -> xr.DataArray:
    """Monte Carlo standard error of every cell of `pairwise_probabilities`.

    Parameters and exceptions are those of `rank_positions`.

    Returns
    -------
    DataArray (unit, other)
        Missing on the diagonal, and where all draws agree.
    """
    place = ranks(values, better)
    units = compared_units(place)
    errors = np.full((units, units), np.nan)
    for j in range(units - 1):
        unit, rivals = place.isel(unit=[j]), place.isel(unit=slice(j + 1, None))
        wins = _wins(unit.drop_vars("unit", errors="ignore").squeeze("unit"), rivals)
        errors[j, j + 1 :] = errors[j + 1 :, j] = mcse_of_mean(wins).values
    return _square(errors, place)


def better_than_next(values: xr.DataArray, better: str) -> xr.Dataset:
    """P(better than the next in the list), the list being in the order of expected rank.

    Parameters and exceptions are those of `rank_positions`.

    Returns
    -------
    Dataset (unit)
        A row for every unit but the last, best first. ``next``: the unit that follows;
        ``expected_rank``; ``probability`` that the unit is better than that next one, a tie
        counting half; ``mcse``. Units of equal expected rank keep the order they came in.
    """
    place = labelled(ranks(values, better))
    compared_units(place)
    listed = place.isel(unit=expected_order(place))
    unit, following = listed.isel(unit=slice(None, -1)), listed.isel(unit=slice(1, None))
    wins = _wins(unit, unit.copy(data=following.values))
    return xr.Dataset(
        {
            "next": ("unit", following["unit"].values),
            "expected_rank": unit.mean(SAMPLE_DIMS),
            "probability": wins.mean(SAMPLE_DIMS),
            "mcse": mcse_of_mean(wins),
        }
    )


def compared_units(place: xr.DataArray) -> int:
    """How many units are ranked, refused where there is nothing to compare.

    Parameters
    ----------
    place : DataArray (..., unit)

    Returns
    -------
    int

    Raises
    ------
    InputError
        Fewer than two units.
    """
    units = place.sizes["unit"]
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


def expected_order(place: xr.DataArray) -> list[int]:
    """Positions of the units in the order of expected rank, best first.

    Parameters
    ----------
    place : DataArray (chain, draw, unit)
        Ranks, from `ranks`.

    Returns
    -------
    list of int
        Units of equal expected rank keep the order they came in.
    """
    order: list[int] = np.argsort(place.mean(SAMPLE_DIMS).values, kind="stable").tolist()
    return order


def _wins(place: xr.DataArray, rival: xr.DataArray) -> xr.DataArray:
    """1 where the unit is better, 0 where the rival is, a half where they tie."""
    return ((rival > place) * 0.5) + ((rival >= place) * 0.5)


def _square(figures: NDArray[np.float64], place: xr.DataArray) -> xr.DataArray:
    """Figures of pairs by unit and by other, missing on the diagonal."""
    units = place.isel(chain=0, draw=0, drop=True)
    labels = {"other": units["unit"].values} if "unit" in units.coords else {}
    square = xr.DataArray(figures, dict(units.coords) | labels, ("unit", "other"))
    return square.where(~xr.DataArray(np.eye(len(figures), dtype=bool), dims=("unit", "other")))
