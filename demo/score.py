"""How near a run on the demo's people comes to what is true of them."""

import numpy as np
import pandas as pd

TEN = 10


def score(indicators: pd.DataFrame, ranks: pd.DataFrame, truth: pd.DataFrame) -> dict[str, float]:
    """Score the published tables against the simulated truth.

    Parameters
    ----------
    indicators : DataFrame
        Of ``indicators.csv``: ``unit, indicator, indicator_lower, indicator_upper, observed_gap``.
    ranks : DataFrame
        Of ``ranks.csv``: ``unit, expected_rank, rank_lower, rank_upper``; the ranked units.
    truth : DataFrame
        Of ``rehabilitation_truth.csv``: ``code, indicator``.

    Returns
    -------
    dict of str to float
        Over the ranked units: their number `units`; `coverage`, the share of intervals of the
        indicator that hold the true one, and `rank_coverage`, the same of ranks; the root mean
        square errors `error` of the indicator and `raw_error` of plain observed minus expected, in
        percentage points; how many of the true best ten are among ours (`best_found`) and among
        those of the raw gap (`best_found_raw`).
    """
    table = ranks.merge(indicators, on="unit").merge(
        truth.rename(columns={"code": "unit", "indicator": "true"})[["unit", "true"]], on="unit"
    )
    true, rank = table["true"], table["true"].rank()
    best = _first(table, "true")
    return {
        "units": float(len(table)),
        "coverage": float(true.between(table["indicator_lower"], table["indicator_upper"]).mean()),
        "rank_coverage": float(rank.between(table["rank_lower"], table["rank_upper"]).mean()),
        "error": float(np.sqrt(((table["indicator"] - true) ** 2).mean())),
        "raw_error": float(np.sqrt(((table["observed_gap"] - true) ** 2).mean())),
        "best_found": float(len(best & _first(table, "expected_rank"))),
        "best_found_raw": float(len(best & _first(table, "observed_gap"))),
    }


def _first(table: pd.DataFrame, column: str) -> set[str]:
    """The ten units with the smallest values."""
    return set(table.nsmallest(TEN, column)["unit"])
