"""Everything else that is said of a unit's place: the table of `rank_details.csv`."""

import pandas as pd
import xarray as xr

from bayes_bench.ranking.claims import rank_claims
from bayes_bench.ranking.orders import LOSSES, rank_orders
from bayes_bench.ranking.pair_tiers import grades
from bayes_bench.ranking.pairs import better_than_next, rank_positions
from bayes_bench.ranking.r_values import r_value_bounds, r_values

CLAIMS = [
    *("verdict_best_k", "verdict_worst_k"),
    *("probability_better_half", "mcse_better_half", "verdict_better_half"),
    *("probability_worse_half", "mcse_worse_half", "verdict_worse_half"),
    "verdict_wide",
]
"""What is taken from `rank_claims`; the rest is in `ranks.csv`."""
TIER_ERROR = 0.1
"""Share of the pairs in different tiers that may be expected in the wrong order."""


def rank_details(values: xr.DataArray, better: str, k: int, interval: float) -> pd.DataFrame:
    """Place of each ranked unit on other scales, in other orders, and what may be claimed of it.

    Parameters
    ----------
    values : DataArray (chain, draw, unit)
        A named estimand, with coords ``name`` and ``ranked``.
    better : {"lower", "higher"}
        Which values are good.
    k : int
        How many units count as best, and as worst.
    interval : float
        Probability of the rank interval, between 0 and 1.

    Returns
    -------
    DataFrame
        A row per ranked unit in the order of ``values``: ``unit, name``; ``percentile``, ``sucra``
        and their errors ``mcse_...`` (`rank_positions`); ``r_value`` and the bounds that Monte
        Carlo error leaves it (`r_values`); ``place_squared_error`` and ``place_top_k``
        (`rank_orders`); ``next``, ``probability_better_than_next`` and ``mcse_...`` (empty for the
        last in the list); ``tier`` (`grades` with `TIER_ERROR`); and `CLAIMS`: "holds", "fails" or
        "undecided".

    Raises
    ------
    InputError
        ``better`` is neither "lower" nor "higher", fewer than two units are ranked, or ``k`` is
        out of range.
    BayesBenchError
        A value is NaN, or a dim is missing.
    """
    units = _ranked_units(values)
    columns = {
        **_columns(rank_positions(values, better)),
        **_columns(_r_values(values, better)),
        **_columns(_places(values, better, k)),
        **_columns(_following(values, better)),
        "tier": grades(values, better, TIER_ERROR)["tier"].to_series(),
        **_columns(rank_claims(values, better, k, interval)[CLAIMS]),
    }
    table = pd.DataFrame(columns).reindex(units)
    table.insert(0, "name", values["name"].to_series().reindex(units))
    return table.rename_axis("unit").reset_index()


def _columns(figures: xr.Dataset) -> dict[str, pd.Series]:
    return {str(name): figures[name].to_series() for name in figures.data_vars}


def _ranked_units(values: xr.DataArray) -> pd.Index:
    units: list[str] = values["unit"].values[values["ranked"].values.astype(bool)].tolist()
    return pd.Index(units)


def _r_values(values: xr.DataArray, better: str) -> xr.Dataset:
    bounds = r_value_bounds(values, better).rename(low="r_value_lower", high="r_value_upper")
    return bounds.assign(r_value=r_values(values, better))[["r_value", *bounds.data_vars]]


def _places(values: xr.DataArray, better: str, k: int) -> xr.Dataset:
    place = rank_orders(values, better, k)["place"]
    return xr.Dataset({f"place_{loss}": place.sel(loss=loss, drop=True) for loss in LOSSES})


def _following(values: xr.DataArray, better: str) -> xr.Dataset:
    names = {"probability": "probability_better_than_next", "mcse": "mcse_better_than_next"}
    return better_than_next(values, better).drop_vars("expected_rank").rename(names)
