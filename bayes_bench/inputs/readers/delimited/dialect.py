"""Which sign stands between the columns, and where the columns' names are.

Every candidate is tried on the first lines: the one under which the model's columns are found is
right, whatever other signs the names hold. Where none finds a column, the one that cuts the first
lines most alike is taken, and the message says which it was.
"""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.physical import long_cells, text_lines
from bayes_bench.inputs.readers.headers import Wanted, found

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "pipes"}
LINES = 40
SEP_LINE = re.compile(r"\"?sep=(.)\"?\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Dialect:
    """How a file is written.

    Attributes
    ----------
    encoding : str
    delimiter : str
    header : list of str
    skipped : int
        Lines above the columns' names: 1 where a line ``sep=;`` tells the delimiter.
    is_even : bool
        The first rows are all as wide as the header.
    """

    encoding: str
    delimiter: str
    header: list[str]
    skipped: int = 0
    is_even: bool = True


def dialect_of(path: Path, encoding: str, wanted: Wanted) -> Dialect:
    """Return how a file is written.

    Raises
    ------
    DataError
        Where its first line is empty, has an open quotation mark, is quoted as a whole, or is no
        line of names while a later one is.
    """
    with text_lines(path, encoding) as text:
        lines = list(islice(text, LINES))
    with long_cells():
        return _told(lines, encoding, wanted, path.name)


def _told(lines: Sequence[str], encoding: str, wanted: Wanted, name: str) -> Dialect:
    told = SEP_LINE.fullmatch(lines[0]) if lines else None
    skipped = 0 if told is None else 1
    if not any(line.strip() for line in lines[skipped : skipped + 1]):
        raise DataError(f"{name}: is empty, or its first line is")
    candidates = [told[1]] if told else list(DELIMITERS)
    delimiter, header = _best(lines[skipped:], candidates, wanted, name)
    if not wanted.every and not found(wanted, header):
        _refuse_seen(lines, header, wanted, name)
    is_even = _alike(lines[skipped:], delimiter) == len(header)
    return Dialect(encoding, delimiter, header, skipped, is_even)


def _best(
    lines: Sequence[str], candidates: Sequence[str], wanted: Wanted, name: str
) -> tuple[str, list[str]]:
    headers = {delimiter: _header(lines, delimiter) for delimiter in candidates}
    numbers = {d: found(wanted, header or []) for d, header in headers.items()}
    if any(numbers.values()):
        best = max(candidates, key=lambda d: (numbers[d], _alike(lines, d)))
    else:
        best = max(candidates, key=lambda d: (_alike(lines, d) > 1, lines[0].count(d)))
    header = headers[best]
    if header is None:
        raise DataError(f"{name}: a quotation mark is left open in line 1")
    return best, header


def _header(lines: Sequence[str], delimiter: str) -> list[str] | None:
    try:
        return next(csv.reader(lines, delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None


def _alike(lines: Sequence[str], delimiter: str) -> int:
    """Columns of the first line, where the next ones have as many; else 0."""
    reader = csv.reader((line for line in lines if line.strip()), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, LINES // 2)]
    except csv.Error:
        return 0
    return widths[0] if len(set(widths)) == 1 else 0


def _refuse_seen(lines: Sequence[str], header: Sequence[str], wanted: Wanted, name: str) -> None:
    """Refuse what can be seen to be wrong with a first line that holds none of the columns."""
    if len(header) == 1 and any(_finds(header[0], d, wanted) for d in DELIMITERS):
        raise DataError(
            f"{name}: every line stands in quotation marks as a whole, so it is one column: take "
            "the outer quotation marks away"
        )
    places = [
        n for n, line in enumerate(lines, 1) if any(_finds(line, d, wanted) for d in DELIMITERS)
    ]
    if places:
        raise DataError(
            f"{name}: the columns' names stand in line {places[0]}, not in the first: delete the "
            "lines above it"
        )


def _finds(line: str, delimiter: str, wanted: Wanted) -> bool:
    return found(wanted, _header([line], delimiter) or []) == len(wanted.needed)
