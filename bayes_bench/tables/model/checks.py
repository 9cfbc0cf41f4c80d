"""`checks.csv`: does the model fit."""

from bayes_bench.checks.registry import checks_table
from bayes_bench.tables.table import Table

TABLE = Table(
    file="checks.csv",
    about="a predictive check, of a unit or of all",
    columns=(),
    build=checks_table,
    place=90,
)
