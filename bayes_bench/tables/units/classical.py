"""`classical.csv`: indirect standardisation by pooled regression, not shrunken, beside ours."""

from bayes_bench.estimands.classical.pooled_gaps import classical_beside
from bayes_bench.tables.column import (
    FROM_ONE,
    NAME,
    POINTS,
    POSITIVE,
    PROPORTION,
    UNIT,
    Column,
    N,
    fact,
    with_interval,
)
from bayes_bench.tables.table import Table

TABLE = Table(
    file="classical.csv",
    about="a unit: observed minus expected by pooled regression, and our indicator",
    columns=(
        UNIT,
        NAME,
        N,
        fact("events", "People in the unit with the event.", "people", POSITIVE),
        fact("observed", "Observed proportion with the event: events / n.", "share", PROPORTION),
        fact(
            "expected_classical",
            "Proportion expected by pooled logistic regression without unit effects, maximum"
            " likelihood.",
            "share",
            PROPORTION,
        ),
        fact(
            "gap_classical",
            "Observed minus expected_classical, not shrunken.",
            "percentage points",
            POINTS,
        ),
        fact(
            "se_classical",
            "Sampling standard error of gap_classical if everybody's probability were the expected"
            " one.",
            "percentage points",
            POSITIVE,
        ),
        fact("z_classical", "gap_classical / se_classical.", "1"),
        fact(
            "rank_classical",
            "Rank of gap_classical among the ranked units, 1 = best, ties share the first; missing"
            " where any unit is hidden, since a gap in the ranks would be its own.",
            "rank",
            FROM_ONE,
        ),
        *with_interval(
            "indicator",
            "the indicator, underlying minus expected",
            "percentage points",
            "indicator[{unit}]",
            POINTS,
        ),
        Column(
            "rank",
            "Place by expected rank of the indicator among the ranked units, 1 = best; missing"
            " where any unit is hidden.",
            "decision",
            "rank",
            FROM_ONE,
            "rank[{unit}]",
        ),
        Column("note", "Where the pooled regression has no finite estimate (separation)."),
    ),
    build=classical_beside,
    place=60,
    ranks_all=("rank_classical", "rank"),
)
