"""Rows of a text file, read by Python: what is unusual in them is counted, and never quoted."""

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.dialect import Dialect
from bayes_bench.inputs.readers.delimited.physical import is_empty_row, long_cells, text_lines

EXAMPLES = 6


class Record(NamedTuple):
    """A row.

    Attributes
    ----------
    cells : list of str
    lines : list of str
        The lines of the file that it was read from: several where a cell is of several.
    """

    cells: list[str]
    lines: list[str]


class _Kept:
    """Lines, kept until they are taken."""

    def __init__(self, lines: Iterator[str]) -> None:
        self.lines = lines
        self.kept: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self.lines:
            self.kept.append(line)
            yield line

    def taken(self) -> list[str]:
        kept, self.kept = self.kept, []
        return kept


def records(path: Path, dialect: Dialect) -> Iterator[Record]:
    """Yield the rows below the header; lines without anything are none.

    Raises
    ------
    DataError
        Where quotation marks are wrong, with the row.
    """
    with text_lines(path, dialect.encoding) as text, long_cells():
        for _ in range(dialect.skipped):
            next(text)
        kept, row = _Kept(text), 0
        reader = csv.reader(kept, delimiter=dialect.delimiter, strict=True)
        next(reader)
        kept.taken()
        try:
            for cells in reader:
                lines = kept.taken()
                if len(cells) > 1 or any(line.strip() for line in lines):
                    row += 1
                    yield Record(cells, lines)
        except csv.Error:
            raise DataError(f"{path.name}: {_unreadable(row + 1, kept.kept)}") from None


def _unreadable(row: int, lines: Sequence[str]) -> str:
    if any('\\"' in line for line in lines):
        return (
            f'row {row} cannot be read: quotation marks within a text are written \\" there, as '
            'MySQL does: write them twice (""), or export without escapes'
        )
    return f"row {row} cannot be read: check quotation marks"


@dataclass
class Survey:
    """What the rows of a file are like.

    Attributes
    ----------
    delimiter : str
    width : int
        Columns of the header.
    rows : int
    empty_at_end : int
        Rows like ",,," at the end.
    widths : Counter
        How many rows have how many columns.
    examples : dict
        For each number of columns, the first few rows that have it.
    swallowed : list of (int, int)
        Rows of several lines each of which looks like a row, and how many lines.
    closed : int
        Rows of more columns than the header where what is more is empty: they count as wide as it.
    names_rows : bool
        The first cell is another one in every row that is wider than the header.
    """

    delimiter: str
    width: int
    rows: int = 0
    empty_at_end: int = 0
    widths: Counter[int] = field(default_factory=Counter)
    examples: dict[int, list[int]] = field(default_factory=dict)
    swallowed: list[tuple[int, int]] = field(default_factory=list)
    closed: int = 0
    names_rows: bool = True
    _firsts: set[str] = field(default_factory=set)

    def add(self, record: Record) -> None:
        """Count a row."""
        self.rows += 1
        width = len(record.cells)
        if width != self.width:
            width = self._odd_width(record.cells)
        self.widths[width] += 1
        if record.cells[0].strip():  # by far the most, which are not looked at further
            self.empty_at_end = 0
        else:
            is_empty = is_empty_row("".join(record.lines), self.delimiter, self.width)
            self.empty_at_end = self.empty_at_end + 1 if is_empty else 0
        if len(record.lines) > 1 and self._like_rows(record.lines):
            self.swallowed.append((self.rows, len(record.lines)))

    def _like_rows(self, lines: Sequence[str]) -> bool:
        return self.width > 2 and all(
            line.count(self.delimiter) == self.width - 1 for line in lines
        )

    def _odd_width(self, cells: Sequence[str]) -> int:
        width = self._wider(cells) if len(cells) > self.width else len(cells)
        rows = self.examples.setdefault(width, [])
        if len(rows) < EXAMPLES:
            rows.append(self.rows)
        return width

    def _wider(self, cells: Sequence[str]) -> int:
        self.names_rows = self.names_rows and cells[0] not in self._firsts
        if self.names_rows:
            self._firsts.add(cells[0])
        if any(cells[self.width :]):
            return len(cells)
        self.closed += 1
        return self.width


def surveyed(path: Path, dialect: Dialect) -> Survey:
    """Read all rows of a file once, to know what they are like."""
    survey = Survey(dialect.delimiter, len(dialect.header))
    for record in records(path, dialect):
        survey.add(record)
    return survey
