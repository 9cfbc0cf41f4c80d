"""Everything else that is said of a unit's place: the table of `rank_details.csv`."""

import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit, once
from bayes_bench.ranking.claims import claims_of
from bayes_bench.ranking.draws import ranked_units
from bayes_bench.ranking.orders import LOSSES, rank_orders
from bayes_bench.ranking.pairs import better_than_next, rank_positions
from bayes_bench.ranking.r_values import r_value_bounds, r_values
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.tiers import pairwise_tiers

CLAIMS = [
    *("verdict_best_k", "verdict_worst_k"),
    *("probability_better_half", "mcse_better_half", "verdict_better_half"),
    *("probability_worse_half", "mcse_worse_half", "verdict_worse_half"),
    "verdict_wide",
]
"""What is taken from `claims_of`; the rest is in `ranks.csv`."""
TIER_ERROR = 0.1
"""Proportion of the pairs in different tiers that may be expected in the wrong order."""


def rank_details(ranks: Ranks, k: int, interval: float) -> pd.DataFrame:
    """Place of each ranked unit on other scales, in other orders, and what may be claimed of it.

    Parameters
    ----------
    ranks : Ranks
        Of units with the coord ``name``.
    k : int
        How many units count as best, and as worst.
    interval : float
        Probability of the rank interval, between 0 and 1.

    Returns
    -------
    DataFrame
        A row per ranked unit in the order they came in: ``unit, name``; ``percentile``, ``sucra``
        and their errors ``mcse_...`` (`rank_positions`); ``r_value`` and the bounds that Monte
        Carlo error leaves it (`r_values`); ``place_squared_error`` and ``place_top_k``
        (`rank_orders`); ``next``, ``probability_better_than_next`` and ``mcse_...`` (empty for the
        last in the list); ``tier`` (`pairwise_tiers` with `TIER_ERROR`); and `CLAIMS`: "holds",
        "fails" or "undecided".

    Raises
    ------
    InputError
        Fewer than two units are ranked, ``k`` is out of range, or what `Ranks` refuses.
    BayesBenchError
        What `Ranks` refuses.
    """
    orders, tiers = rank_orders(ranks, k), pairwise_tiers(ranks, TIER_ERROR)
    return place_table(ranks, orders, tiers, claims_of(ranks, k, interval))


@once
def indicator_orders(fit: Fit) -> xr.Dataset:
    """`rank_orders` of the indicator."""
    return rank_orders(indicator_ranks(fit), fit.analysis.top)


@once
def indicator_tiers(fit: Fit) -> xr.Dataset:
    """`pairwise_tiers` of the indicator."""
    return pairwise_tiers(indicator_ranks(fit), TIER_ERROR)


def place_table(
    ranks: Ranks, orders: xr.Dataset, tiers: xr.Dataset, claims: xr.Dataset
) -> pd.DataFrame:
    """`rank_details` from its parts.

    Parameters
    ----------
    ranks : Ranks
    orders, tiers, claims : Dataset
        From `rank_orders`, `pairwise_tiers` and `claims_of`.

    Returns
    -------
    DataFrame
    """
    names = ranked_units(ranks.values)["name"].to_series()
    columns = {
        **_columns(rank_positions(ranks)),
        **_columns(_r_values(ranks)),
        **_columns(_places(orders)),
        **_columns(_following(ranks)),
        "tier": tiers["tier"].to_series(),
        **_columns(claims[CLAIMS]),
    }
    table = pd.DataFrame(columns).reindex(names.index)
    table.insert(0, "name", names)
    return table.rename_axis("unit").reset_index()


def _columns(figures: xr.Dataset) -> dict[str, pd.Series]:
    return {str(name): figures[name].to_series() for name in figures.data_vars}


def _r_values(ranks: Ranks) -> xr.Dataset:
    bounds = r_value_bounds(ranks).rename(low="r_value_lower", high="r_value_upper")
    return bounds.assign(r_value=r_values(ranks))[["r_value", *bounds.data_vars]]


def _places(orders: xr.Dataset) -> xr.Dataset:
    place = orders["place"]
    return xr.Dataset({f"place_{loss}": place.sel(loss=loss, drop=True) for loss in LOSSES})


def _following(ranks: Ranks) -> xr.Dataset:
    names = {"probability": "probability_better_than_next", "mcse": "mcse_better_than_next"}
    return better_than_next(ranks).drop_vars("expected_rank").rename(names)
