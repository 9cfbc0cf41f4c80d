"""`variation.csv`: how much units differ."""

from bayes_bench.estimands.variation import summarise_variation
from bayes_bench.tables.table import Table

TABLE = Table(
    file="variation.csv",
    about="a measure of how much units differ",
    columns=(),
    build=summarise_variation,
    place=50,
)
