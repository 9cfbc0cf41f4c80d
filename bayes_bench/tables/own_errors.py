"""Monte Carlo errors that stand in a table beside the number, as rows of the diagnostics."""

from collections.abc import Set as AbstractSet
from string import Formatter

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
    is_known = np.array([name in known for name in rows["quantity"]], dtype=np.bool_)
    return rows[~is_known]


def _is_mean(column: Column) -> bool:
    """Whether the error is that of the number, and not of what it is a bound of."""
    return not column.name.endswith(("lower", "upper")) and "lower" not in column.error


def _rows(column: Column, built: pd.DataFrame, reference: str) -> pd.DataFrame:
    is_printed = built[column.name].notna() & ~built.iloc[:, 0].isin(column.counts)
    printed = built[is_printed]
    errors = {"mcse": printed[column.error], "value": printed[column.name]}
    names = _names(column.quantity, printed, reference)
    return error_rows(names, pd.DataFrame(errors).astype(float))


def _names(template: str, printed: pd.DataFrame, reference: str) -> pd.Series:
    """`quantity_names` of every row, once for rows that are alike in what the template names."""
    named = [field for _, field, _, _ in Formatter().parse(template) if field]
    if not named:
        return pd.Series(template, printed.index, dtype=str)
    alike = printed.groupby(named, sort=False, dropna=False).ngroup().to_numpy()
    rows = printed[named].drop_duplicates().to_dict("records")
    names = np.array([quantity_names(template, row, reference) for row in rows], dtype=object)
    return pd.Series(names[alike], printed.index, dtype=str)
