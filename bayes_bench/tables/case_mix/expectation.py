"""`expectation.csv`: what each covariate adds to a unit's expected rate."""

import pandas as pd

from bayes_bench.estimands.expectation.contributions import contributions_of
from bayes_bench.estimands.expectation.summaries import expectation_table, expectation_totals
from bayes_bench.fitted import Fit
from bayes_bench.tables.case_mix.rounding import DECIMALS, shown_contributions
from bayes_bench.tables.column import NAME, POINTS, POSITIVE, UNIT, Column, with_interval
from bayes_bench.tables.table import Table


def shown_expectation(fit: Fit) -> pd.DataFrame:
    """Contributions of every covariate, rounded as they may be shown, with their sum."""
    parts, model = contributions_of(fit), fit.model
    shown = shown_contributions(expectation_table(parts, model), fit)
    totals = expectation_totals(parts, model)[["unit", "difference"]]
    totals = totals if model.disclosure.shows_all else totals.round({"difference": DECIMALS})
    return shown.merge(totals, on="unit", how="left", validate="m:1")


TABLE = Table(
    file="expectation.csv",
    about="a covariate of a unit",
    columns=(
        UNIT,
        NAME,
        Column("covariate", "Covariate."),
        *with_interval(
            "contribution",
            "what the covariate adds to the unit's expected proportion, against the country",
            "percentage points",
            "contribution[{unit}, {covariate}]",
            POINTS,
        ),
        Column(
            "step",
            "What the contribution is rounded to, for disclosure control; missing for public data.",
            "decision",
            "percentage points",
            POSITIVE,
            "coefficient[*]",
        ),
        Column(
            "difference",
            "Posterior mean of the unit's expected proportion minus the country's: the sum of the"
            " contributions.",
            "estimate",
            "percentage points",
            POINTS,
            "difference[{unit}]",
        ),
    ),
    build=shown_expectation,
    place=130,
)
