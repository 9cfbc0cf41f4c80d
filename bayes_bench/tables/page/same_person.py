"""The same person in units from the lowest to the highest."""

from bayes_bench.estimands.variation import same_person
from bayes_bench.tables.column import Column
from bayes_bench.tables.table import Table

PAGE_TABLE = Table(
    file="same_person",
    about="a quantile of the units",
    columns=(
        Column("quantile", "how many of the units are lower, 0 to 1", "fact"),
        Column("value", "probability of the event, posterior mean", "estimate"),
        Column("lower", "2.5 per cent quantile of the posterior", "estimate"),
        Column("upper", "97.5 per cent quantile of the posterior", "estimate"),
    ),
    build=same_person,
    place=50,
)
