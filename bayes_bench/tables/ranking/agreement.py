"""`agreement.csv`: how far the orders of estimands agree."""

import pandas as pd

from bayes_bench.estimands.catalogue import every_estimand
from bayes_bench.fit import Fit
from bayes_bench.ranking.agreement import agreement_table
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.table import Table


def agreement(fit: Fit) -> pd.DataFrame:
    """`agreement_table` of every estimand under every reference."""
    return agreement_table(every_estimand(fit), fit.model.data.better, fit.analysis.top)


TABLE = Table(
    file="agreement.csv",
    about="a pair of estimands under their references",
    columns=(),
    build=agreement,
    place=150,
    is_there=has_few_units,
)
