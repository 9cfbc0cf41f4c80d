"""A comma is a decimal one where it can be no other."""

import pandas as pd
import pytest

from bayes_bench.inputs.readers.delimited.decimals import decimal_sign


def sign(texts: list[str | None], delimiter: str = ",") -> tuple[str, int]:
    columns = pd.DataFrame({"u": ["A"] * len(texts), "x": texts}, dtype=object).astype("category")
    decimal, notes = decimal_sign(delimiter, columns, "t")
    assert all('t: numbers have a decimal comma, to judge by the column "x"' in n for n in notes)
    return decimal, len(notes)


@pytest.mark.parametrize(
    "texts", [["26,4", "31,25"], ["26,4", "31"], ["-0,5", None, ""], ["1,250", "1,25"], [" 2,5 "]]
)
def test_decimal_commas(texts: list[str | None]) -> None:
    assert sign(texts) == sign(texts, "\t") == (",", 1)


@pytest.mark.parametrize(
    "texts",
    [
        ["26.4", "31"],
        ["12,150", "900"],  # as well of thousands
        ["1,234,567", "2,5"],
        ["26,4", "about 3"],
        ["26,4", "26.5"],
        ["a, b", "c"],
        [None, None],
    ],
)
def test_other_commas(texts: list[str | None]) -> None:
    assert sign(texts) == (".", 0)


def test_a_semicolon_tells_without_looking() -> None:
    assert sign(["26.4"], ";") == (",", 0)


def test_commas_of_categories_tell_nothing_of_numbers() -> None:
    """A code "3,12" would turn an income of "50,250" into one of 50.25."""
    columns = pd.DataFrame({"dx": ["3,12", "4,1"], "income": ["50,250", "61,000"]}, dtype=object)
    coded = columns.astype("category")
    assert decimal_sign(",", coded, "t")[0] == ","
    assert decimal_sign(",", coded, "t", ["dx"]) == (".", ())
