"""`rank_details.csv`: everything else that is said of a unit's place."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fit import Fit
from bayes_bench.further_draws import simultaneous_sets
from bayes_bench.ranking.crude_regions import crude_rank_region
from bayes_bench.tables.rank_details import rank_details
from bayes_bench.tables.ranking.decisions import decided
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.table import Table


def shown_details(fit: Fit) -> pd.DataFrame:
    """`rank_details`, simultaneous and crude rank sets, and what may be decided of each unit."""
    bench, model, k = benchmark_of(fit), fit.model, fit.analysis.top
    better, interval = model.data.better, model.benchmark.interval
    crude = crude_rank_region(bench["events"], bench["n"], better, interval)
    table = rank_details(bench["indicator"], better, k, interval).set_index("unit")
    own = [
        _bounds("simultaneous", simultaneous_sets(fit), table.index),
        _bounds("crude", crude, table.index),
    ]
    table = pd.concat([table, *own, decided(fit).units], axis="columns")
    return table.rename_axis("unit").reset_index()


def _bounds(name: str, sets: xr.Dataset | None, units: pd.Index) -> pd.DataFrame:
    """Columns of a set of ranks by unit, missing where there is none."""
    names = [f"{name}_lower", f"{name}_upper"]
    if sets is None:
        return pd.DataFrame(np.nan, units, names)
    return sets[["low", "high"]].to_dataframe()[["low", "high"]].set_axis(names, axis="columns")


TABLE = Table(
    file="rank_details.csv",
    about="a ranked unit",
    columns=(),
    build=shown_details,
    place=160,
    is_there=has_few_units,
)
