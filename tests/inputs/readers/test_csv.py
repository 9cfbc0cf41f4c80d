"""CSV: every dialect and encoding says the same; what is broken is counted and never quoted."""

import csv
import gzip
import io
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers import opening
from bayes_bench.inputs.readers.csv import read_csv
from bayes_bench.inputs.readers.delimited.careful import read_careful
from bayes_bench.inputs.readers.delimited.dialect import dialect_of
from bayes_bench.inputs.readers.delimited.encoding import UTF8
from bayes_bench.inputs.readers.delimited.fast import read_fast
from bayes_bench.inputs.readers.delimited.physical import physical
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.raw_table import RawTable
from tests.builders.inputs import columns

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CANARY = "KANARIEFUGL"
PLAIN = "u,y,joint,age\n0101,1,hip,40\n0101,0,hand,50.5\n0147,0,hip,61\n0147,1,hand,40\n"


def cells_read(path: Path, content: bytes, *names: str) -> list[list[Any]]:
    """Rows of the named columns as text, None where a cell is empty."""
    path.write_bytes(content)
    table = read_csv(path, Wanted(names)).columns.astype(object)
    return table.where(table.notna(), None).to_numpy().tolist()


@pytest.mark.parametrize(
    "spelled",
    [
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="windows line ends"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(
            PLAIN.replace(".", ";").replace(",", "\t").replace(";", ".").encode(), id="tab"
        ),
        pytest.param(PLAIN.replace(",", ";").replace(".", ",").encode(), id="semicolon"),
        pytest.param(PLAIN.replace("hip", '" hip "').replace("40", " 40").encode(), id="spaces"),
        pytest.param((PLAIN + "\n\n").encode(), id="blank lines"),
        pytest.param(PLAIN.replace("0,h", "0.0,h").encode(), id="outcome with decimals"),
        pytest.param(
            PLAIN.replace("y,joint", "extra,y,joint")
            .replace("1,1,", "1,x,1,")
            .replace("1,0,", "1,,0,")
            .replace("7,0,", "7,z,0,")
            .replace("7,1,", "7,,1,")
            .encode(),
            id="another column",
        ),
    ],
)
def test_csv_dialects_say_the_same(model_of, people_of, spelled: bytes) -> None:
    model = model_of((*JOINT, *AGE))
    assert columns(people_of(model, spelled)) == columns(people_of(model, PLAIN))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_survive_utf8_and_windows_1252(model_of, people_of, encoding: str) -> None:
    text = 'u;y;"joint €"\nÆrø;1;hånd – højre\nÆrø;0;knæ\nÅ;0;knæ\nÅ;1;knæ\n'
    model = model_of(({"name": "joint €"},))
    people = people_of(model, text.encode(encoding))
    assert people["u"].tolist() == ["Ærø", "Ærø", "Å", "Å"]
    assert people["joint €"].tolist()[0] == "hånd – højre"


@pytest.mark.parametrize("letter", ["å", "–", "😀"])
def test_mixed_encodings_are_refused(model_of, problems_of, letter: str) -> None:
    lines = [b"u,y", b"A,1", "Århus,0".encode("cp1252"), f"{letter}b,1".encode(), b"B,0"]
    said = problems_of(model_of(), b"\n".join(lines))
    assert "people.csv: line 4 has a letter in UTF-8" in said
    assert "save all of it as UTF-8" in said
    assert letter not in said


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("end", [",,,\n,,,\n", ",,,\r\n , ,,", ",,,\n\n,,,\n\n"])
def test_empty_rows_at_the_end_are_nobody(model_of, people_of, encoding: str, end: str) -> None:
    text = PLAIN.replace("hip", "hæl")
    people = people_of(model_of((*JOINT, *AGE)), (text + end).encode(encoding))
    assert columns(people) == columns(people_of(model_of((*JOINT, *AGE)), text))


def test_other_empty_rows_are_missing_values(model_of, problems_of) -> None:
    said = problems_of(model_of(), "u,y,z\nA,1,1\n,,\nB,0,1\n,,\n")
    assert '"u" is empty in row 2' in said
    assert '"u" is empty in row 3' in problems_of(model_of(), "u,y,z\nA,1,1\nB,0,1\n,,2\n,,\n")
    assert "no rows below the header" in problems_of(model_of(), "u,y\n,\n,\n")


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_broken_rows_are_counted(model_of, problems_of, encoding: str) -> None:
    text = f"u,y\nA,1\nB,0,{CANARY}\nÆ,0\nB\nB,1\n"
    said = problems_of(model_of(), text.encode(encoding))
    assert "2 rows" in said
    assert "(2, 4)" in said
    assert CANARY not in said
    assert "quotation mark" in problems_of(model_of(), f'u,y\nÆ,1\nB,"{CANARY}\n'.encode(encoding))


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_every_cell_stands_as_it_is_written(tmp_path: Path, encoding: str) -> None:
    """Quoted delimiters, doubled quotation marks and line breaks; zeros and spaces stay."""
    text = 'å,b,c\n"1,5","say ""hi""", x \n007,"two\nlines",\n'
    rows = cells_read(tmp_path / "t.csv", text.encode(encoding), "å", "b", "c")
    assert rows == [["1,5", 'say "hi"', " x "], ["007", "two\nlines", None]]


def test_a_semicolon_brings_decimal_commas(tmp_path: Path) -> None:
    signs = {}
    for delimiter in (",", ";", "\t"):
        path = tmp_path / "t.csv"
        path.write_text(f"a{delimiter}b\n1{delimiter}2\n")
        signs[delimiter] = read_csv(path, Wanted(["a"])).decimal
    assert signs == {",": ".", ";": ",", "\t": "."}


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_letter_across_two_chunks_is_one(
    tmp_path: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "CHUNK", 1)
    assert cells_read(tmp_path / "t.csv", "å\nø\næ\n".encode(encoding), "å") == [["ø"], ["æ"]]


def test_pandas_reads_the_same_rows_in_the_same_order(tmp_path: Path) -> None:
    """More rows than DuckDB reads in one piece: their order is that of the file."""
    frame = pd.DataFrame({"n": range(150_000), "half": [row // 2 for row in range(150_000)]})
    frame.to_csv(tmp_path / "long.csv", index=False)
    read = read_csv(tmp_path / "long.csv", Wanted(["half", "n"])).columns.astype(str)
    expected = pd.read_csv(tmp_path / "long.csv", dtype=str)[["half", "n"]]
    assert (read == expected).to_numpy().all()
    assert list(read) == ["half", "n"]


def test_what_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    for content, said in (
        (b"u,y\nA,1\nB\0,1\n", r"t\.csv: line 3 holds a zero byte"),
        (b"u,y\n\x81,1\n", r"t\.csv: is neither UTF-8 nor Windows-1252"),
    ):
        path.write_bytes(content)
        with pytest.raises(DataError, match=said):
            read_csv(path, Wanted(["u"]))


def test_an_open_quotation_mark_in_the_header_is_placed(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text('u,"y\nA,1\n')
    with pytest.raises(DataError, match="a quotation mark is left open in line 1"):
        read_csv(path, Wanted(["u"]))


def test_one_broken_row_is_no_plural(model_of, problems_of) -> None:
    assert "1 row without the columns" in problems_of(model_of(), "u,y\nA,1\nB,0,1\nB,1\n")


SHORT = Wanted(["u", "y"])


def table_of(path: Path, content: bytes, wanted: Wanted = SHORT) -> RawTable:
    path.write_bytes(content)
    return read_csv(path, wanted)


def rows_of(table: RawTable) -> list[list[Any]]:
    texts = table.columns.astype(object)
    return texts.where(texts.notna(), None).to_numpy().tolist()


PEOPLE = "u,y\nA,1\nB,0\nC,1\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("t.csv.gz", gzip.compress(PEOPLE.encode())),
        ("t.csv", PEOPLE.encode("utf-16")),
        ("t.csv", PEOPLE.replace(",", "|").encode()),
        ("t.csv", PEOPLE.replace("\n", "\r").encode()),
        ("t.csv", PEOPLE.replace("\n", "\r\r\n").encode()),
        ("t.csv", PEOPLE.replace("\n", "\r\n", 2).encode()),
        ("t.csv", PEOPLE.replace("\n", "\r\n\r\n").encode()),
        ("t.csv", (PEOPLE + "\x1a").encode()),
        ("t.csv", b"\xef\xbb\xbf\xef\xbb\xbf" + PEOPLE.encode()),
        ("t.csv", ("sep=;\n" + PEOPLE.replace(",", ";")).encode()),
    ],
    ids=["gzip", "UTF-16", "pipes", "CR", "CR CR LF", "mixed", "blank", "Ctrl-Z", "marks", "sep"],
)
def test_what_is_told_by_the_file_is_read_without_a_word(
    tmp_path: Path, name: str, content: bytes
) -> None:
    table = table_of(tmp_path / name, content)
    assert rows_of(table) == [["A", "1"], ["B", "0"], ["C", "1"]]
    assert table.notes == ()


def test_utf16_without_a_mark_is_a_guess_that_is_said(tmp_path: Path) -> None:
    table = table_of(tmp_path / "t.csv", PEOPLE.encode("utf-16-le"))
    assert rows_of(table) == [["A", "1"], ["B", "0"], ["C", "1"]]
    assert "read as UTF-16-LE" in table.notes[0]


def test_windows_1252_is_a_guess_that_is_said(tmp_path: Path) -> None:
    table = table_of(tmp_path / "t.csv", "u,y\nÅ,1\n".encode("cp1252"))
    assert len(table.notes) == 1
    assert "was read as Windows-1252" in table.notes[0]


def test_a_file_that_may_be_cut_says_so(tmp_path: Path) -> None:
    (note,) = table_of(tmp_path / "t.csv", PEOPLE.encode()[:-1]).notes
    assert note == (
        "t.csv: the last line has no line end, where all others have one: the file may have been "
        "cut short"
    )


def test_gzip_that_is_cut_is_refused(tmp_path: Path) -> None:
    for spoilt in (gzip.compress(PEOPLE.encode())[:-5], gzip.compress(PEOPLE.encode())[:15]):
        with pytest.raises(DataError, match=r"t\.csv\.gz: is damaged or cut short"):
            table_of(tmp_path / "t.csv.gz", spoilt)


def test_a_long_text_is_no_fault(tmp_path: Path) -> None:
    """Longer than DuckDB's line and than Python's cell may be by default."""
    content = "u,y,note\nA,1,\nB,0," + "x" * 2_500_000 + "\n"
    assert rows_of(table_of(tmp_path / "t.csv", content.encode())) == [["A", "1"], ["B", "0"]]


CELLS = st.text("ab \"',;\n\r\\=é", max_size=4)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5), st.booleans())
def test_duckdb_and_python_read_the_same(rows: list[tuple[str, str, str]], spell: bool) -> None:
    """Written by Python's writer, or just put together: what DuckDB accepts, Python reads so."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    for row in [("u", "x", "y"), *rows]:
        writer.writerow(row) if spell else out.write(",".join(row) + "\n")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        path.write_bytes(out.getvalue().encode())
        places = {"u": 0, "y": 2}
        dialect = dialect_of(path, UTF8, Wanted(["u", "y"]))
        lines = physical(path)
        fast = read_fast(path, dialect, lines, places) if lines.is_plain else None
        if fast is not None:
            careful, _ = read_careful(path, dialect, places)
            pd.testing.assert_frame_equal(fast.astype(object), careful.astype(object))
            assert [*fast["u"].cat.categories] == [*careful["u"].cat.categories]
