"""`rank_probabilities.csv`."""

import pandas as pd

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import NAME, PROBABILITY, UNIT, Column
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.ranks import rank_probability_table
from bayes_bench.tables.table import Table


def _build(fit: Fit) -> pd.DataFrame:
    return rank_probability_table(indicator_ranks(fit))


TABLE = Table(
    file="rank_probabilities.csv",
    about="a ranked unit",
    columns=(
        UNIT,
        NAME,
        Column(
            "rank_*",
            "Posterior probability that the unit has this rank, 1 = best; rows and columns sum to"
            " 1.",
            "estimate",
            "probability",
            PROBABILITY,
            "probability_of_rank[{unit}]",
        ),
    ),
    build=_build,
    place=30,
    is_there=has_few_units,
)
