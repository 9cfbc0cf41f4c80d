"""The data dictionary as a page of the documents: every file a run may have, every column."""

import sys

from bayes_bench.inputs.disclosure.internal import COLUMN, NOT_FOR_RELEASE
from bayes_bench.tables.model.dictionary import Entry, entries
from bayes_bench.tables.registry import every_table
from bayes_bench.tables.table import Table

_HEAD = f"""# Data dictionary

What every column of every file means. The same is in `dictionary.csv` of each run, for the files
that this run has. All files are CSV: UTF-8, comma, decimal point, unrounded; missing is empty.

Kinds: *label* names or explains; *fact* is from the data alone and has no Monte Carlo error;
*estimate* is from posterior draws; *decision* follows from estimates; *error* is a Monte Carlo
error. The last column says which row of `diagnostics.csv` judges a number: `{{name}}` stands for
the column of that name in the same row, `[*]` for all rows of a quantity; the model's own reference
is left out.

Where a model file says `[disclosure] use = "internal"`, every file has one more column at its end,
`{COLUMN}`, with "{NOT_FOR_RELEASE}" in every row. No other run has it.

This page is made by `python -m bayes_bench.tables.dictionary_page > docs/data_dictionary.md`.
"""
_HEADINGS = "| column | meaning | unit | kind | judged by |\n|---|---|---|---|---|"


def page() -> str:
    """The page in Markdown."""
    return "\n".join([_HEAD, *(_section(table) for table in every_table())])


def _section(table: Table) -> str:
    rows = [_row(entry) for entry in entries(table)]
    return "\n".join([f"## {table.file}", "", f"A row is {table.about}.", "", _HEADINGS, *rows, ""])


def _row(entry: Entry) -> str:
    cells = [f"`{entry.column}`", entry.meaning, entry.unit, entry.kind, _judge(entry.quantity)]
    return f"| {' | '.join(cells)} |"


def _judge(quantity: str) -> str:
    return ", ".join(f"`{name}`" for name in quantity.split(" | ") if name)


if __name__ == "__main__":
    sys.stdout.write(page())
