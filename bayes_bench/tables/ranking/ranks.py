"""`ranks.csv`."""

import pandas as pd

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import FROM_ONE, NAME, PROBABILITY, UNIT, Column, mcse
from bayes_bench.tables.ranks import rank_summary
from bayes_bench.tables.table import Table

_QUANTILES = {
    "median_rank": "Posterior median of the rank, 1 = best.",
    "rank_lower": "Lower bound of the equal-tailed credible interval of the rank.",
    "rank_upper": "Upper bound of the equal-tailed credible interval of the rank.",
}


def _build(fit: Fit) -> pd.DataFrame:
    return rank_summary(indicator_ranks(fit), fit.model)


TABLE = Table(
    file="ranks.csv",
    about="a ranked unit",
    columns=(
        UNIT,
        NAME,
        Column(
            "expected_rank",
            "Posterior mean of the rank by the indicator, 1 = best.",
            "estimate",
            "rank",
            FROM_ONE,
            "rank[{unit}]",
            "mcse_rank",
        ),
        mcse("mcse_rank", "expected_rank", "rank"),
        *(
            Column(name, meaning, "estimate", "rank", FROM_ONE, "rank[{unit}]")
            for name, meaning in _QUANTILES.items()
        ),
        *(
            column
            for end in ("best_k", "worst_k")
            for column in (
                Column(
                    f"probability_{end}",
                    f"Posterior probability to be among the {end.replace('_', ' ')} units.",
                    "estimate",
                    "probability",
                    PROBABILITY,
                    f"probability_{end}[{{unit}}]",
                    f"mcse_{end}",
                ),
                mcse(f"mcse_{end}", f"probability_{end}", "probability"),
            )
        ),
    ),
    build=_build,
    place=20,
)
