"""Parquet and Arrow, through DuckDB: measurements as floats, everything else as text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import duckdb

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.duckdb_session import one_file, quoted, raw_columns, session
from bayes_bench.inputs.readers.exactness import exact_to
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable, refuse_nested
from bayes_bench.interface.suggestions import counted

PARQUET = "read_parquet($path, hive_partitioning = false)"
# a folder like region=5 would replace the column region
DECIMAL = re.compile(r"DECIMAL\((\d+),(\d+)\)")
DOUBLE_DIGITS = 15
NESTED = re.compile(r".*\]|(?:STRUCT|MAP|UNION)\(.*", re.DOTALL)


def read_parquet(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a Parquet file.

    Raises
    ------
    DataError
        Where the file is not Parquet, lacks a column, or one holds lists or bytes that are no
        text.
    """
    file = {"path": one_file(path)}
    try:
        with session() as connection:
            header = _header(connection, file)
            return _read(connection, PARQUET, file, header, wanted, path.name)
    except duckdb.Error:
        # DuckDB's own words may show values, so they are not passed on.
        raise DataError(
            f"{path.name}: cannot be read as Parquet: it is damaged or cut short, fetch it anew"
        ) from None


def read_feather(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a Feather or Arrow file.

    Raises
    ------
    DataError
        As for Parquet.
    """
    import pyarrow as pa
    from pyarrow import feather

    try:
        table = feather.read_table(path, memory_map=True)
        header = list(table.column_names)
        places = located(wanted, header, path.name)
        picked = table.select([*places.values()]).rename_columns([*places])
        with session() as connection:
            connection.register("arrow", picked)
            return _read(connection, "arrow", {}, [*places], wanted, path.name)
    except (pa.ArrowException, duckdb.Error):
        raise DataError(
            f"{path.name}: cannot be read as Feather: it is damaged or cut short, fetch it anew"
        ) from None


def _header(connection: duckdb.DuckDBPyConnection, file: Mapping[str, str]) -> list[str]:
    """Names as the file has them: DuckDB renames those that differ in capitals only."""
    rows = connection.execute(
        "SELECT name, coalesce(num_children, 0) FROM parquet_schema($path)", file
    ).fetchall()
    return list(_top_names(rows[1:]))


def _top_names(rows: Iterable[tuple[str, int]]) -> Iterable[str]:
    below = 0
    for name, children in rows:
        if below == 0:
            yield name
        else:
            below -= 1
        below += children


def _read(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    file: Mapping[str, str],
    header: Sequence[str],
    wanted: Wanted,
    name: str,
) -> RawTable:
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}", file).fetchall()  # noqa: S608
    places = located(wanted, header, name)
    found = {column: described[place][:2] for column, place in places.items()}
    kinds = {column: kind for column, (_, kind) in found.items()}
    refuse_nested({column: kind for column, kind in kinds.items() if NESTED.fullmatch(kind)}, name)
    notes = _decoded(connection, source, file, found, name)
    picked = ", ".join(f"{_cast(*one)} AS c{n}" for n, one in enumerate(found.values()))
    connection.execute(f"CREATE TEMP TABLE raw AS SELECT {picked} FROM {source}", file)  # noqa: S608
    held = {column: exact_to(kind) for column, (_, kind) in found.items()}
    return RawTable(name, raw_columns(connection, list(places)), notes=notes, exact_to=held)


def _decoded(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    file: Mapping[str, str],
    found: Mapping[str, tuple[str, str]],
    name: str,
) -> tuple[str, ...]:
    """Refuse bytes that are no text; note those that are."""
    binary = [column for column, (_, kind) in found.items() if kind == "BLOB"]
    problems = []
    for column in binary:
        bad = quoted(found[column][0])
        (rows,) = connection.execute(
            f"SELECT count(*) FROM {source} WHERE {bad} IS NOT NULL AND try(decode({bad})) IS NULL",  # noqa: S608
            file,
        ).fetchall()[0]
        if rows:
            problems.append(
                f'{name}: the column "{column}" is of bytes (BLOB) that are no UTF-8 text in '
                f"{counted(rows, 'row')}: write it as text"
            )
    if problems:
        raise DataError(problems)
    return tuple(
        f'{name}: the column "{column}" is of bytes, without the mark of text: read as UTF-8'
        for column in binary
    )


def _cast(name: str, kind: str) -> str:
    column = quoted(name)
    if kind in ("DOUBLE", "FLOAT") or _is_short_decimal(kind):
        # NaN is how pandas writes a missing number
        return f"nullif({column}::DOUBLE, 'nan'::DOUBLE)"
    if kind == "BLOB":
        return f"decode({column})"
    whole = "::TINYINT" if kind == "BOOLEAN" else ""
    return f"{column}{whole}::VARCHAR"


def _is_short_decimal(kind: str) -> bool:
    """A decimal with a fraction that a double holds in full; others stay text, digit by digit."""
    told = DECIMAL.fullmatch(kind)
    return told is not None and int(told[2]) > 0 and int(told[1]) <= DOUBLE_DIGITS
