"""A prior that the data contradict, with the line to write in its place; no row where none is."""

import pandas as pd

from bayes_bench.estimands.prior_conflict import prior_conflict
from bayes_bench.fitted import Fit
from bayes_bench.tables.column import Column
from bayes_bench.tables.table import Table

COLUMNS = (
    Column("median", "posterior median of the sd between units", "estimate", "logits"),
    Column("odds", "one over the prior probability of one so large", "estimate"),
    Column("line", "the line to write in the model file"),
)


def conflicts(fit: Fit) -> pd.DataFrame:
    """The conflict of the prior of the sd between units, where there is one."""
    draws = fit.posterior["posterior"].to_dataset()["unit_sd"]
    found = prior_conflict(draws, fit.model.priors.unit_sd)
    rows = [] if found is None else [(found.median, found.odds, found.line)]
    return pd.DataFrame(rows, columns=[column.name for column in COLUMNS])


PAGE_TABLE = Table(
    file="prior_conflict",
    about="a prior that the data contradict",
    columns=COLUMNS,
    build=conflicts,
    place=90,
)
