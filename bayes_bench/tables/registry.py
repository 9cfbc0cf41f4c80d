"""Every table of a run, and all of them built from a fit."""

from contextlib import ExitStack
from functools import cache

import pandas as pd

from bayes_bench.errors import BayesBenchError
from bayes_bench.fitted import Fit, once
from bayes_bench.registry import registered
from bayes_bench.tables.hiding import blanked
from bayes_bench.tables.table import Table


@cache
def every_table() -> tuple[Table, ...]:
    """The tables of this folder, in their order."""
    return registered("bayes_bench.tables", "TABLE", Table)


@once
def tables_of(fit: Fit) -> dict[str, pd.DataFrame]:
    """The finished tables that a run of this fit has, by file.

    Raises
    ------
    BayesBenchError
        A table has other columns than it says: a fault of ours.
    """
    others = [table for table in tables_in(fit) if table.is_of_tables]
    finished = {**first_tables(fit), **{table.file: _built(table, fit) for table in others}}
    return {table.file: finished[table.file] for table in tables_in(fit)}


@once
def first_tables(fit: Fit) -> dict[str, pd.DataFrame]:
    """The finished tables that tell of the fit, and not of other tables."""
    tables = [table for table in tables_in(fit) if not table.is_of_tables]
    with ExitStack() as begun:
        for table in tables:
            if table.aside is not None:
                begun.enter_context(table.aside(fit))
        return {table.file: _built(table, fit) for table in tables}


def tables_in(fit: Fit) -> list[Table]:
    """The tables that a run of this fit has, in their order."""
    return [table for table in every_table() if table.is_there(fit)]


def _built(table: Table, fit: Fit) -> pd.DataFrame:
    built = table.build(fit)
    found = list(built.columns)
    said = [column for column in table.columns if column.is_there(fit)]
    # a family of columns is as wide as it has to be
    expected = [
        name
        for column in said
        for name in ([n for n in found if column.is_header(n)] or [column.name])
    ]
    if found != expected:
        message = f"{table.file} has the columns {found}, and says {expected}."
        raise BayesBenchError(message)
    return blanked(table, built, fit.analysis.hidden)


def every_page_table() -> tuple[Table, ...]:
    """The tables that only the page shows, in their order."""
    return registered("bayes_bench.tables.page", "PAGE_TABLE", Table)


@once
def page_tables_of(fit: Fit) -> dict[str, pd.DataFrame]:
    """The finished tables that only the page of this fit shows, by name."""
    hidden, tables = fit.analysis.hidden, every_page_table()
    return {
        table.file: blanked(table, table.build(fit), hidden)
        for table in tables
        if table.is_there(fit)
    }
