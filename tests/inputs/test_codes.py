"""Codes: one spelling for one thing, in an order that people expect."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.inputs.codes import code_text, composed, float_code, in_order


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (101, "101"),
        ("0101", "0101"),
        ("0101.0", "0101.0"),
        ("101.0", "101"),
        ("-3.00", "-3"),
        ("-0.0", "0"),
        (2.5, "2.5"),
        (" x ", "x"),
        ("A\u030arhus", "Århus"),
        ("", ""),
        (10**30, "1" + "0" * 30),
    ],
)
def test_code_text(value: str | float, code: str) -> None:
    assert code_text(value) == code


@given(st.text())
def test_codes_are_stripped_composed_and_final(text: str) -> None:
    code = code_text(text)
    assert code == code.strip()
    assert unicodedata.is_normalized("NFC", code)
    assert code_text(code) == code


@given(st.text())
def test_decomposed_text_has_the_same_code(text: str) -> None:
    assert composed(unicodedata.normalize("NFD", text)) == composed(text)


@given(st.integers(-(2**53), 2**53))
def test_integral_floats_are_their_integers(number: int) -> None:
    assert float_code(float(number)) == str(number) == code_text(number)


def test_order_is_numeric_where_all_are_numbers() -> None:
    assert in_order(["10", "9", "-1", "2.5"]) == ["-1", "2.5", "9", "10"]
    assert in_order(["10", "9", "x"]) == ["10", "9", "x"]
    assert in_order(["0147", "101", "0101"]) == ["0101", "101", "0147"]
    assert in_order(["b", "Å", "a", "B"]) == ["B", "a", "b", "Å"]


def test_missing_comes_last_and_leaves_the_order_numeric() -> None:
    assert in_order(["missing", "10", "9"]) == ["9", "10", "missing"]
    assert in_order(["z", "missing"]) == ["z", "missing"]
