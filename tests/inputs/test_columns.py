"""Raw columns become codes, numbers, counts and outcomes; what cannot is placed by its rows."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.inputs.columns import (
    LARGEST_COUNT,
    code_column,
    count_column,
    number_column,
    outcome_column,
)
from bayes_bench.inputs.values.column import Signs
from bayes_bench.inputs.values.rows import some_rows

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CANARY = "KANARIEFUGL"


def raw(*texts: str | None) -> pd.Series:
    """A raw column of text."""
    return pd.Series(pd.Categorical(texts))


def test_rows_are_counted_from_one_and_six_are_named_at_most() -> None:
    assert some_rows(np.array([False, True])) == "in row 2"
    assert some_rows(np.array([True, False, True])) == "in 2 rows (1, 3)"
    assert some_rows(np.ones(9, dtype=bool)) == "in 9 rows (1, 2, 3, 4, 5, …)"


def test_codes_are_ordered_and_blank_is_missing() -> None:
    column = code_column(raw("10", "9.0", " ", None, " 10"))
    assert column.values.cat.categories.tolist() == ["9", "10"]
    assert column.values.cat.codes.tolist() == [1, 0, -1, -1, 1]
    assert len(column.problems) == 1  # two spellings of 10


def test_a_spelling_that_no_row_has_is_no_problem() -> None:
    values = pd.Series(pd.Categorical(["x", "y"], categories=["x", "x ", "y"]))
    assert code_column(values).problems == ()


def test_floats_are_codes_without_decimals() -> None:
    column = code_column(pd.Series([2.0, np.nan, 10.0, 2.5]))
    assert column.values.tolist()[:1] + column.values.tolist()[2:] == ["2", "10", "2.5"]
    assert column.values.cat.categories.tolist() == ["2", "2.5", "10"]
    assert column.values.isna().tolist() == [False, True, False, False]


@given(st.lists(st.none() | st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_what_python_writes_is_read_as_the_same_number(values: list[float | None]) -> None:
    column = number_column(raw(*(None if v is None else repr(v) for v in values)), Signs("."))
    assert column.problems == ()
    np.testing.assert_array_equal(
        column.values, np.array([np.nan if v is None else v for v in values], dtype=float)
    )


@pytest.mark.parametrize(
    ("text", "decimal", "number"),
    [
        ("1,5", ",", 1.5),
        ("-1,5e2", ",", -150.0),
        (" .5 ", ".", 0.5),
        ("+3.", ".", 3.0),
        ("1.5", ",", 1.5),  # of a file with semicolons and points, as some programs write it
    ],
)
def test_decimal_signs(text: str, decimal: str, number: float) -> None:
    column = number_column(raw(text, "2"), Signs(decimal))
    assert column.problems == ()
    assert column.values.tolist() == [number, 2.0]


def test_an_outcome_is_nought_or_one_in_any_spelling() -> None:
    assert outcome_column(raw("0", "1.0", "", "1e0"), Signs(".")).values.tolist()[:2] == [0.0, 1.0]
    assert outcome_column(raw("0", "1.0", "", "1e0"), Signs(".")).problems == ()
    assert "in row 2" in outcome_column(pd.Series([0.0, 0.999, np.nan]), Signs(".")).problems[0]


def test_a_count_has_a_largest_one() -> None:
    assert count_column(pd.Series([0.0, LARGEST_COUNT, np.nan]), Signs(".")).problems == ()
    told = count_column(pd.Series([0.0, 2 * LARGEST_COUNT, np.inf, -1.0, 0.5]), Signs(".")).problems
    assert told == ("is no count (0, 1, 2 and so on) in 4 rows (2, 3, 4, 5): write whole numbers",)


def test_decimal_commas_take_no_thousands_point(model_of, problems_of) -> None:
    text = "u;y;age\nA;1;1.234,5\nB;0;2,5\nB;1;3\n"
    assert '"age" has no number in row 1' in problems_of(model_of(AGE), text)


def test_one_is_no_plural(model_of, problems_of) -> None:
    spelled = "u,y\nÅ,1\nA\u030a,0\nB,1\n"
    assert "in row 1 like the 1 other" in problems_of(model_of(), spelled)


def test_a_third_outcome_is_placed_and_not_shown(model_of, problems_of) -> None:
    said = problems_of(model_of(), f"u,y\nA,1\nA,2\nB,0\nB,{CANARY}\nB,0.5\n")
    assert '"y" is neither 0 nor 1 in 3 rows (2, 4, 5)' in said
    assert CANARY not in said


def test_counts_have_to_be_counts(model_of, problems_of) -> None:
    model = model_of(data={"events": "e", "trials": "n"})
    said = problems_of(model, "u,e,n\nA,1.5,2\nB,-1,3\nB,1,x\nC,4,3\nC,,3\n")
    assert '"e" is no count (0, 1, 2 and so on) in 2 rows (1, 2)' in said
    assert '"n" is no count (0, 1, 2 and so on) in row 3' in said
    assert '"e" is above "n" in row 4' in said
    assert '"e" is empty in row 5: fill in the counts' in said
    assert "nobody" in problems_of(model, "u,e,n\nA,0,0\nB,0,0\n")


@pytest.mark.parametrize(
    ("one", "other"),
    [("Årø", "A\u030arø"), ("é", "e\u0301"), ("x", "x "), ("1", "1.0")],
)
@pytest.mark.parametrize("column", ["u", "joint"])
def test_two_spellings_are_refused(
    model_of, problems_of, one: str, other: str, column: str
) -> None:
    text = "u,joint,y\n" + "\n".join(
        f"{name},j{place},{place % 2}" if column == "u" else f"v{place % 2},{name},{place % 3 // 2}"
        for place, name in enumerate([one, one, other, "z"])
    )
    said = problems_of(model_of(JOINT), text)
    assert f'"{column}" has a value in two spellings' in said
    assert "in row 3 like the 2 others" in said


@pytest.mark.parametrize("text", ["inf", "nan", "1_000", "0x10", "1e999", "12 kg", "١٢"])
def test_odd_numbers_are_no_numbers(model_of, problems_of, text: str) -> None:
    said = problems_of(model_of(AGE), f"u,y,age\nA,1,{text}\nB,0,2\nB,0,3\n")
    assert '"age" has no number in row 1' in said
    assert text not in said.replace("people.csv", "")


def test_infinite_measurements_are_refused(model_of, problems_of) -> None:
    frame = pd.DataFrame({"u": ["A", "B", "B"], "y": [0, 1, 1], "age": [1.0, np.inf, 3.0]})
    assert '"age" has no number in row 2' in problems_of(model_of(AGE), frame)
