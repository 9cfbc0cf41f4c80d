"""Numbers that are text: read where they say one thing, in doubt where they may say two."""

import numpy as np
import pytest

from bayes_bench.inputs.values.number_texts import decimal_signs, doubtful, parsed, written


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("\u22123", -3.0),
        ("4\u00a0000", 4000.0),
        ("4\u202f000", 4000.0),
        ("1 234 567", 1234567.0),
        ("4\u2019000", 4000.0),
        ("4'000.5", 4000.5),
        ("-4 000", -4000.0),
    ],
)
def test_groups_of_three_digits_are_one_number(text: str, number: float) -> None:
    numbers, unread = parsed([text], ".")
    assert numbers.tolist() == [number]
    assert not unread.any()


@pytest.mark.parametrize("text", ["4 00", "40 0000", "1 2", "0 123", "4 000 00"])
def test_other_groups_are_none(text: str) -> None:
    assert written(text) == text
    assert parsed([text], ".")[1].all()


def doubts(texts: list[str], decimal: str, *, is_count: bool = False) -> dict[str, list[bool]]:
    """Signs in doubt, as the table itself decides."""
    found = doubtful(texts, decimal, decimal_signs([texts]), is_count=is_count)
    return {sign: where.tolist() for sign, where in found.items()}


def test_a_point_before_three_digits_beside_whole_numbers_is_in_doubt() -> None:
    assert doubts(["950", "12.500"], ",") == {".": [False, True]}
    assert doubts(["950", "12.500"], ".") == {".": [False, True]}
    assert doubts(["950", "12,150"], ",") == {",": [False, True]}
    assert doubts(["1.234.567", "1.234.568"], ".") == {".": [True, True]}


def test_one_other_number_of_decimals_settles_it() -> None:
    assert doubts(["950", "12.500", "1.25"], ".") == {}
    assert doubts(["950", "12,500", "1,2"], ",") == {}
    assert doubts(["950", "0.125"], ".") == {}


def test_the_same_number_of_decimals_in_all_is_none() -> None:
    assert doubts(["1.125", "12.500"], ".") == {}
    assert doubts(["1,125", "12,500"], ",") == {}
    # but in a table with decimal commas a point is no decimal sign
    assert doubts(["1.125", "12.500"], ",") == {".": [True, True]}


def test_another_column_of_the_table_settles_it() -> None:
    known = decimal_signs([["70.5"], ["950", "12.500"]])
    assert known == {"."}
    assert doubtful(["950", "12.500"], ".", known) == {}


def test_a_count_with_a_point_is_in_doubt_always() -> None:
    assert doubts(["13.000", "1.5"], ".", is_count=True) == {".": [True, False]}
    assert doubts(["13.0", "7"], ".", is_count=True) == {}


def test_a_count_with_decimals_of_zero_in_every_row_is_whole() -> None:
    assert doubts(["12.000", "0.000", "1250.000", ""], ".", is_count=True) == {}
    # round thousands look the same, unless a number shows that the point is a decimal one
    assert doubts(["12.000", "45.000"], ".", is_count=True) == {".": [True, True]}
    assert doubts(["12.000", "0.000", "7"], ".", is_count=True) == {".": [True, False, False]}
    assert doubts(["12.000", "0.000"], ",", is_count=True) == {".": [True, False]}


def test_what_is_in_doubt_stays_where_it_is() -> None:
    np.testing.assert_array_equal(parsed(["950", "12.500"], ".")[0], [950.0, 12.5])
