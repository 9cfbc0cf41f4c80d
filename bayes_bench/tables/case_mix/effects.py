"""`effects.csv`: what each level and measurement does."""

from bayes_bench.estimands.covariates.effects import summarise_effects
from bayes_bench.tables.column import POINTS, POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table

TABLE = Table(
    file="effects.csv",
    about="a level of a category against its reference, or a step of a linear covariate",
    columns=(
        Column("term", "Covariate."),
        Column("level", "Level, against the reference; or per unit and per sd of a measurement."),
        *with_interval("log_odds", "the log odds ratio", "logits", "log_odds[{term}={level}]"),
        *with_interval("odds_ratio", "the odds ratio", "1", "odds_ratio[{term}={level}]", POSITIVE),
        *with_interval(
            "effect_pp",
            "the average effect: mean change of everybody's probability, all else as it is",
            "percentage points",
            "effect_pp[{term}={level}]",
            POINTS,
        ),
    ),
    build=summarise_effects,
    place=40,
)
