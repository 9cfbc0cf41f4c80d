"""Rows of other widths than the header: read where it is sure what they mean, else refused."""

from pathlib import Path
from typing import Any

import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.careful import read_careful
from bayes_bench.inputs.readers.delimited.dialect import Dialect

CANARY = "KANARIEFUGL"


def read(path: Path, text: str, *, last: str = "y") -> tuple[list[list[Any]], tuple[str, ...]]:
    path.write_text(text, newline="")
    header = text.splitlines()[0].split(",")
    places = {name: header.index(name) for name in ("u", last)}
    frame, notes = read_careful(path, Dialect("utf-8", ",", header), places)
    texts = frame.astype(object)
    return texts.where(texts.notna(), None).to_numpy().tolist(), notes


def refused(path: Path, text: str) -> str:
    with pytest.raises(DataError) as caught:
        read(path, text)
    assert CANARY not in str(caught.value)
    return str(caught.value)


def test_categories_are_in_the_order_of_code_points(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("u,y\nå,1\nb,\nA,2\nb,1\n")
    frame, _ = read_careful(path, Dialect("utf-8", ",", ["u", "y"]), {"u": 0, "y": 1})
    assert frame["u"].cat.categories.tolist() == ["A", "b", "å"]
    assert frame["u"].tolist() == ["å", "b", "A", "b"]
    assert frame["y"].isna().tolist() == [False, True, False, False]


def test_names_of_rows_as_r_writes_them(tmp_path: Path) -> None:
    rows, notes = read(tmp_path / "t.csv", "u,y\n1,A,1\n2,B,0\n3,A,1\n")
    assert rows == [["A", "1"], ["B", "0"], ["A", "1"]]
    assert "as R writes names of rows: the first column was taken for them" in notes[0]


def test_a_separator_at_the_end_of_every_row(tmp_path: Path) -> None:
    rows, notes = read(tmp_path / "t.csv", "u,y\nA,1,\nA,0,\n")
    assert rows == [["A", "1"], ["A", "0"]]
    assert notes == (
        "t.csv: 2 rows with more columns than the first line, but empty ones: left out",
    )


def test_one_more_that_may_be_either_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path / "t.csv", "u,y\nA,1,\nB,0,\n")
    assert "the first may be names of rows, and the last is empty" in said


def test_one_more_that_is_neither_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path / "t.csv", "u,y\nA,1,x\nA,0,y\n")
    assert "2 rows without the columns of the first line, which has 2 (1, 2): 2 with more" in said


def test_what_a_short_row_lacks_may_not_matter(tmp_path: Path) -> None:
    rows, notes = read(tmp_path / "t.csv", "u,y,z,w\nA,1\nB,0,1,2\nA,1,1\n")
    assert rows == [["A", "1"], ["B", "0"], ["A", "1"]]
    assert notes == (("t.csv: 2 rows (1, 3) with fewer columns than the first line: what they lack "
                     "is not used"),)  # fmt: skip


def test_what_a_short_row_lacks_may_matter(tmp_path: Path) -> None:
    said = refused(tmp_path / "t.csv", f"u,y,z\nA\nB,0,1\nC,1,{CANARY},2\n")
    assert "2 rows without the columns of the first line, which has 3 (1, 3)" in said
    assert "1 with more and 1 with fewer" in said


def test_swallowed_rows_are_refused(tmp_path: Path) -> None:
    said = refused(tmp_path / "t.csv", f'u,y,z\nA,1,\nB,0,"a\nC,1,{CANARY}\nD,1,b"\nE,1,\n')
    assert "in 1 row (first row 2, of 3 lines) one cell goes over several lines" in said


def test_empty_rows_at_the_end_are_nobody(tmp_path: Path) -> None:
    assert read(tmp_path / "t.csv", "u,y\nA,1\n,\nB,0\n,\n , \n\n")[0] == [
        ["A", "1"],
        [None, None],
        ["B", "0"],
    ]
