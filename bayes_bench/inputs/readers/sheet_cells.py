"""Cells of a sheet as values: text stays text, whole numbers stay whole, dates become ISO text."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from bayes_bench.inputs.codes import float_code
from bayes_bench.inputs.readers.raw_table import raw_column
from bayes_bench.interface.suggestions import counted

EXACT_TO = 10**15
"""Excel keeps fifteen digits of a number."""


class _Error:
    """A cell that holds an error, such as #N/A."""


ERROR = _Error()


def values_of(rows: Iterator[Any], places: Mapping[str, int]) -> tuple[dict[str, list[Any]], int]:
    """Return values by column without the empty rows at the end, and the rows of the sheet."""
    found: dict[str, list[Any]] = {name: [] for name in places}
    filled = length = 0
    for length, row in enumerate(rows, 1):
        if any(cell.value is not None for cell in row):
            filled = length
        for name, place in places.items():
            found[name].append(_value(row[place]) if place < len(row) else None)
    return {name: values[:filled] for name, values in found.items()}, length + 1


def _value(cell: Any) -> Any:
    return ERROR if cell.data_type == "e" else cell.value


def column_of(values: list[Any]) -> pd.Series:
    """Return floats where all are numbers and some have decimals, else categories of text."""
    said = [None if value is ERROR or value == "" else value for value in values]
    kinds = {type(value) for value in said if value is not None}
    if float in kinds and kinds <= {int, float} and not _are_whole(said):
        return pd.Series([np.nan if value is None else value for value in said], dtype=float)
    texts = [None if value is None else _text(value) for value in said]
    return raw_column(pd.Series(texts, dtype=object))


def _are_whole(values: list[Any]) -> bool:
    return all(float(value).is_integer() for value in values if value is not None)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, float):
        return float_code(value)
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    return str(value)


def long_codes(cells: Mapping[str, list[Any]], codes: Sequence[str], name: str) -> Iterator[str]:
    """Yield a problem for every column of codes that are numbers too long for Excel."""
    for column in codes:
        long = sum(_is_long(value) for value in cells.get(column, ()))
        if long:
            yield (
                f'{name}: the column "{column}" names units or categories by numbers of more than '
                f"fifteen digits in {counted(long, 'row')}, of which Excel keeps fifteen: "
                "different codes may have become one. Take them from the source as text"
            )


def _is_long(value: object) -> bool:
    return isinstance(value, int | float) and abs(value) >= EXACT_TO


def error_notes(cells: Mapping[str, list[Any]], name: str) -> tuple[str, ...]:
    """Return a sentence for every column that holds errors of Excel."""
    counts = {column: sum(value is ERROR for value in values) for column, values in cells.items()}
    return tuple(
        f'{name}: the column "{column}" has errors of Excel (such as #N/A) in '
        f"{counted(count, 'row')}: taken as missing"
        for column, count in counts.items()
        if count
    )
