"""`diagnostics.csv`: R-hat, effective sample sizes and Monte Carlo errors of every number."""

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.quantities.assessment import diagnostics_table, error_status
from bayes_bench.quantities.quantity import MANY_UNITS
from bayes_bench.tables.column import POSITIVE, Column
from bayes_bench.tables.own_errors import own_error_rows
from bayes_bench.tables.registry import first_tables, tables_in
from bayes_bench.tables.table import Table


def every_number(fit: Fit) -> pd.DataFrame:
    """`diagnostics_table`, and the numbers of other tables that have their errors beside them."""
    diagnosed, reference = diagnostics_table(fit), fit.model.benchmark.reference
    known, finished = set(diagnosed["quantity"]), first_tables(fit)
    rows = [
        error_status(own_error_rows(table, finished[table.file], reference, known))
        for table in tables_in(fit)
        if table.file in finished
    ]
    return pd.concat([diagnosed, *rows], ignore_index=True)


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
            " there is nothing to judge; error only: its Monte Carlo error is given, as from"
            f" {MANY_UNITS:,} units on of estimands beside the benchmark; sampler: a figure of the"
            " sampler itself.",
        ),
    ),
    build=every_number,
    place=100,
    is_of_tables=True,
)
