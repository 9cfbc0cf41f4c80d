"""Rows that are no people: names of columns once more, and labels below them."""

import re
from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.inputs.readers.headers import visible
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.values.shapes import LOOKS_MISSING
from bayes_bench.interface.suggestions import counted, numbered

NUMBER = re.compile(r"\s*[+-]?[0-9]+(?:[.,][0-9]+)?(?:[eE][+-]?[0-9]+)?\s*")
WORD = re.compile(r"[^\W\d_]{2}")
LABEL_ROWS = 3
MISSING = LOOKS_MISSING | {"missing"}


def false_rows(raw: RawTable, needed: Sequence[str]) -> Iterator[str]:
    """Yield a problem for each kind of rows that can be seen to be none of people.

    Parameters
    ----------
    raw : RawTable
    needed : sequence of str
        Names of columns by which rows are judged.
    """
    names = [name for name in dict.fromkeys(needed) if name in raw.columns]
    columns = raw.columns[names]
    if len(names) < 2 or columns.empty:
        return
    headers = _headers(columns)
    if headers.any():
        yield (
            f"{raw.name}: {_rows(headers)} the columns' names once more, as where files were put "
            "together: delete these rows"
        )
    elif labels := _label_rows(columns):
        yield (
            f"{raw.name}: {_first(labels)} hold labels and no people (words in columns that are "
            "numbers everywhere else): delete these rows"
        )


def _rows(where: NDArray[np.bool_]) -> str:
    rows = (np.flatnonzero(where) + 1).tolist()
    holds = "holds" if len(rows) == 1 else "hold"
    return f"{counted(len(rows), 'row')} ({numbered(rows)}) {holds}"


def _first(count: int) -> str:
    return "the first row seems to" if count == 1 else f"the first {count} rows seem to"


def _headers(columns: pd.DataFrame) -> NDArray[np.bool_]:
    where = np.ones(len(columns), dtype=bool)
    for name in columns:
        if where.any():
            where &= _repeats(columns[name], visible(str(name)))
    return where


def _repeats(values: pd.Series, name: str) -> NDArray[np.bool_]:
    """Rows whose text is the column's own name."""
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return np.zeros(len(values), dtype=bool)
    texts = [text for text in values.cat.categories if name in text and visible(text) == name]
    return values.isin(texts).to_numpy() if texts else np.zeros(len(values), dtype=bool)


def _label_rows(columns: pd.DataFrame) -> int:
    """How many of the first rows have words, or nothing, wherever all others have numbers."""
    count = 0
    while count < min(LABEL_ROWS, len(columns) - 2) and _has_words_only(columns.iloc[count]):
        count += 1
    while count and not _are_labels(columns, count):
        count -= 1
    return count


def _has_words_only(row: pd.Series) -> bool:
    cells = [str(cell) for cell in row if not pd.isna(cell)]
    return bool(cells) and all(WORD.search(cell) for cell in cells)


def _are_labels(columns: pd.DataFrame, rows: int) -> bool:
    """Whether all below has numbers in several columns, of which the first rows fill one."""
    numeric = [columns[name] for name in columns if _numbers_below(columns[name], rows)]
    tops = [cell for values in numeric for cell in values.iloc[:rows].dropna()]
    return len(numeric) > 1 and any(str(top).strip().casefold() not in MISSING for top in tops)


def _numbers_below(values: pd.Series, rows: int) -> bool:
    if not isinstance(values.dtype, pd.CategoricalDtype):
        return True  # what is measured in floats has no texts
    below = values.cat.categories.difference(values.iloc[:rows].dropna().tolist())
    return bool(below.size) and all(NUMBER.fullmatch(text) for text in below)
