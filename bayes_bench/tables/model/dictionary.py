"""`dictionary.csv`: what every column of every file means."""

from dataclasses import astuple, dataclass

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.inputs.disclosure.internal import COLUMN, NOT_FOR_RELEASE, is_internal
from bayes_bench.tables.column import Column
from bayes_bench.tables.registry import tables_in
from bayes_bench.tables.table import Table

INTERNAL = " Internal: not for release."
"""Behind every meaning where nothing was merged or hidden because nothing leaves."""
MARK = Column(
    COLUMN,
    f'"{NOT_FOR_RELEASE}" in every row: nothing was merged, hidden or rounded for the protection '
    "of small groups.",
)
"""The last column of every table of such a run, and of no other."""


@dataclass(frozen=True)
class Entry:
    """A row of the data dictionary."""

    file: str
    column: str
    meaning: str
    unit: str
    kind: str
    quantity: str


def entries(table: Table) -> list[Entry]:
    """What the columns of a table mean, whether or not a run has them all."""
    return [_entry(table, column) for column in table.columns]


def dictionary(fit: Fit) -> pd.DataFrame:
    """A row per column of every table of a run, this one included.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``file, column, meaning, unit, kind, quantity``; a family of columns such as ``rank_1`` to
        ``rank_R`` is one row, ``rank_*``.
    """
    internal = is_internal(fit.model)
    rows = [
        astuple(_entry(table, column))
        for table in tables_in(fit)
        for column in (*table.columns, *([MARK] if internal else []))
        if column.is_there(fit)
    ]
    table = pd.DataFrame(rows, columns=TABLE.names)
    return table.assign(meaning=table["meaning"] + INTERNAL) if internal else table


def _entry(table: Table, column: Column) -> Entry:
    said = (column.sentence, column.unit, column.kind, column.quantity)
    return Entry(table.file, column.name, *said)


TABLE = Table(
    file="dictionary.csv",
    about="a column of a file",
    columns=(
        Column("file", "Name of the file."),
        Column("column", "Header of the column; of a family of columns a pattern with *."),
        Column("meaning", "What the column holds, and the range of its values."),
        Column("unit", "Unit of measure; 1 for a ratio, empty for text."),
        Column(
            "kind",
            "label: names or explains; fact: from the data alone; estimate: from posterior draws;"
            " decision: follows from estimates; error: Monte Carlo error.",
        ),
        Column(
            "quantity",
            "Which row of diagnostics.csv judges it: {name} stands for the column of that name in"
            " the same row, [*] for all rows of a quantity; the model's own reference is left out.",
        ),
    ),
    build=dictionary,
    place=210,
    is_of_tables=True,
)
