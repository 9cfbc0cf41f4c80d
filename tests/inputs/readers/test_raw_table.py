"""Raw columns: floats stay, all else is text by categories; the rows keep their order."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.readers.raw_table import raw_column, respelt


def texts(values: pd.Series) -> list[object]:
    """What a raw column of text says row by row, None where it is missing."""
    raw = raw_column(values)
    assert isinstance(raw.dtype, pd.CategoricalDtype)
    assert raw.cat.categories.is_unique
    return [None if missing else text for text, missing in zip(raw, raw.isna(), strict=True)]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pd.Series([101, 7, 101]), ["101", "7", "101"]),
        (pd.Series([3, None], dtype="Int64"), ["3", None]),
        (pd.Series([True, False, True]), ["1", "0", "1"]),
        (pd.Series([True, None], dtype="boolean"), ["1", None]),
        (pd.Series(["0101", None, " x "]), ["0101", None, " x "]),
        (pd.Series(pd.Categorical(["b", "a", None], categories=["z", "b", "a"])), ["b", "a", None]),
        # of mixed objects: a whole float is spelt as its integer, and is one value with it
        (pd.Series([1, 1.0, "1", 2.5], dtype=object), ["1", "1", "1", "2.5"]),
        (pd.Series([1, "x", None, float("nan")], dtype=object), ["1", "x", None, None]),
        (pd.Series([], dtype=object), []),
    ],
)
def test_what_is_no_float_is_text(values: pd.Series, expected: list[object]) -> None:
    assert texts(values) == expected


@pytest.mark.parametrize("kind", ["float64", "float32", "Float64", "double[pyarrow]"])
def test_floats_stay_floats(kind: str) -> None:
    raw = raw_column(pd.Series([1.5, None, 3.0], dtype=kind))
    assert raw.dtype == np.float64
    np.testing.assert_array_equal(raw, [1.5, np.nan, 3.0])


def test_codes_that_come_to_one_text_are_one() -> None:
    values = respelt(pd.Series([0, 1, 2, -1]), ["x", "y", "x"])
    assert values.astype(object).where(values.notna(), None).tolist() == ["x", "y", "x", None]
    assert values.cat.categories.tolist() == ["x", "y"]
