"""`agreement.csv`: how far the orders of estimands agree."""

import pandas as pd

from bayes_bench.estimands.orders import every_order
from bayes_bench.fitted import Fit
from bayes_bench.ranking.agreement import agreement_of
from bayes_bench.tables.column import POSITIVE, Column
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.table import Table

_BOTH = "rank_by[{estimand}, {reference}] | rank_by[{other}, {other_reference}]"


def agreement(fit: Fit) -> pd.DataFrame:
    """`agreement_table` of every estimand under every reference, of the units shown."""
    hidden = [*fit.analysis.hidden.units]
    orders = every_order(fit).items()
    return agreement_of({named: order[~order.index.isin(hidden)] for named, order in orders})


TABLE = Table(
    file="agreement.csv",
    about="a pair of estimands under their references",
    columns=(
        Column("estimand", "Name of the estimand."),
        Column("reference", "Reference of the expected proportion; empty where there is none."),
        Column("other", "Name of the other estimand."),
        Column("other_reference", "Its reference."),
        Column(
            "kendall_tau",
            "Kendall's tau-b of the expected ranks by the two, 1 = the same order, of units "
            "that are shown. More than a million ranks by an estimand are of evenly spaced draws.",
            "estimate",
            "1",
            (-1.0, 1.0),
            _BOTH,
        ),
        *(
            Column(
                f"{end}_flips",
                f"How many of the k likeliest {end} by the one are not among those by the other, "
                "of units that are shown.",
                "decision",
                "units",
                POSITIVE,
                _BOTH,
            )
            for end in ("best", "worst")
        ),
    ),
    build=agreement,
    place=150,
    is_there=has_few_units,
)
