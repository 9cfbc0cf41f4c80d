"""`decisions.csv`: what may be decided from a ranking, and how sure it is."""

import pandas as pd
import xarray as xr

from bayes_bench.checks.registry import checks_table
from bayes_bench.fit import Fit, once
from bayes_bench.further_draws import simultaneous_sets
from bayes_bench.tables.decisions import Decided, decisions
from bayes_bench.tables.ranking.few_units import has_few_units
from bayes_bench.tables.table import Table


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
    columns=(),
    build=decision_rows,
    place=170,
    is_there=has_few_units,
)
