"""The separator is the one under which the columns are found."""

from pathlib import Path

import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.dialect import Dialect, dialect_of
from bayes_bench.inputs.readers.headers import Wanted


def found(path: Path, text: str, *names: str) -> Dialect:
    path.write_text(text)
    return dialect_of(path, "utf-8", Wanted(names))


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_each_separator_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "u,y,x\nA,1,2\n".replace(",", delimiter)
    dialect = found(tmp_path / "t.csv", text, "u", "y")
    assert dialect == Dialect("utf-8", delimiter, ["u", "y", "x"])


def test_names_may_hold_more_of_another_sign(tmp_path: Path) -> None:
    text = "unit;died (0, 1, or, none);age (a, b, c)\n1;0;2\n"
    dialect = found(tmp_path / "t.csv", text, "unit", "died (0, 1, or, none)")
    assert dialect.delimiter == ";"


def test_where_several_find_the_columns_that_which_cuts_rows_alike(tmp_path: Path) -> None:
    """One column is asked for, and it is the whole line under other separators, too."""
    assert found(tmp_path / "t.csv", "u\nA,b\nC;d,e\n", "u").header == ["u"]
    dialect = found(tmp_path / "t.csv", "u|x;y\nA|1;2\nB|3;4\n", "u")
    assert dialect.delimiter == "|"


def test_where_none_finds_a_column_rows_decide(tmp_path: Path) -> None:
    assert found(tmp_path / "t.csv", "a b, c, d|e\nA|1\nB|2\n", "u").delimiter == "|"
    assert found(tmp_path / "t.csv", "a;b\n1;2\n", "u").delimiter == ";"


def test_a_line_for_excel_is_told_and_skipped(tmp_path: Path) -> None:
    for line in ("sep=;", '"sep=;"', "SEP=;"):
        dialect = found(tmp_path / "t.csv", f"{line}\nu;y,z\n1;2\n", "u")
        assert (dialect.delimiter, dialect.header, dialect.skipped) == (";", ["u", "y,z"], 1)
    assert found(tmp_path / "t.csv", "sep=^\nu^y\n", "u").header == ["u", "y"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty, or its first line is"),
        ("\nu,y\n", "is empty, or its first line is"),
        ("sep=;\n", "is empty, or its first line is"),
        ('u,"y\nA,1\n', "a quotation mark is left open in line 1"),
        ('"u,y"\n"A,1"\n', "every line stands in quotation marks as a whole"),
        ("Deaths, by ward\n\nu;y\nA;1\n", "the columns' names stand in line 3, not in the first"),
    ],
)
def test_what_can_be_seen_is_said(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        found(tmp_path / "t.csv", text, "u", "y")
    assert said in str(caught.value)


def test_a_header_of_several_lines(tmp_path: Path) -> None:
    assert found(tmp_path / "t.csv", 'u,"y\nz"\nA,1\n', "u").header == ["u", "y\nz"]
