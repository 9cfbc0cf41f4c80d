"""SAS transport files say how long they are, in their way: they are held to it.

Records of 80 bytes: a header for each data set, one for its columns (140 bytes each), one where
its rows begin; rows fill whole records, the last one with blanks. Layout: SAS Institute,
TS-140, The record layout of a SAS transport data set.
"""

import mmap
from collections.abc import Iterator
from pathlib import Path

from bayes_bench.errors import DataError
from bayes_bench.interface.suggestions import listed

RECORD = 80
COLUMN = 140
MEMBERS = (
    b"HEADER RECORD*******MEMBER  HEADER RECORD!!!!!!!",
    b"HEADER RECORD*******MEMBV8  HEADER RECORD!!!!!!!",
)
COLUMNS = b"HEADER RECORD*******NAMESTR HEADER RECORD!!!!!!!"
ROWS = b"HEADER RECORD*******OBS     HEADER RECORD!!!!!!!"


def refuse_transport(path: Path) -> None:
    """Refuse a transport file that was cut short, or holds several data sets.

    Raises
    ------
    DataError
        With what can be seen.
    """
    cut = DataError(f"{path.name}: is cut short (its last record is no whole one): fetch it anew")
    if path.stat().st_size % RECORD or not path.stat().st_size:
        raise cut
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        sets = [_set_name(content, place) for mark in MEMBERS for place in _places(content, mark)]
        if len(sets) > 1:
            raise DataError(
                f"{path.name}: holds {len(sets)} data sets ({listed(sets)}), and one is read: "
                "write the one that is meant, or all put together, to a file of its own"
            )
        if not _is_whole(content):
            raise cut


def _places(content: mmap.mmap, mark: bytes) -> Iterator[int]:
    place = content.find(mark)
    while place >= 0:
        if place % RECORD == 0:
            yield place
        place = content.find(mark, place + 1)


def _set_name(content: mmap.mmap, member: int) -> str:
    record = content[member + 2 * RECORD : member + 3 * RECORD]
    return (
        record[8 : 40 if b"V8" in content[member : member + RECORD] else 16]
        .decode("ascii", errors="replace")
        .strip()
    )


def _is_whole(content: mmap.mmap) -> bool:
    """Whether after the last whole row there are blanks only, and fewer than a record."""
    columns, rows = content.find(COLUMNS), content.find(ROWS)
    if columns < 0 or rows < 0:
        return True  # of another version, whose marks differ
    width = _row_width(content, columns)
    if not width:
        return True
    start = rows + RECORD
    rest = (len(content) - start) % width
    return not content[len(content) - rest :].strip() if rest else True


def _row_width(content: mmap.mmap, columns: int) -> int:
    """Bytes of a row: the sum of the lengths that the columns' records tell."""
    told = content[columns + 54 : columns + 58]
    count = int(told) if told.isdigit() else 0
    starts = (columns + RECORD + COLUMN * n for n in range(count))
    return sum(int.from_bytes(content[start + 4 : start + 6], "big") for start in starts)
