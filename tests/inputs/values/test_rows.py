"""Texts of a column and where they stand."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.values.rows import found_texts, some_rows


def test_texts_are_found_with_their_rows() -> None:
    found = found_texts(
        pd.Series(pd.Categorical(["b", None, "a", "b"], categories=["a", "b", "c"]))
    )
    assert found.texts == ["a", "b", "c"]
    assert found.counts.tolist() == [1, 2, 0]
    assert found.used == [0, 1]
    assert found.where([1]).tolist() == [True, False, False, True]
    assert found.where([]).tolist() == [False] * 4


def test_numbers_are_spelt_as_codes() -> None:
    found = found_texts(pd.Series([2.0, np.nan, 1.5, 2.0]))
    assert found.texts == ["1.5", "2"]
    assert found.counts.tolist() == [1, 2]


def test_rows_are_counted_from_one_and_six_are_named_at_most() -> None:
    assert some_rows(np.array([False, True])) == "in row 2"
    assert some_rows(np.array([True, False, True])) == "in 2 rows (1, 3)"
    assert some_rows(np.ones(9, dtype=bool)) == "in 9 rows (1, 2, 3, 4, 5, …)"
