"""Monte Carlo errors that stand in a table beside the number, as rows of the diagnostics."""

from collections.abc import Set as AbstractSet

import numpy as np
import pandas as pd

from bayes_bench.quantities.diagnosis import error_rows
from bayes_bench.tables.column import Column, quantity_names
from bayes_bench.tables.table import Table


def own_error_rows(
    table: Table, built: pd.DataFrame, reference: str, known: AbstractSet[str]
) -> pd.DataFrame:
    """Rows of diagnostics for the numbers of a table with their errors beside them.

    Parameters
    ----------
    table : Table
    built : DataFrame
        As it is printed.
    reference : str
        The model's.
    known : set of str
        What is diagnosed already, by its draws.

    Returns
    -------
    DataFrame
        The columns of `diagnose`: a row for each name, the largest error where several numbers
        have it.
    """
    parts = [
        _rows(column, built, reference)
        for column in table.columns
        if column.error and built.get(column.error) is not None and _is_mean(column)
    ]
    rows = pd.concat([error_rows(pd.Series(dtype=str), pd.DataFrame()), *parts])
    is_new = [name not in known for name in rows["quantity"]]
    return rows[np.array(is_new, dtype=bool)]


def _is_mean(column: Column) -> bool:
    """Whether the error is that of the number, and not of what it is a bound of."""
    return not column.name.endswith(("lower", "upper")) and "lower" not in column.error


def _rows(column: Column, built: pd.DataFrame, reference: str) -> pd.DataFrame:
    is_printed = built[column.name].notna() & ~built.iloc[:, 0].isin(column.counts)
    printed = built[is_printed]
    rows = ({str(name): row[name] for name in row} for row in printed.to_dict("records"))
    names = [quantity_names(column.quantity, row, reference) for row in rows]
    errors = {"mcse": printed[column.error], "value": printed[column.name]}
    return error_rows(
        pd.Series(names, printed.index, dtype=str), pd.DataFrame(errors).astype(float)
    )
