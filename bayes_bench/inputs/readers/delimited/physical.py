"""The lines of a text file as they lie on the disk: how many, how they end, what stands last."""

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path

from bayes_bench.inputs.readers.opening import chunks, opened

TAIL = 1 << 16
CTRL_Z = b"\x1a"
SPREADSHEET_ROWS = (65_536, 1_048_576)


@dataclass(frozen=True)
class Physical:
    """What bytes tell of lines, in an encoding whose line ends are single bytes.

    Attributes
    ----------
    lines : int
        The last one counts whether or not it has a line end.
    is_plain : bool
        All lines end alike, in LF or CR LF, and there is no end-of-file mark.
    is_ended : bool
        The last line has a line end, or an end-of-file mark.
    tail : bytes
        The last ones of the file.
    """

    lines: int
    is_plain: bool
    is_ended: bool
    tail: bytes


def physical(path: Path) -> Physical:
    """Count the lines of a file, unpacked where it is gzip."""
    feeds = returns = both = 0
    tail = b""
    for chunk in chunks(path):
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
        both += chunk.count(b"\r\n") + (tail[-1:] == b"\r" and chunk[:1] == b"\n")
        tail = (tail[-TAIL:] + chunk)[-TAIL:]
    is_ended = tail[-1:] in (b"\n", b"\r", CTRL_Z)
    is_plain = returns == both and both in (0, feeds) and tail[-1:] != CTRL_Z
    return Physical(max(feeds, returns) + (not is_ended), is_plain, is_ended, tail)


@contextmanager
def long_cells() -> Iterator[None]:
    """Let Python's reader of CSV take cells of any length, for as long as this lasts."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


@contextmanager
def text_lines(path: Path, encoding: str) -> Iterator[Iterator[str]]:
    """Open a file as lines that end in LF, however they end on the disk.

    An end-of-file mark of DOS (Ctrl-Z) at the end is left out.
    """
    with opened(path) as file, TextIOWrapper(file, encoding=encoding, newline=None) as text:
        yield (line.rstrip("\x1a") for line in text)


def length_notes(lines: int, *, is_ended: bool, name: str) -> tuple[str, ...]:
    """Return sentences where a file may have lost its end.

    Parameters
    ----------
    lines : int
        With the header.
    is_ended : bool
        The last line ends as the others do.
    name : str
        Base name of the file.
    """
    notes = []
    if lines in SPREADSHEET_ROWS:
        notes.append(
            f"{name}: has exactly {lines:,} lines, the most that a spreadsheet holds: the rest "
            "may have been cut off when it was saved there"
        )
    if not is_ended and lines > 2:
        notes.append(
            f"{name}: the last line has no line end, where all others have one: the file may "
            "have been cut short"
        )
    return tuple(notes)


def is_empty_row(line: str, delimiter: str, width: int) -> bool:
    """Whether a line is like ",,,", with which spreadsheets end what they save."""
    return line.rstrip("\r\n").replace(" ", "") == delimiter * (width - 1)


def at_the_end(tail: bytes, delimiter: str, width: int) -> tuple[int, int] | None:
    """Count the lines at the end of a file that hold nothing.

    They have no quotation mark, so none of them is inside a value of several lines.

    Returns
    -------
    tuple of int, optional
        Lines like ",,,", and blank ones; None where all of the tail is such.
    """
    empty = blank = 0
    lines = tail.decode("utf-8", errors="replace").split("\n")
    for line in reversed(lines if lines[-1] else lines[:-1]):
        if not line.strip():
            blank += 1
        elif is_empty_row(line, delimiter, width):
            empty += 1
        else:
            return empty, blank
    return None
