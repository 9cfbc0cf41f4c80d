"""`variation.csv`: how much units differ."""

from dataclasses import replace

from bayes_bench.estimands.variation import summarise_variation
from bayes_bench.tables.column import POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table

TABLE = Table(
    file="variation.csv",
    about="a measure of how much units differ",
    columns=(
        Column("quantity", "Name of the measure of variation."),
        *(
            replace(column, name=name)
            for name, column in zip(
                ("value", "lower", "upper"),
                with_interval(
                    "value",
                    "the measure; observed_share_persons and observed_share_units are facts, the"
                    " second missing where any unit is hidden",
                    "logits (every sd), 1 (every median_odds_ratio), share (all others)",
                    "{quantity}",
                    POSITIVE,
                ),
                strict=True,
            )
        ),
    ),
    build=summarise_variation,
    place=50,
    of_units=lambda table: table["quantity"] == "observed_share_units",
)
