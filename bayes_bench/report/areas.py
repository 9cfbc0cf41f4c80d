"""The country and its regions as rows of the main table, in every draw."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.flags import decision_variables
from bayes_bench.estimands.intervals import point_and_bounds
from bayes_bench.estimands.measures import country_figures
from bayes_bench.report.content import Found

_DRAWN = ("predicted", "indicator", "persons")


def area_rows(found: Found) -> pd.DataFrame:
    """The country, then each region that is known, weighted by people.

    "Other" counts for the country and for no region: who was merged into it is not shown.

    Parameters
    ----------
    found : Found

    Returns
    -------
    DataFrame
        ``area`` (``country`` or ``region``), ``name`` ("" for the country), ``units``, and the
        columns of ``indicators.csv`` from ``n`` to ``persons_upper``, with
        ``probability_better``.
    """
    areas = list(_areas(found))
    return pd.DataFrame([_row(found, *area) for area in areas])


def _areas(found: Found) -> Iterator[tuple[str, str, np.ndarray]]:
    yield "country", "", np.ones(found.cells.sizes["unit"], dtype=bool)
    if "region" in found.cells.coords:
        regions = found.cells["region"].to_numpy()
        for name in dict.fromkeys(regions[regions != ""]):
            yield "region", str(name), regions == name


def _row(found: Found, area: str, name: str, inside: np.ndarray) -> dict[str, object]:
    bench = found.bench.isel(unit=np.flatnonzero(inside))
    figures = country_figures(bench)
    row: dict[str, object] = {"area": area, "name": name, "units": int(inside.sum())}
    row |= {key: figures[key].item() for key in ("n", "events", "observed")}
    for key in _DRAWN:
        value, lower, upper = point_and_bounds(figures[key], found.model.benchmark.interval)
        row |= {key: float(value), f"{key}_lower": float(lower), f"{key}_upper": float(upper)}
    row["expected"] = float(figures["expected"].mean())
    return row | {"probability_better": _probability(figures, found)}


def _probability(figures: xr.Dataset, found: Found) -> float:
    """P(better than expected), missing where the reference makes the gap zero by definition."""
    gap = figures["indicator"]
    # rounding leaves some 1e-10 percentage points of a sum that is zero in every draw
    if float(abs(gap).max()) < 1e-6:
        return float("nan")
    draws = decision_variables(gap, found.model.data.better, found.model.benchmark.margin)
    return float(draws["probability_better"].mean())
