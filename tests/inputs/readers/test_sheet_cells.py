"""Cells of a sheet as values."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.readers.sheet_cells import (
    ERROR,
    column_of,
    error_notes,
    long_codes,
    values_of,
)


@dataclass
class Cell:
    value: Any
    data_type: str = "n"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["0101", 101, 101.0, None], ["0101", "101", "101", None]),
        ([1.0, 2.0, None], ["1", "2", None]),
        ([10**16 + 1, 5], [str(10**16 + 1), "5"]),
        ([True, False], ["1", "0"]),
        (["", "a", ERROR], [None, "a", None]),
        (["a", 2.5], ["a", "2.5"]),
        (
            [dt.datetime(2024, 5, 1), dt.datetime(2024, 5, 1, 12, 30), dt.time(8)],  # noqa: DTZ001
            ["2024-05-01", "2024-05-01T12:30:00", "08:00:00"],
        ),
        ([None, None], [None, None]),
    ],
)
def test_texts_codes_and_dates(values: list[Any], expected: list[str | None]) -> None:
    column = column_of(values)
    assert isinstance(column.dtype, pd.CategoricalDtype)
    assert column.astype(object).where(column.notna(), None).tolist() == expected


def test_measurements_are_floats() -> None:
    np.testing.assert_array_equal(column_of([1, 2.5, None]), [1, 2.5, np.nan])


def test_empty_rows_at_the_end_are_nobody() -> None:
    rows = [(Cell("A"), Cell(1)), (Cell(None), Cell(None)), (Cell("B"),), (Cell(None),), ()]
    cells, length = values_of(iter(rows), {"y": 1, "u": 0})
    assert cells == {"y": [1, None, None], "u": ["A", None, "B"]}
    assert length == 6


def test_errors_are_missing_and_said() -> None:
    cells, _ = values_of(iter([(Cell("#N/A", "e"),), (Cell("#N/A", "s"),)]), {"u": 0})
    assert cells["u"][0] is ERROR
    assert cells["u"][1] == "#N/A"
    (note,) = error_notes(cells, "t.xlsx")
    assert note == (
        't.xlsx: the column "u" has errors of Excel (such as #N/A) in 1 row: taken as missing'
    )


def test_codes_longer_than_excel_keeps() -> None:
    cells: dict[str, list[Any]] = {
        "u": [10**15, 10**15 - 1, str(10**20), None, 1e15],
        "x": [10**18],
    }
    (said,) = long_codes(cells, ["u", "gone"], "t.xlsx")
    assert 'the column "u" names units or categories by numbers of more than fifteen' in said
    assert "in 2 rows" in said
