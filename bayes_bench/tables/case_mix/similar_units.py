"""`similar_units.csv`: who has people most like those of a unit."""

import pandas as pd

from bayes_bench.estimands.expectation.contributions import contributions_of
from bayes_bench.estimands.expectation.summaries import similar_units
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import FROM_ONE, NAME, POSITIVE, UNIT, Column
from bayes_bench.tables.table import Table


def shown_similar(fit: Fit) -> pd.DataFrame:
    """The most similar units, without distances where the data are not public.

    Distances to the digit, added to what is known of the neighbours, would tell of the unit.
    """
    alike = similar_units(contributions_of(fit))
    return alike if _is_public(fit) else alike.drop(columns="distance")


def _is_public(fit: Fit) -> bool:
    return fit.model.disclosure.shows_all


TABLE = Table(
    file="similar_units.csv",
    about="a similar unit of a unit",
    columns=(
        UNIT,
        NAME,
        Column(
            "place",
            "Place among the most similar units, 1 = most similar.",
            "decision",
            "rank",
            FROM_ONE,
            "contribution[*]",
        ),
        Column("similar", "Code of the similar unit.", "decision", quantity="contribution[*]"),
        Column("similar_name", "Name of the similar unit."),
        Column(
            "distance",
            "Euclidean distance of the posterior means of the covariates' contributions.",
            "estimate",
            "percentage points",
            POSITIVE,
            "contribution[*]",
            is_there=_is_public,
        ),
    ),
    build=shown_similar,
    place=140,
)
