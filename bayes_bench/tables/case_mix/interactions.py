"""`interactions.csv`: what a covariate does where another, with which it interacts, is given."""

from bayes_bench.estimands.covariates.effects import summarise_interactions
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import POINTS, POSITIVE, Column, with_interval
from bayes_bench.tables.table import Table


def has_interactions(fit: Fit) -> bool:
    """Whether covariates have other effects on some people than on others."""
    return bool(fit.model.interactions)


TABLE = Table(
    file="interactions.csv",
    about="a change by a covariate where another, with which it interacts, has a given value",
    columns=(
        Column("term", "Interaction."),
        Column("level", "The change, and what is given of the other covariate."),
        Column("changes", "Covariate that changes."),
        Column("to", "Its level, against its reference; or per unit and per sd of a measurement."),
        Column("given", "The other covariate, of which everybody is given the same."),
        Column("at", "Its level; of a measurement its mean, or an sd below or above."),
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
    build=summarise_interactions,
    place=41,
    is_there=has_interactions,
)
