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


def every_page_table() -> tuple[Table, ...]:
    """The tables that only the page shows, in their order."""
    return registered("bayes_bench.tables.page", "PAGE_TABLE", Table)


@once
def page_tables_of(fit: Fit) -> dict[str, pd.DataFrame]:
    """The finished tables that only the page of this fit shows, by name."""
    return {table.file: table.build(fit) for table in every_page_table() if table.is_there(fit)}
