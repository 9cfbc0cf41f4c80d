"""`spline_curves.csv`: what spline covariates do."""

from bayes_bench.estimands.covariates.curves import spline_curves
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import POINTS, POSITIVE, Column, fact, with_interval
from bayes_bench.tables.table import Table

_VALUE = "{covariate}={value:.12g}"


def has_splines(fit: Fit) -> bool:
    """Whether any covariate is a spline."""
    return any(covariate.kind == "spline" for covariate in fit.model.covariates)


TABLE = Table(
    file="spline_curves.csv",
    about="a value of a spline covariate, against its median",
    columns=(
        Column("covariate", "Covariate of kind spline."),
        fact("value", "Value of the covariate, from its 1st to its 99th percentile.", "its own"),
        *with_interval(
            "log_odds",
            "the log odds ratio against the median person",
            "logits",
            f"log_odds[{_VALUE}]",
        ),
        *with_interval(
            "odds_ratio",
            "the odds ratio against the median person",
            "1",
            f"odds_ratio[{_VALUE}]",
            POSITIVE,
        ),
        *with_interval(
            "effect_pp",
            "the average effect: mean change when everybody goes from the median to the value",
            "percentage points",
            f"effect_pp[{_VALUE}]",
            POINTS,
        ),
    ),
    build=spline_curves,
    place=80,
    is_there=has_splines,
)
