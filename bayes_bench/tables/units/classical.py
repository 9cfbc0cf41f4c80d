"""`classical.csv`: what is usually printed, beside ours."""

from bayes_bench.estimands.classical.pooled_gaps import classical_beside
from bayes_bench.tables.table import Table

TABLE = Table(
    file="classical.csv",
    about="a unit: observed minus expected by pooled regression, and our indicator",
    columns=(),
    build=classical_beside,
    place=60,
)
