"""CSV: comma, semicolon or tab; UTF-8 or Windows-1252; every column is read as text.

DuckDB parses UTF-8. Windows-1252 is decoded and parsed by Python, because DuckDB would have to
download an extension for it. No message of either is passed on: theirs show whole rows.
"""

import _csv
import codecs
import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.duckdb_session import one_file, raw_columns, session
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.interface.suggestions import counted, numbered

CHUNK = 1 << 20
UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)


def read_csv(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a CSV file as text.

    Raises
    ------
    DataError
        Where the file is empty, is neither UTF-8 nor Windows-1252 or is both, or has broken rows.
    """
    encoding = _encoding(path)
    header, delimiter = _header(path, encoding)
    places = located(wanted, header, path.name)
    read = _read_utf8 if encoding == "utf-8-sig" else _read_windows
    columns = read(path, delimiter, len(header), places)
    columns = columns.iloc[: len(columns) - _empty_rows_at_end(path, delimiter, len(header))]
    return RawTable(path.name, columns, decimal="," if delimiter == ";" else ".")


def _encoding(path: Path) -> str:
    if _decodes(path, "utf-8-sig"):
        return "utf-8-sig"
    if _decodes(path, "cp1252"):
        _refuse_mixed(path)
        return "cp1252"
    raise DataError(f"{path.name}: is neither UTF-8 nor Windows-1252: save it as UTF-8")


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if "\0" in decoder.decode(chunk):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_mixed(path: Path) -> None:
    # Two files of different encodings put together: as Windows-1252 "å" would become "Ã¥".
    with path.open("rb") as file:
        mixed = next((n for n, line in enumerate(file, 1) if UTF8_LETTER.search(line)), None)
    if mixed is not None:
        raise DataError(
            f"{path.name}: line {mixed} has a letter in UTF-8, but other letters of the file are "
            "not: save all of it as UTF-8"
        )


def _header(path: Path, encoding: str) -> tuple[list[str], str]:
    with path.open(encoding=encoding, newline="") as file:
        first = file.readline()
        if not first.strip():
            raise DataError(f"{path.name}: is empty, or its first line is")
        delimiter = max(",;\t", key=first.count)
        file.seek(0)
        try:
            return next(csv.reader(file, delimiter=delimiter, strict=True)), delimiter
        except csv.Error:
            raise DataError(f"{path.name}: a quotation mark is left open in line 1") from None


def _read_utf8(path: Path, delimiter: str, width: int, places: dict[str, int]) -> pd.DataFrame:
    try:
        with session() as connection:
            return _parsed(connection, path, delimiter, width, places)
    except duckdb.Error:
        raise DataError(f"{path.name}: cannot be read as CSV: check quotation marks") from None


def _parsed(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    delimiter: str,
    width: int,
    places: dict[str, int],
) -> pd.DataFrame:
    picked = ", ".join(f"f{place} AS c{n}" for n, place in enumerate(places.values()))
    connection.execute(
        f"CREATE TEMP TABLE raw AS SELECT {picked} FROM read_csv($path, columns = $columns, "  # noqa: S608
        "delim = $delimiter, header = true, auto_detect = false, all_varchar = true, "
        "quote = '\"', escape = '\"', nullstr = '', store_rejects = true, "
        "hive_partitioning = false)",
        {
            "path": one_file(path),
            "columns": {f"f{place}": "VARCHAR" for place in range(width)},
            "delimiter": delimiter,
        },
    )
    broken = connection.execute("SELECT DISTINCT line FROM reject_errors ORDER BY line")
    _refuse_broken([line - 1 for (line,) in broken.fetchall()], path.name)
    return raw_columns(connection, list(places))


def _read_windows(path: Path, delimiter: str, width: int, places: dict[str, int]) -> pd.DataFrame:
    pick = [*places.values()]
    with path.open(encoding="cp1252", newline="") as file:
        rows = list(_rows(csv.reader(file, delimiter=delimiter, strict=True), path.name))
    _refuse_broken([n for n, row in enumerate(rows, 1) if len(row) != width], path.name)
    values = ([row[place] or None for place in pick] for row in rows)
    return pd.DataFrame(values, columns=list(places), dtype=object).astype("category")


def _rows(reader: "_csv.Reader", name: str) -> Iterator[list[str]]:
    next(reader)
    try:
        yield from (row for row in reader if row)
    except csv.Error:
        row = reader.line_num - 1
        raise DataError(f"{name}: row {row} cannot be read: check quotation marks") from None


def _empty_rows_at_end(path: Path, delimiter: str, width: int) -> int:
    """Count the rows like ",,," with which spreadsheets end what they save.

    These lines have no quotation mark, so none of them is inside a value of several lines.
    """
    empty = delimiter.encode() * (width - 1)
    count = 0
    with path.open("rb") as file:
        for line in file:
            row = line.rstrip(b"\r\n").replace(b" ", b"")
            if row == empty:
                count += 1
            elif row:
                count = 0
    return count


def _refuse_broken(rows: Sequence[int], name: str) -> None:
    if rows:
        raise DataError(
            f"{name}: {counted(len(rows), 'row')} without the columns of the first line, or with "
            f"a stray quotation mark ({numbered(rows)}): write every row with as many columns"
        )
