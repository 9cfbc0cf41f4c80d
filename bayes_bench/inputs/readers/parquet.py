"""Parquet, through DuckDB: measurements as floats, everything else as text."""

from pathlib import Path

import duckdb

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.duckdb_session import one_file, quoted, raw_columns, session
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable

FLOATING = ("DOUBLE", "FLOAT", "DECIMAL")


def read_parquet(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a Parquet file.

    Raises
    ------
    DataError
        Where the file is not Parquet, or lacks a column.
    """
    try:
        with session() as connection:
            return _read(connection, path, wanted)
    except duckdb.Error:
        # DuckDB's own words may show values, so they are not passed on.
        raise DataError(f"{path.name}: cannot be read as Parquet") from None


def _read(connection: duckdb.DuckDBPyConnection, path: Path, wanted: Wanted) -> RawTable:
    # a folder like region=5 would replace the column region
    file, source = {"path": one_file(path)}, "read_parquet($path, hive_partitioning = false)"
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}", file)  # noqa: S608 own text
    kinds = {name: kind for name, kind, *_ in rows.fetchall()}
    header = list(kinds)
    places = located(wanted, header, path.name)
    found = [header[place] for place in places.values()]
    picked = ", ".join(f"{_cast(name, kinds[name])} AS c{n}" for n, name in enumerate(found))
    connection.execute(
        f"CREATE TEMP TABLE raw AS SELECT {picked} FROM {source}",  # noqa: S608 quoted
        file,
    )
    return RawTable(path.name, raw_columns(connection, list(places)))


def _cast(name: str, kind: str) -> str:
    if kind.startswith(FLOATING):
        # NaN is how pandas writes a missing number
        return f"nullif({quoted(name)}::DOUBLE, 'nan'::DOUBLE)"
    whole = "::TINYINT" if kind == "BOOLEAN" else ""
    return f"{quoted(name)}{whole}::VARCHAR"
