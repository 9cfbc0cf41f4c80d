"""`extremes.csv`: the best and the worst k, in ways that are not the same."""

from dataclasses import replace

from bayes_bench.estimands.classical.winners_curse import extremes_table
from bayes_bench.tables.column import POINTS, POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table

TABLE = Table(
    file="extremes.csv",
    about="a way to say how far out the best and the worst k lie",
    columns=(
        Column(
            "way",
            "published (as printed elsewhere), printed (observed minus expected by pooled"
            " regression), chance (the same if units did not differ), means (posterior means), same"
            " (that list in every draw) or true (the true k of every draw).",
        ),
        *(
            column
            for end in ("best", "worst")
            for column in (
                *(
                    replace(column, error=f"{end}_mcse")
                    for column in with_interval(
                        end,
                        f"the mean gap of the {end} k units in this way",
                        "percentage points",
                        f"extreme_{{way}}[{end}]",
                        POINTS,
                    )
                ),
                Column(
                    f"{end}_mcse",
                    f"Monte Carlo standard error of {end}; missing for a fact.",
                    "error",
                    "percentage points",
                    POSITIVE,
                ),
            )
        ),
    ),
    build=extremes_table,
    place=70,
)
