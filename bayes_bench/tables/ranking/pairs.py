"""`pairs.csv`: who is better than whom."""

import numpy as np
import pandas as pd

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.ranking.pairs import pairwise_mcse
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.tables.column import NAME, POSITIVE, PROBABILITY, Column
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.table import Table


def pair_table(ranks: Ranks) -> pd.DataFrame:
    """P(better than the other) of every pair of units, in the order of expected rank.

    Parameters and exceptions are those of `ranks.listed_ranks`.

    Returns
    -------
    DataFrame
        ``unit, name, other, other_name, probability, mcse``: a row per pair, of which the unit has
        the better expected rank; a tie counts half for each. The error is missing where all draws
        agree.
    """
    square, order = (ranks.pairwise, pairwise_mcse(ranks)), ranks.order
    listed = [figures.values[np.ix_(order, order)] for figures in square]
    above, below = np.triu_indices(len(order), k=1)
    labels = {name: square[0][name].values[order] for name in ("unit", "name")}
    return pd.DataFrame(
        {
            "unit": labels["unit"][above],
            "name": labels["name"][above],
            "other": labels["unit"][below],
            "other_name": labels["name"][below],
            "probability": listed[0][above, below],
            "mcse": listed[1][above, below],
        }
    )


def _build(fit: Fit) -> pd.DataFrame:
    return pair_table(indicator_ranks(fit))


TABLE = Table(
    file="pairs.csv",
    about="a pair of ranked units that are shown",
    columns=(
        Column("unit", "Code of the unit with the better expected rank."),
        NAME,
        Column("other", "Code of the other unit."),
        Column("other_name", "Name of the other unit."),
        Column(
            "probability",
            "Posterior probability that the unit is better than the other; a tie counts half.",
            "estimate",
            "probability",
            PROBABILITY,
            "probability_of_pair[{unit}]",
            "mcse",
        ),
        Column(
            "mcse",
            "Monte Carlo standard error of probability; missing where all draws agree.",
            "error",
            "probability",
            POSITIVE,
        ),
    ),
    build=_build,
    place=180,
    units=("unit", "other"),
    leaves_out=True,
    is_there=has_few_units,
)
