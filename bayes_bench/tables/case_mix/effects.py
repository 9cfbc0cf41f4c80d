"""`effects.csv`: what each level and measurement does."""

from bayes_bench.estimands.covariates.effects import summarise_effects
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import POINTS, POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table


def has_interactions(fit: Fit) -> bool:
    """Whether covariates have other effects on some people than on others."""
    return bool(fit.model.interactions)


TABLE = Table(
    file="effects.csv",
    about="a level of a category against its reference, or a step of a linear covariate",
    columns=(
        Column("term", "Covariate, or interaction of two."),
        Column(
            "level",
            "Level, against the reference; or per unit and per sd of a measurement; of an"
            " interaction with the level of the other covariate.",
        ),
        *with_interval("log_odds", "the log odds ratio", "logits", "log_odds[{term}={level}]"),
        *with_interval("odds_ratio", "the odds ratio", "1", "odds_ratio[{term}={level}]", POSITIVE),
        *with_interval(
            "effect_pp",
            "the average effect: mean change of everybody's probability, all else as it is",
            "percentage points",
            "effect_pp[{term}={level}]",
            POINTS,
        ),
        *(
            Column(name, meaning, is_there=has_interactions)
            for name, meaning in (
                ("changes", "Covariate that changes."),
                ("to", "Its level after the change; or per unit and per sd."),
                ("given", "Other covariate, whose level everybody is given; empty where none is."),
                ("at", "That level; of a measurement its mean, an sd less or an sd more."),
            )
        ),
    ),
    build=summarise_effects,
    place=40,
)
