"""Tables without the figures of hidden units: the one place that blanks.

Rows of hidden units keep who they are and how many people they have; all else is missing, never 0.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.tables.table import Table
from bayes_bench.typing import Bools

NOTE = "note"
_EFFECTS = (("term", "level"), ("grouping", "member"))
_DIAGNOSED = "quantity"


def blanked(table: Table, built: pd.DataFrame, hidden: Hidden) -> pd.DataFrame:
    """A finished table as it may be shown.

    Parameters
    ----------
    table : Table
        Says which of its columns are shown of hidden units too.
    built : DataFrame
        With every figure.
    hidden : Hidden

    Returns
    -------
    DataFrame
        The same rows, or fewer where the table leaves hidden units out. In their rows numbers are
        missing and texts empty; a column ``note`` says why.
    """
    if not (hidden.units or hidden.levels):
        return built
    if _DIAGNOSED in built and "r_hat" in built:
        return undiagnosed(built, hidden)
    of_hidden = _of_hidden(table, built, hidden)
    if table.leaves_out:
        return built[~of_hidden].reset_index(drop=True)
    kept = {column.name for column in table.columns if column.is_always_shown}
    covered = [str(name) for name in built if name not in kept]
    shown = without(built, of_hidden, covered)
    if hidden.units and table.of_units is not None:
        shown = without(shown, table.of_units(built).to_numpy(bool), covered)
    if hidden.units:
        shown = without(shown, np.ones(len(shown), dtype=bool), table.ranks_all)
    for reference, names in table.refers.items():
        shown = without(shown, _is_in(built[reference], hidden), names)
    return _noted(shown, of_hidden, hidden)


def _of_hidden(table: Table, built: pd.DataFrame, hidden: Hidden) -> Bools:
    """Rows of hidden units, or of effects of hidden levels or members (row,)."""
    found = np.zeros(len(built), dtype=bool)
    for name in table.units:
        if name in built:
            found |= _is_in(built[name], hidden)
    named = tuple(table.names[:2])
    if named in _EFFECTS:
        pairs = zip(*(built[name].astype(str) for name in named), strict=True)
        found |= np.array([pair in hidden.levels for pair in pairs], dtype=bool)
    return found


def _is_in(codes: pd.Series, hidden: Hidden) -> Bools:
    return codes.astype(str).isin(hidden.units).to_numpy()


def without(table: pd.DataFrame, rows: Bools, columns: Sequence[str]) -> pd.DataFrame:
    """The table with nothing in some rows of some columns: missing numbers, empty texts."""
    if not rows.any():
        return table
    return table.assign(**{name: _emptied(table[name], rows) for name in columns})


def _emptied(values: pd.Series, rows: Bools) -> pd.Series:
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.astype(object).mask(rows, None)
    if pd.api.types.is_integer_dtype(values.dtype):
        return values.astype("Int64").mask(rows)
    if pd.api.types.is_float_dtype(values.dtype):
        return values.mask(rows)
    return values.mask(rows, "")


def _noted(table: pd.DataFrame, rows: Bools, hidden: Hidden) -> pd.DataFrame:
    if NOTE not in table or not rows.any():
        return table
    notes = [
        "; ".join(filter(None, [str(note), hidden.note])) if gone else note
        for note, gone in zip(table[NOTE], rows, strict=True)
    ]
    return table.assign(**{NOTE: notes})


def undiagnosed(table: pd.DataFrame, hidden: Hidden) -> pd.DataFrame:
    """Diagnostics without those that are named by a hidden unit or level.

    Parameters
    ----------
    table : DataFrame
        With ``quantity`` and what is said of it.
    hidden : Hidden
    """
    names, levels = table[_DIAGNOSED].astype(str), _level_labels(hidden)
    rows = np.array([_tells_of(name, hidden, levels) for name in names], dtype=bool)
    return without(table, rows, [str(name) for name in table if name not in (_DIAGNOSED, "status")])


def _tells_of(name: str, hidden: Hidden, levels: set[str]) -> bool:
    """Whether the label of a quantity, in brackets, has a hidden unit or level as a part."""
    if name in {f"{grouping}_effect[{member}]" for grouping, member in hidden.levels}:
        return True
    label = name.partition("[")[2].removesuffix("]")
    if not label:
        return False
    parts = label.split(", ")
    # a code may hold a comma: every run of parts may be one
    ends = [(first, last + 1) for first in range(len(parts)) for last in range(first, len(parts))]
    runs = (", ".join(parts[first:last]) for first, last in ends)
    return label in levels or any(run in hidden.units for run in runs)


def _level_labels(hidden: Hidden) -> set[str]:
    return {
        f"{term}{form}" for term, level in hidden.levels for form in (f"={level}", f"[{level}]")
    }
