"""Excel workbooks, written by another library than the one that reads them."""

import datetime as dt
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.readers.table import read_table
from bayes_bench.inputs.readers.workbook import read_workbook, sheet_names

PEOPLE: list[list[Any]] = [["u", "y", "age"], ["0101", 1, 40.5], ["0102", 0, 61]]


def book(path: Path, **sheets: list[list[Any]]) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as written:
        day = written.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            sheet = written.add_worksheet(name)
            for number, row in enumerate(rows):
                for place, value in enumerate(row):
                    at = (number, place)
                    if isinstance(value, dt.date):
                        sheet.write_datetime(*at, value, day)
                    elif isinstance(value, tuple):
                        sheet.write_formula(*at, value[0], None, value[1])
                    elif value is not None:
                        sheet.write(*at, value)
    return path


def read(
    path: Path, *names: str, codes: tuple[str, ...] = (), sheet: str | None = None
) -> RawTable:
    pytest.importorskip("openpyxl")
    return read_workbook(path, Wanted(names, codes=codes, sheet=sheet))


def texts(table: RawTable, column: str) -> list[Any]:
    values = table.columns[column]
    return values.astype(object).where(values.notna(), None).tolist()


def test_cells_keep_their_types(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["u", "n", "x", "day", "true", "sum", "empty"],
        ["0101", 101, 1.5, dt.date(2024, 5, 1), True, ("=1+1", 2), None],
        ["0102", 123456789012345, None, dt.date(2024, 5, 2), False, ("=1+2", 3), None],
    ]
    table = read(book(tmp_path / "t.xlsx", Data=rows), *rows[0])
    assert texts(table, "u") == ["0101", "0102"]
    assert texts(table, "n") == ["101", "123456789012345"]
    assert table.columns["x"].dtype == float
    assert texts(table, "day") == ["2024-05-01", "2024-05-02"]
    assert texts(table, "true") == ["1", "0"]
    assert texts(table, "sum") == ["2", "3"]
    assert texts(table, "empty") == [None, None]
    assert table.notes == ()


def test_a_workbook_says_the_same_as_csv(tmp_path: Path) -> None:
    pytest.importorskip("openpyxl")
    book(tmp_path / "t.xlsx", Data=PEOPLE)
    (tmp_path / "t.csv").write_text("u,y,age\n0101,1,40.5\n0102,0,61\n")
    one = read_table(tmp_path / "t.xlsx", ["u", "y"]).columns.astype(str)
    other = read_table(tmp_path / "t.csv", ["u", "y"]).columns.astype(str)
    assert one.to_numpy().tolist() == other.to_numpy().tolist()


def test_the_first_sheet_or_the_one_that_is_named(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Data=PEOPLE, Ældre=[*PEOPLE[:1], ["9", 1, 80]])
    table = read(path, "u")
    assert texts(table, "u") == ["0101", "0102"]
    assert 't.xlsx: has 2 sheets, of which "Data" was read' in table.notes[0]
    named = read(path, "u", sheet="Ældre")
    assert (texts(named, "u"), named.notes) == (["9"], ())
    assert texts(read_table(tmp_path / "t.xlsx#Ældre", ["u"]), "u") == ["9"]
    with pytest.raises(DataError, match=r'no sheet "Dta"; did you mean "Data"\? \(its sheets are'):
        read(path, "u", sheet="Dta")


def test_formulas_without_a_value_are_refused(tmp_path: Path) -> None:
    rows: list[list[Any]] = [PEOPLE[0], ["0101", ("=1", 1), None], ["0102", ("=0", ""), None]]
    path = book(tmp_path / "t.xlsx", Data=rows)
    with pytest.raises(DataError) as caught:
        read(path, "u", "y", "age")
    assert 'the column "y" has formulas without a value in 1 row (2): open it' in str(caught.value)
    assert texts(read(path, "u", "age"), "age") == [None, None]


def test_errors_are_missing_with_a_note(tmp_path: Path) -> None:
    rows: list[list[Any]] = [PEOPLE[0], ["0101", 1, ("=NA()", "#N/A")], ["0102", 0, 5]]
    table = read(book(tmp_path / "t.xlsx", Data=rows), "age")
    assert texts(table, "age") == [None, "5"]
    assert "has errors of Excel (such as #N/A) in 1 row: taken as missing" in table.notes[0]


def test_hidden_rows_and_columns_are_said(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as written:
        sheet = written.add_worksheet()
        for number, row in enumerate(PEOPLE):
            sheet.write_row(number, 0, row)
        sheet.set_row(2, options={"hidden": True})
        sheet.set_column(2, 2, options={"hidden": True})
    table = read(path, "u", "age")
    assert texts(table, "u") == ["0101", "0102"]
    assert "the sheet hides 1 row and 1 column" in table.notes[0]


def test_long_codes_are_refused_unless_they_are_text(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["u"], [1234567890123456], [5]]
    with pytest.raises(DataError, match=r'"u" names .* of more than fifteen digits in 1 row'):
        read(book(tmp_path / "t.xlsx", Data=rows), "u", codes=("u",))
    rows[1] = ["1234567890123456"]
    table = read(book(tmp_path / "t.xlsx", Data=rows), "u", codes=("u",))
    assert texts(table, "u") == ["1234567890123456", "5"]


def test_what_cannot_be_read_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "t.xlsx", Data=PEOPLE)
    with pytest.raises(DataError, match='there is no column "z"'):
        read(path, "u", "z")
    with pytest.raises(DataError, match="the sheet is empty, or its first row is"):
        read(book(tmp_path / "t.xlsx", Data=[[], ["A"]]), "u")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<nothing")
    with pytest.raises(DataError, match="cannot be read as a workbook"):
        read(path, "u")


def test_without_the_library_the_remedy_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DataError, match="by the library openpyxl, which is not installed"):
        read_workbook(book(tmp_path / "t.xlsx", Data=PEOPLE), Wanted(["u"]))


def test_sheets_are_named_the_one_that_is_read_first(tmp_path: Path) -> None:
    assert sheet_names(book(tmp_path / "d.xlsx", b=PEOPLE, a=PEOPLE)) == ("b", "a")
    path = tmp_path / "broken.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(DataError, match="cannot be read as a workbook: it is damaged"):
        sheet_names(path)
