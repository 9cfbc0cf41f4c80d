"""Every table of an analysis for internal use says so itself, wherever its rows are taken."""

import pandas as pd

from bayes_bench.inputs.model.file import Model

INTERNAL = "internal"
"""Of `disclosure.use`."""
COLUMN = "internal_use"
"""The last column of every table where `disclosure.use` is "internal"; no other run has it."""
NOT_FOR_RELEASE = "internal: not for release"
"""What stands in each of its rows, and in what describes a picture or a workbook."""


def is_internal(model: Model) -> bool:
    """Whether nothing was merged, hidden or rounded, because nothing leaves."""
    return model.disclosure.use == INTERNAL


def marked(table: pd.DataFrame, use: str) -> pd.DataFrame:
    """A table as it is written: for internal use with a column more, which says so.

    A column and not a line above the header, which readers of CSV would take for the header.

    Parameters
    ----------
    table : DataFrame
    use : str
        `disclosure.use`.
    """
    return table.assign(**{COLUMN: NOT_FOR_RELEASE}) if use == INTERNAL else table
