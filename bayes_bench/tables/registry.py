"""Every table of a run, and all of them built from a fit."""

import pandas as pd

from bayes_bench.fit import Fit, once
from bayes_bench.registry import registered
from bayes_bench.tables.table import Table


def every_table() -> tuple[Table, ...]:
    """The tables of this folder, in their order."""
    return registered("bayes_bench.tables", "TABLE", Table)


@once
def tables_of(fit: Fit) -> dict[str, pd.DataFrame]:
    """The finished tables that a run of this fit has, by file."""
    return {table.file: table.build(fit) for table in every_table() if table.is_there(fit)}
