"""The country and its regions: means over people of the units' figures, in every draw."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.country import country_figures
from bayes_bench.estimands.flags import decision_variables
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model
from bayes_bench.typing import Bools

_DRAWN = ("predicted", "indicator", "persons")


def area_figures(fit: Fit) -> pd.DataFrame:
    """The country, then each region that is known and may be shown, weighted by people.

    "Other" counts for the country and for no region: who was merged into it is not shown.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``area`` (``country`` or ``region``), ``name`` ("" for the country), ``units``, and the
        columns of ``indicators.csv`` from ``n`` to ``persons_upper``, with
        ``probability_better``.
    """
    bench = benchmark_of(fit).drop_vars(("expected_under", "direct_rate"))  # a copy is large
    return pd.DataFrame(
        [
            {"area": area, "name": name, "units": int(inside.sum())}
            | _figures(bench.isel(unit=np.flatnonzero(inside)), fit.model)
            for area, name, inside in _areas(fit.analysis)
        ]
    )


def _areas(analysis: Analysis) -> Iterator[tuple[str, str, Bools]]:
    """What each area is, its name, and which units are in it (unit,)."""
    cells = analysis.cells
    yield "country", "", np.ones(cells.sizes["unit"], dtype=bool)
    if "region" in cells.coords and not analysis.hidden.regions:
        regions = cells["region"].to_numpy()
        for name in dict.fromkeys(regions[regions != ""]):
            yield "region", str(name), regions == name


def _figures(bench: xr.Dataset, model: Model) -> dict[str, object]:
    figures = country_figures(bench)
    row: dict[str, object] = {key: figures[key].item() for key in ("n", "events", "observed")}
    for key in _DRAWN:
        bounds = interval_columns(key, figures[key], model.benchmark.interval)
        row |= {name: float(value) for name, value in bounds.items()}
    row["expected"] = float(figures["expected"].mean())
    return row | {"probability_better": _probability_better(figures["indicator"], model)}


def _probability_better(gap: xr.DataArray, model: Model) -> float:
    """P(better than expected), missing where the reference makes the gap 0 by definition."""
    # rounding leaves some 1e-10 percentage points of a sum that is zero in every draw
    if float(abs(gap).max()) < 1e-6:
        return float("nan")
    draws = decision_variables(gap, model.data.better, model.benchmark.margin)
    return float(draws["probability_better"].mean())
