"""Rows and what is unusual in them."""

from pathlib import Path

import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.dialect import Dialect
from bayes_bench.inputs.readers.delimited.records import Survey, records, surveyed

DIALECT = Dialect("utf-8", ",", ["u", "y", "x"])


def survey_of(path: Path, text: str) -> Survey:
    path.write_text(text, newline="")
    return surveyed(path, DIALECT)


def test_rows_come_with_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('u,"y",x\n\nA,1,"a\nb"\n  \nB,0,c', newline="")
    found = [*records(path, DIALECT)]
    assert [record.cells for record in found] == [["A", "1", "a\nb"], ["B", "0", "c"]]
    assert [record.lines for record in found] == [['A,1,"a\n', 'b"\n'], ["B,0,c"]]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('A,1,a\nB,1,"b\n', "row 2 cannot be read: check quotation marks"),
        ('A,1,"a"b\n', "row 1 cannot be read: check quotation marks"),
        ('A,1,a\nB,1,"say \\"hi\\""\n', 'quotation marks within a text are written \\" there'),
    ],
)
def test_wrong_quotation_marks_are_placed(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(DataError) as caught:
        survey_of(tmp_path / "t.csv", f"u,y,x\n{rows}")
    assert said in str(caught.value)
    assert "hi" not in str(caught.value).replace("which", "").replace("within", "")


def test_widths_are_counted_with_examples(tmp_path: Path) -> None:
    survey = survey_of(tmp_path / "t.csv", "u,y,x\nA,1,a\n" + "B,2\n" * 9 + ",,\n , ,\n")
    assert survey.rows == 12
    assert survey.widths == {3: 3, 2: 9}
    assert survey.examples[2] == [2, 3, 4, 5, 6, 7]
    assert survey.empty_at_end == 2


def test_rows_within_a_cell_are_seen(tmp_path: Path) -> None:
    swallowed = 'A,1,"a\nB,1,b\nC,1,c"\nD,1,d\n'
    assert survey_of(tmp_path / "t.csv", f"u,y,x\n{swallowed}").swallowed == [(1, 3)]
    text = 'A,1,"dear all,\nit was, as said, so\nyours"\n'
    assert survey_of(tmp_path / "t.csv", f"u,y,x\n{text}").swallowed == []


def test_what_stands_in_one_column_more(tmp_path: Path) -> None:
    ends = survey_of(tmp_path / "t.csv", "u,y,x\n1,A,1,a\n2,A,1,b\n")
    assert (ends.names_rows, ends.closed, ends.widths) == (True, 0, {4: 2})
    ends = survey_of(tmp_path / "t.csv", "u,y,x\nA,1,a,\nA,1,b,,\n")
    assert (ends.names_rows, ends.closed, ends.widths) == (False, 2, {3: 2})
