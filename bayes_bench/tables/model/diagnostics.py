"""`diagnostics.csv`: R-hat, effective sample sizes and Monte Carlo errors of every number."""

from bayes_bench.quantities.assessment import diagnostics_table
from bayes_bench.tables.table import Table

TABLE = Table(
    file="diagnostics.csv",
    about="a reported quantity, or a figure of the sampler",
    columns=(),
    build=diagnostics_table,
    place=100,
)
