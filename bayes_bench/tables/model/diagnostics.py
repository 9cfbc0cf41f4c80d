"""`diagnostics.csv`: R-hat, effective sample sizes and Monte Carlo errors of every number."""

from bayes_bench.quantities.assessment import diagnostics_table
from bayes_bench.tables.column import POSITIVE, Column
from bayes_bench.tables.table import Table

TABLE = Table(
    file="diagnostics.csv",
    about="a reported quantity, or a figure of the sampler",
    columns=(
        Column("quantity", "What is diagnosed: a name, with the label of unit, term or level."),
        Column("r_hat", "Rank-normalised split R-hat; near 1 where chains agree.", "error", "1"),
        Column("ess_bulk", "Bulk effective sample size.", "error", "draws", POSITIVE),
        Column("ess_tail", "Tail effective sample size, 5 and 95 %.", "error", "draws", POSITIVE),
        Column(
            "mcse",
            "Monte Carlo standard error of the mean; the largest of a row's cells or of several"
            " rows where these share a name.",
            "error",
            "of the quantity",
            POSITIVE,
        ),
        Column(
            "value",
            "Mean over the draws; of the sampler its own figure.",
            "estimate",
            "of the quantity",
            quantity="{quantity}",
        ),
        Column(
            "status",
            "judged: held to the sampler's standard; constant: the same in every draw, so that"
            " there is nothing to judge; error only: its Monte Carlo error is given; sampler: a"
            " figure of the sampler itself.",
        ),
    ),
    build=diagnostics_table,
    place=100,
)
