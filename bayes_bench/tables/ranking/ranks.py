"""`ranks.csv`."""

import pandas as pd

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fit import Fit
from bayes_bench.tables.ranks import rank_summary
from bayes_bench.tables.table import Table


def _build(fit: Fit) -> pd.DataFrame:
    return rank_summary(benchmark_of(fit), fit.model)


TABLE = Table(
    file="ranks.csv",
    about="a ranked unit",
    columns=(),
    build=_build,
    place=20,
)
