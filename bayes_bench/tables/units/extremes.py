"""`extremes.csv`: the best and the worst k, in ways that are not the same."""

from bayes_bench.estimands.classical.winners_curse import extremes_table
from bayes_bench.tables.table import Table

TABLE = Table(
    file="extremes.csv",
    about="a way to say how far out the best and the worst k lie",
    columns=(),
    build=extremes_table,
    place=70,
)
