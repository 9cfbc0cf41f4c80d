"""Rank probabilities: a row for each unit, its worst cell."""

import numpy as np
import pandas as pd

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.ranking.draws import MAX_TABLED
from bayes_bench.ranking.probabilities import rank_table_mcse


def _errors(fit: Fit) -> pd.DataFrame:
    """The largest Monte Carlo error in each unit's row, which has as many cells as units."""
    worst = rank_table_mcse(indicator_ranks(fit).spans).fillna(0.0).max("rank")
    units = worst["unit"].to_numpy().astype(str)
    return pd.DataFrame({"label": units, "mcse": worst.to_numpy(), "value": np.nan})


QUANTITIES = (
    Quantity(
        "probability_of_rank",
        "probability of a rank, the worst cell of a unit",
        "probability",
        bounds=(0.0, 1.0),
        errors=_errors,
    ),
)
"""A table too large to be written is not judged."""

FAMILY = Family(
    lambda fit: QUANTITIES if fit.analysis.ranked_count <= MAX_TABLED else (), place=115
)
