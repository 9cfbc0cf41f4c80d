"""The benchmark as the table of `indicators.csv`: a row per unit."""

import json

import pandas as pd
import xarray as xr

from bayes_bench.estimands.flags import decide
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.intervals import interval_columns
from bayes_bench.fit import Fit
from bayes_bench.tables.table import Table

COLUMNS = [
    *("unit", "name", "n", "events", "observed"),
    *("predicted", "predicted_lower", "predicted_upper", "expected"),
    *("indicator", "indicator_lower", "indicator_upper"),
    *("persons", "persons_lower", "persons_upper", "observed_gap"),
    *("direct_rate", "direct_rate_lower", "direct_rate_upper"),
    *("probability_better", "probability_beyond_margin", "flag", "note"),
]
"""The columns of `indicators.csv`, in order."""


def indicator_table(fit: Fit) -> pd.DataFrame:
    """Summarise the benchmark of every unit, "other" included.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        The columns of `indicators.csv` in their order, unrounded; point values are posterior
        means, intervals equal-tailed with probability ``benchmark.interval``. "other", being no
        unit, is never flagged. `decide` says what
        the probabilities and the flag are. ``note`` says how many units were merged into "other"
        and how many people were dropped for missing values.
    """
    bench, model = benchmark_of(fit), fit.model
    probability = model.benchmark.interval
    columns: dict[str, object] = {
        name: bench[name].to_numpy() for name in ("unit", "name", "n", "events", "observed")
    }
    for name in ("predicted", "indicator", "persons", "direct_rate"):
        columns |= interval_columns(name, bench[name], probability)
    for name in ("expected", "observed_gap"):
        columns[name] = bench[name].mean(("chain", "draw")).to_numpy()
    decisions = decide(bench["indicator"], model)
    for name in ("probability_better", "probability_beyond_margin", "flag"):
        columns[name] = decisions[name].to_numpy()
    columns["flag"] = decisions["flag"].where(bench["ranked"], "none").to_numpy()
    return pd.DataFrame(columns | {"note": _notes(bench)})[COLUMNS]


def _notes(bench: xr.Dataset) -> list[str]:
    dropped = json.loads(bench.attrs["dropped"])
    merged = len(json.loads(bench.attrs["merged_units"]))
    return [
        _note(0 if ranked else merged, dropped.get(str(unit), ""))
        for unit, ranked in zip(bench["unit"].values, bench["ranked"].values, strict=True)
    ]


def _note(merged: int, dropped: str) -> str:
    parts = [f"merged: {merged} units"] if merged else []
    parts += [f"dropped: {dropped} people"] if dropped else []
    return "; ".join(parts)


TABLE = Table(
    file="indicators.csv",
    about='a unit, those that are too small to be shown together as "other"',
    columns=(),
    build=indicator_table,
    place=10,
)
