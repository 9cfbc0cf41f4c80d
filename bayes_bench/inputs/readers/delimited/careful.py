"""Any text file through Python: rows shorter or longer than the header are judged as a whole."""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.dialect import Dialect
from bayes_bench.inputs.readers.delimited.records import Record, Survey, records, surveyed
from bayes_bench.interface.suggestions import counted, numbered


def read_careful(
    path: Path, dialect: Dialect, places: Mapping[str, int]
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Read the columns at some places as text, and say what was made of unusual rows.

    Raises
    ------
    DataError
        Where rows have other columns than the header, or hold other rows.
    """
    survey = surveyed(path, dialect)
    shift, notes = _judged(survey, max(places.values()), path.name)
    moved = {name: place + shift for name, place in places.items()}
    frame = _columns(records(path, dialect), moved)
    return frame.iloc[: len(frame) - survey.empty_at_end], notes


def _judged(survey: Survey, last: int, name: str) -> tuple[int, tuple[str, ...]]:
    """Return by how much the columns stand further right than their names, and notes."""
    if survey.swallowed:
        raise DataError(f"{name}: {_swallowed(survey)}")
    odd = survey.widths.keys() - {survey.width}
    if not odd:
        return 0, _closed(survey, name)
    if survey.names_rows and not survey.closed and survey.widths.keys() == {survey.width + 1}:
        return 1, (
            (
                f"{name}: every row has one column more than the first line, as R writes names of "
                "rows: the first column was taken for them, and left out"
            ),
        )
    if max(odd) < survey.width and min(odd) > last:
        return 0, (f"{name}: {_short(survey)}: what they lack is not used",)
    raise DataError(f"{name}: {_broken(survey)}")


def _closed(survey: Survey, name: str) -> tuple[str, ...]:
    """Say that there is an empty column more; refuse where it may be the names of rows instead."""
    if not survey.closed:
        return ()
    if survey.closed == survey.rows > 1 and survey.names_rows:
        raise DataError(
            f"{name}: every row has one column more than the first line; the first may be names of "
            "rows, and the last is empty: give every column a name, or leave one out"
        )
    return (
        (
            f"{name}: {counted(survey.closed, 'row')} with more columns than the first line, but "
            "empty ones: left out"
        ),
    )


def _swallowed(survey: Survey) -> str:
    row, lines = survey.swallowed[0]
    return (
        f"in {counted(len(survey.swallowed), 'row')} (first row {row}, of {lines} lines) one cell "
        "goes over several lines that each look like a row: a quotation mark is stray or left "
        "open there, and rows would be lost; double it, or take it away"
    )


def _odd_rows(survey: Survey) -> tuple[int, int, str]:
    """How many rows have more columns and fewer than the header, and which the first are."""
    odd = [width for width in survey.widths if width != survey.width]
    more = sum(survey.widths[width] for width in odd if width > survey.width)
    fewer = sum(survey.widths[width] for width in odd if width < survey.width)
    return more, fewer, numbered(sorted(row for width in odd for row in survey.examples[width]))


def _short(survey: Survey) -> str:
    _, fewer, rows = _odd_rows(survey)
    return f"{counted(fewer, 'row')} ({rows}) with fewer columns than the first line"


def _broken(survey: Survey) -> str:
    more, fewer, rows = _odd_rows(survey)
    each = " and ".join(
        f"{count} with {words}" for count, words in ((more, "more"), (fewer, "fewer")) if count
    )
    return (
        f"{counted(more + fewer, 'row')} without the columns of the first line, which has "
        f"{survey.width} ({rows}): {each}; write every row with as many columns, and values that "
        "hold the separator in quotation marks"
    )


def _columns(rows: Iterator[Record], places: Mapping[str, int]) -> pd.DataFrame:
    """Codes of texts as they come: the texts of ten million rows would not fit."""
    codes = {name: array("i") for name in places}
    texts: dict[str, dict[str, int]] = {name: {} for name in places}
    targets = [(places[name], codes[name], texts[name]) for name in places]
    for row in rows:
        for place, column, known in targets:
            text = row.cells[place] if place < len(row.cells) else ""
            column.append(known.setdefault(text, len(known)) if text else -1)
    return pd.DataFrame({name: _in_order(codes[name], [*texts[name]]) for name in places})


def _in_order(codes: Sequence[int], texts: list[str]) -> pd.Series:
    order = sorted(range(len(texts)), key=texts.__getitem__)
    places = np.empty(len(texts) + 1, dtype=np.int64)
    places[order] = np.arange(len(texts))
    places[-1] = -1
    taken = places[np.asarray(codes, dtype=np.int64)]
    categories = pd.Index([texts[place] for place in order], dtype=object)
    return pd.Series(pd.Categorical.from_codes(taken, categories=categories))
