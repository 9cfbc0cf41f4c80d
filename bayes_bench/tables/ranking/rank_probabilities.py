"""`rank_probabilities.csv`."""

import pandas as pd

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.tables.column import NAME, PROBABILITY, UNIT, Column
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.ranking.ranks import identity
from bayes_bench.tables.table import Table


def rank_probability_table(ranks: Ranks) -> pd.DataFrame:
    """P(rank = r) of every unit: the columns of ``rank_probabilities.csv``.

    Parameters are those of `ranks.listed_ranks`.

    Returns
    -------
    DataFrame
        ``unit, name, rank_1 ... rank_R``, a row per ranked unit in the order they came in; rows
        and columns of the probabilities sum to 1.
    """
    table = ranks.probabilities
    names = [f"rank_{rank}" for rank in table["rank"].values]
    probabilities = pd.DataFrame(table.to_numpy(), columns=names)
    return pd.concat([pd.DataFrame(identity(table)), probabilities], axis="columns")


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
            "Posterior probability that the unit has this rank, 1 = best; rows sum to 1, and so do"
            " columns where no unit is hidden.",
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
