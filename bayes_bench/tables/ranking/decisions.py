"""`decisions.csv`: what may be decided from a ranking, and how sure it is."""

import pandas as pd
import xarray as xr

from bayes_bench.checks.registry import checks_table
from bayes_bench.fitted import Fit, once
from bayes_bench.further_draws import simultaneous_sets
from bayes_bench.tables.column import POSITIVE, Column
from bayes_bench.tables.decisions import Decided, decisions
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.table import Table

COUNTS = ("better", "worse", "undecided", "divergent", "tiers", "pairs_apart", "sure_tiers")
"""Counts of units, tiers or pairs about which something was decided."""
_NAMED = "decision[{decision}]"


@once
def decided(fit: Fit) -> Decided:
    """What may be decided by the indicator, in all and of each unit."""
    return decisions(fit, checks_table(fit))


def decision_rows(fit: Fit) -> pd.DataFrame:
    """The summary, with the measured coverage of the simultaneous rank sets as its last row."""
    return pd.concat([decided(fit).summary, _coverage(simultaneous_sets(fit))], ignore_index=True)


def _coverage(sets: xr.Dataset | None) -> pd.DataFrame:
    """Measured coverage of the simultaneous rank sets, no row where there are none."""
    if sets is None:
        return pd.DataFrame()
    figures = {"value": float(sets["coverage"]), "mcse": float(sets["mcse_coverage"])}
    return pd.DataFrame(
        [{"decision": "simultaneous_coverage", **figures, "note": sets["verdict"].item()}]
    )


TABLE = Table(
    file="decisions.csv",
    about="something that is decided from the ranking",
    columns=(
        Column(
            "decision",
            "What is decided: numbers of flagged units (better, worse, undecided), false_flags,"
            " divergent, tiers, pairs_apart, wrong_order, sure_tiers, lists of k units and how many"
            " true members they have, misplaced units, simultaneous_coverage.",
        ),
        Column(
            "value",
            "Number of units or tiers, expected number of units, or fraction of pairs or units.",
            "estimate",
            "units, tiers or share",
            POSITIVE,
            _NAMED,
            "mcse",
            counts=COUNTS,
        ),
        *(
            Column(
                end,
                f"{end.capitalize()} bound of the equal-tailed credible interval of a number of"
                " true members.",
                "estimate",
                "units",
                POSITIVE,
                _NAMED,
                "mcse",
            )
            for end in ("lower", "upper")
        ),
        Column(
            "mcse",
            "Monte Carlo standard error of value.",
            "error",
            "as value",
            POSITIVE,
        ),
        Column("note", "Level of error, verdict, or why a list cannot be made."),
    ),
    build=decision_rows,
    place=170,
    is_there=has_few_units,
)
