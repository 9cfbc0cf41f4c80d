"""Two spellings of one code are refused by rows; what only may be one is noted by number."""

import pandas as pd
import pytest

from bayes_bench.inputs.columns import code_column
from bayes_bench.inputs.values.rows import found_texts
from bayes_bench.inputs.values.same_codes import are_dates, code_notes, read_codes


def raw(*texts: str | None) -> pd.Series:
    """A raw column of text."""
    return pd.Series(pd.Categorical(texts))


def notes(*texts: str) -> str:
    """What is noted of a column of codes."""
    found = found_texts(raw(*texts))
    return "\n".join(code_notes(found, read_codes(found.texts)))


def test_a_code_in_two_spellings_is_refused_by_its_rows() -> None:
    told = code_column(raw("Sky", "Sky", "Sk\u200by", "Hav")).problems
    alike = "has a value in two spellings that look alike (characters that are not seen)"
    assert told == (f"{alike}: write the one in row 3 like the 2 others",)
    assert "Sk" not in told[0]


def test_many_codes_in_two_spellings_are_one_line() -> None:
    codes = [f"{n:04d}" for n in range(101, 113)]
    told = code_column(raw(*codes, *codes, *(code.lstrip("0") for code in codes))).problems
    alike = "has 12 values in two spellings that look alike (zeros lost at the beginning)"
    rows = "in 12 rows (25, 26, 27, 28, 29, …)"
    assert told == (f"{alike}: write those {rows} like the others",)


def test_a_classification_has_codes_of_several_lengths() -> None:
    """ISCO and ISCED: 0, 01 and 011 are levels within each other, and no zeros were lost."""
    column = code_column(raw("0", "00", "1", "01", "011", "11", "2"))
    assert column.problems == ()
    assert "3 values that differ from another in zeros at the beginning only" in column.notes[0]
    assert column.values.nunique() == 7
    # all of one length: some went through a spreadsheet
    assert "zeros lost" in code_column(raw("01", "02", "11", "1")).problems[0]
    # other spellings of the same column are refused all the same
    (other,) = code_column(raw("1", "01", "011", "2", "2 ")).problems
    assert "white space" in other


def test_r_writes_a_round_number_shorter_and_loses_nothing() -> None:
    column = code_column(raw("99999", "1e+05", "100001", "1.2e+07"))
    assert column.values.tolist() == ["99999", "100000", "100001", "12000000"]
    assert column.problems == ()
    assert "has 2 values in E notation" in column.notes[0]
    both = code_column(raw("100000", "1e+05", "100001"))
    assert both.values.tolist() == ["100000", "100000", "100001"]
    assert both.problems == ()
    # among names it is a name; a broken number is none of R's whole ones
    assert code_column(raw("1e+05", "B")).values.tolist() == ["1e+05", "B"]
    assert code_column(raw("1.25e+01", "3")).values.tolist() == ["1.25e+01", "3"]


def test_what_a_spreadsheet_shortened_is_noted() -> None:
    assert "has 2 values in scientific notation" in notes("1,23450E+11", "1.2E+05", "7")
    assert notes("1E5", "2E5", "E+1") == ""


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        (("Hav", "HAV"), "1 value that differ from another in capitals only"),
        (("Hav", "Hav\u00b9"), "1 value that differ from another only by a mark"),
        (("Br&oslash;ndby", "X"), "1 value with HTML entities"),
        (("'0101", "X"), "1 value with an apostrophe"),
        (("04-jul", "8-11"), "1 value that look like a day and a month beside 1"),
    ],
)
def test_what_may_be_one_is_noted_without_a_value(texts: tuple[str, ...], words: str) -> None:
    said = notes(*texts)
    assert words in said
    assert not any(text in said.replace("4-7", "") for text in texts)


def test_plain_codes_have_no_notes() -> None:
    assert notes("0101", "0147", "A", "B-2", "Hav", "4-7", "8-11", "Ward 1)") == ""


def test_dates() -> None:
    assert are_dates(["2019-01-05", "5/1/2019", "05.01.19", "2019-01-05 00:00:00"])
    assert not are_dates(["2019-01-05", "2019"])
