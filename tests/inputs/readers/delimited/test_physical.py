"""Lines as they lie on the disk."""

import gzip
from pathlib import Path

import pytest

from bayes_bench.inputs.readers import opening
from bayes_bench.inputs.readers.delimited.physical import (
    at_the_end,
    is_empty_row,
    length_notes,
    physical,
    text_lines,
)


@pytest.mark.parametrize("chunk", [1, 3, 1 << 20])
@pytest.mark.parametrize(
    ("content", "lines", "is_plain", "is_ended"),
    [
        (b"a\nb\nc\n", 3, True, True),
        (b"a\nb\nc", 3, True, False),
        (b"a\r\nb\r\n", 2, True, True),
        (b"a\r\nb", 2, True, False),
        (b"a\rb\r", 2, False, True),
        (b"a\r\nb\n", 2, False, True),
        (b"a\r\r\nb\r\r\n", 4, False, True),
        (b"a\nb\n\x1a", 2, False, True),
        (b"a", 1, True, False),
    ],
)
def test_lines_are_counted_whatever_the_chunks(  # noqa: PLR0917
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    chunk: int,
    content: bytes,
    lines: int,
    is_plain: bool,
    is_ended: bool,
) -> None:
    monkeypatch.setattr(opening, "CHUNK", chunk)
    for pack in (bytes, gzip.compress):
        path = tmp_path / "t.csv"
        path.write_bytes(pack(content))
        found = physical(path)
        assert (found.lines, found.is_plain, found.is_ended) == (lines, is_plain, is_ended)
        assert found.tail == content


def test_text_has_one_kind_of_line_end_and_no_mark_of_its_end(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_bytes("å\rb\r\nc\n\x1a".encode("cp1252"))
    with text_lines(path, "cp1252") as lines:
        assert [*lines] == ["å\n", "b\n", "c\n", ""]


def test_lengths_that_say_something() -> None:
    assert length_notes(1000, is_ended=True, name="t") == ()
    assert length_notes(2, is_ended=False, name="t") == ()
    assert "no line end" in length_notes(3, is_ended=False, name="t")[0]
    for most in (65_536, 1_048_576):
        (note,) = length_notes(most, is_ended=True, name="t")
        assert f"has exactly {most:,} lines" in note
        assert length_notes(most - 1, is_ended=True, name="t") == ()


@pytest.mark.parametrize(
    ("tail", "expected"),
    [
        (b"a,b,c\n1,2,3\n", (0, 0)),
        (b"1,2,3\n,,\n", (1, 0)),
        (b"1,2,3\n,,\r\n , ,\n\n\n", (2, 2)),
        (b"1,2,3\n\n,,", (1, 1)),
        (b",,\n,,\n", None),
        (b"1,2,3\n,\n", (0, 0)),
    ],
)
def test_what_holds_nothing_at_the_end(tail: bytes, expected: tuple[int, int] | None) -> None:
    assert at_the_end(tail, ",", 3) == expected


def test_an_empty_row_has_every_delimiter() -> None:
    assert is_empty_row(" ; ;\r\n", ";", 3)
    assert not is_empty_row('"";;\n', ";", 3)
    assert not is_empty_row(";\n", ";", 3)
