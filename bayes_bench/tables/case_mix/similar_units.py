"""`similar_units.csv`: who has people most like those of a unit."""

import pandas as pd

from bayes_bench.estimands.expectation.contributions import contributions_of
from bayes_bench.estimands.expectation.summaries import similar_units
from bayes_bench.fit import Fit
from bayes_bench.tables.table import Table


def shown_similar(fit: Fit) -> pd.DataFrame:
    """The most similar units, without distances where the data are not public.

    Distances to the digit, added to what is known of the neighbours, would tell of the unit.
    """
    alike = similar_units(contributions_of(fit))
    return alike if fit.model.disclosure.public else alike.drop(columns="distance")


TABLE = Table(
    file="similar_units.csv",
    about="a similar unit of a unit",
    columns=(),
    build=shown_similar,
    place=140,
)
