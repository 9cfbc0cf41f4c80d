"""`checks.csv`: does the model fit."""

from bayes_bench.checks.registry import checks_table
from bayes_bench.tables.column import POSITIVE, PROBABILITY, Column, fact
from bayes_bench.tables.table import Table

TABLE = Table(
    file="checks.csv",
    about="a predictive check, of a unit or of all",
    columns=(
        Column(
            "check",
            "Name of the check: posterior, mixed and cross_validatory by unit; events, calibration"
            " by tenth of risk, level by category, spread, minimum and maximum of all units.",
        ),
        Column("unit", "Code of the unit; empty where the check is of all."),
        fact(
            "observed",
            "What was observed: a share; of the check events a number of people.",
            "share or people",
            POSITIVE,
        ),
        Column(
            "lower",
            "Lower bound of the equal-tailed posterior predictive interval of observed.",
            "estimate",
            "share or people",
            POSITIVE,
            "y_rep[{check}, {unit}]",
        ),
        Column(
            "upper",
            "Upper bound of the equal-tailed posterior predictive interval of observed.",
            "estimate",
            "share or people",
            POSITIVE,
            "y_rep[{check}, {unit}]",
        ),
        Column(
            "p",
            "Posterior predictive mid-p value, P(y_rep > y) + P(y_rep = y) / 2.",
            "estimate",
            "probability",
            PROBABILITY,
            "p[{check}, {unit}]",
        ),
    ),
    build=checks_table,
    place=90,
)
