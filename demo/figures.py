"""The seven figures that the study printed, from any table of people and any set of indicators."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

TEN = 10
MIN_PEOPLE = 30
"""Actual shares of fewer people are not compared: with 6 of them 0 % and 50 % are mere chance."""


@dataclass(frozen=True)
class Published:
    """A printed figure, in percent or percentage points, and how near the demo has to come."""

    value: float
    tolerance: float


PUBLISHED: Mapping[str, Published] = {
    "lowest_ten": Published(14.3, 1.0),
    "highest_ten": Published(32.8, 1.0),
    "best_ten": Published(-4.6, 0.6),
    "worst_ten": Published(4.4, 0.6),
    "country": Published(22.0, 0.3),
    "lowest": Published(9.6, 2.0),
    "highest": Published(36.1, 2.0),
}


def shares_of(people: pd.DataFrame) -> pd.DataFrame:
    """People and actual share by municipality: index code, columns ``n``, ``actual`` (0-1)."""
    groups = people.groupby("municipality", sort=True)["on_benefit"]
    return pd.DataFrame({"n": groups.size(), "actual": groups.mean()})


def figures_of(shares: pd.DataFrame, indicator: pd.Series) -> dict[str, float]:
    """The seven figures.

    Parameters
    ----------
    shares : DataFrame
        From `shares_of`.
    indicator : Series
        Benchmark indicator of every municipality that is shown, by code, percentage points.

    Returns
    -------
    dict
        By the names of `PUBLISHED`; percent, and percentage points for the two of indicators.
        The tens of actual shares and the lowest and highest are among municipalities with at
        least `MIN_PEOPLE` people; the best and worst ten among all that have an indicator.
    """
    large = shares.loc[shares["n"] >= MIN_PEOPLE, "actual"]
    actual = 100.0 * np.sort(large.to_numpy())
    ranked = np.sort(indicator.to_numpy())
    country = 100.0 * np.average(shares["actual"].to_numpy(float), weights=shares["n"].to_numpy())
    return {
        "lowest_ten": float(actual[:TEN].mean()),
        "highest_ten": float(actual[-TEN:].mean()),
        "best_ten": float(ranked[:TEN].mean()),
        "worst_ten": float(ranked[-TEN:].mean()),
        "country": float(country),
        "lowest": float(actual[0]),
        "highest": float(actual[-1]),
    }


def tens(values: pd.Series) -> tuple[frozenset[str], frozenset[str]]:
    """Codes of the ten lowest and of the ten highest values."""
    ordered = values.sort_values(kind="stable").index
    return frozenset(ordered[:TEN]), frozenset(ordered[-TEN:])


def misses(figures: Mapping[str, float]) -> list[str]:
    """Names of the figures that lie farther from the printed ones than they may."""
    return [
        name
        for name, printed in PUBLISHED.items()
        if abs(figures[name] - printed.value) > printed.tolerance
    ]
