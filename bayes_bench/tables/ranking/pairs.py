"""`pairs.csv`: who is better than whom."""

import pandas as pd

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import NAME, POSITIVE, PROBABILITY, Column
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.ranks import pair_table
from bayes_bench.tables.table import Table


def _build(fit: Fit) -> pd.DataFrame:
    return pair_table(indicator_ranks(fit))


TABLE = Table(
    file="pairs.csv",
    about="a pair of ranked units",
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
    is_there=has_few_units,
)
