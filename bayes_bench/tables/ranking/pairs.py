"""`pairs.csv`: who is better than whom."""

import pandas as pd

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fit import Fit
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.ranks import pair_table
from bayes_bench.tables.table import Table


def _build(fit: Fit) -> pd.DataFrame:
    return pair_table(benchmark_of(fit)["indicator"], fit.model.data.better)


TABLE = Table(
    file="pairs.csv",
    about="a pair of ranked units",
    columns=(),
    build=_build,
    place=180,
    is_there=has_few_units,
)
