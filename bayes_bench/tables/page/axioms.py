"""Which estimand keeps which axiom."""

import pandas as pd

from bayes_bench.estimands.axioms import axiom_table
from bayes_bench.fitted import Fit
from bayes_bench.tables.table import Table


def _build(fit: Fit) -> pd.DataFrame:
    return axiom_table(fit.model.benchmark.average_weights)


PAGE_TABLE = Table(
    file="axioms",
    about="an estimand under a reference",
    columns=(),
    build=_build,
    place=60,
)
