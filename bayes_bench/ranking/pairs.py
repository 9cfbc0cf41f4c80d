"""Where units stand among the others, and who is better than whom, with Monte Carlo errors.

Every function takes the `Ranks` of one estimand. The Monte Carlo error of a figure that is the same
in every draw is missing.

References
----------
Percentiles: Lin, Louis, Paddock & Ridgeway (2006), doi:10.1214/06-BA130.
SUCRA: Salanti, Ades & Ioannidis (2011), doi:10.1016/j.jclinepi.2010.03.016.
SUCRA as a mean of pairwise probabilities: Rücker & Schwarzer (2015),
doi:10.1186/s12874-015-0060-8.
"""

import xarray as xr

from bayes_bench.ranking.draws import SAMPLE_DIMS, compared_units, labelled, mcse_of_mean
from bayes_bench.ranking.probabilities import pairwise_table_mcse
from bayes_bench.ranking.ranks import Ranks


def rank_positions(ranks: Ranks) -> xr.Dataset:
    """Expected ranks on two scales that do not depend on the number of units J.

    Parameters
    ----------
    ranks : Ranks

    Returns
    -------
    Dataset (unit)
        ``percentile``: E[R] / (J + 1), strictly between 0 and 1, low for a good unit.
        ``sucra``: (J - E[R]) / (J - 1), the surface under the cumulative rank curve: the proportion
        of the other units that the unit is expected to be better than, 1 for a unit sure to be
        best.
        ``mcse_percentile`` and ``mcse_sucra``: their Monte Carlo standard errors.

    Raises
    ------
    InputError
        Fewer than two units are ranked, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    units, expected, error = ranks.compared, ranks.expected, ranks.mcse_expected
    return xr.Dataset(
        {
            "percentile": expected / (units + 1),
            "mcse_percentile": error / (units + 1),
            "sucra": (units - expected) / (units - 1),
            "mcse_sucra": error / (units - 1),
        }
    )


def pairwise_mcse(ranks: Ranks) -> xr.DataArray:
    """Monte Carlo standard error of every cell of `Ranks.pairwise`.

    Parameters and exceptions are those of `rank_positions`.

    Returns
    -------
    DataArray (unit, other)
        Missing on the diagonal, and where all draws agree.
    """
    return pairwise_table_mcse(ranks.spans["first"])


def better_than_next(ranks: Ranks) -> xr.Dataset:
    """P(better than the next in the list), the list being in the order of expected rank.

    Parameters and exceptions are those of `rank_positions`.

    Returns
    -------
    Dataset (unit)
        A row for every unit but the last, best first. ``next``: the unit that follows;
        ``expected_rank``; ``probability`` that the unit is better than that next one, a tie
        counting half; ``mcse``. Units of equal expected rank keep the order they came in.
    """
    compared_units(ranks.spans)
    listed = labelled(ranks.mid_ranks).isel(unit=ranks.order)
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


def _wins(place: xr.DataArray, rival: xr.DataArray) -> xr.DataArray:
    """1 where the unit is better, 0 where the rival is, a half where they tie."""
    return ((rival > place) * 0.5) + ((rival >= place) * 0.5)
