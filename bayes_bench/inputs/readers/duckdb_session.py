"""DuckDB as a calculator in memory: it downloads nothing and writes nothing to disk."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pandas as pd

OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",  # what does not fit in memory must not land on a disk unasked
}


@contextmanager
def session() -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database in memory, and close it."""
    connection = duckdb.connect(":memory:", config=OFFLINE)
    connection.execute("SET enable_progress_bar = false")  # there is one for the whole run
    try:
        yield connection
    finally:
        connection.close()


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def one_file(path: Path) -> str:
    """Return a path that DuckDB reads as this file, and not as a pattern of file names."""
    return re.sub(r"[*?[]", r"[\g<0>]", str(path.absolute()))


def raw_columns(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> pd.DataFrame:
    """Return the columns of the table `raw` in the order of its rows.

    Parameters
    ----------
    connection : DuckDBPyConnection
        With a table `raw` whose columns c0, c1, ... are VARCHAR or DOUBLE.
    names : sequence of str
        What c0, c1, ... are called in the result.

    Returns
    -------
    DataFrame
        VARCHAR as categories of text: people's rows are integers from here on.
    """
    types = dict(
        connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'raw'"
        ).fetchall()
    )
    columns = [f"c{place}" for place in range(len(names))]
    picked = ", ".join(_pick(connection, column, types[column]) for column in columns)
    frame = connection.execute(f"SELECT {picked} FROM raw").df()  # noqa: S608 own names only
    return frame.set_axis(list(names), axis="columns")


def _pick(connection: duckdb.DuckDBPyConnection, column: str, kind: str) -> str:
    if kind == "DOUBLE":
        return column
    distinct = f"SELECT DISTINCT {column} FROM raw WHERE {column} IS NOT NULL ORDER BY 1"  # noqa: S608
    connection.execute(f"CREATE TYPE t_{column} AS ENUM ({distinct})")
    return f"{column}::t_{column} AS {column}"
