"""Well-kept text files through DuckDB: as many rows as lines, each as wide as the header."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
import pandas as pd

from bayes_bench.inputs.readers.delimited.dialect import Dialect
from bayes_bench.inputs.readers.delimited.physical import Physical, at_the_end
from bayes_bench.inputs.readers.duckdb_session import one_file, raw_columns, session
from bayes_bench.inputs.readers.opening import is_gzip


def read_fast(
    path: Path, dialect: Dialect, lines: Physical, places: Mapping[str, int]
) -> pd.DataFrame | None:
    """Read the columns at some places of a UTF-8 file as text.

    Returns
    -------
    DataFrame, optional
        None where anything is unusual: a row of another width, a cell of several lines, a line
        too long. Python then reads it, and says what is wrong if something is.
    """
    ending = at_the_end(lines.tail, dialect.delimiter, len(dialect.header))
    if ending is None or not dialect.is_even:
        return None
    empty, blank = ending
    try:
        with session() as connection:
            rows = _parsed(connection, path, dialect, places)
            if rows != lines.lines - 1 - dialect.skipped - blank:
                return None
            return raw_columns(connection, list(places)).iloc[: rows - empty]
    except duckdb.Error:
        return None


def _parsed(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: Dialect,
    places: Mapping[str, int],
) -> int:
    """Make the table `raw`; return how many rows it has, -1 where any was refused."""
    picked = ", ".join(f"f{place} AS c{n}" for n, place in enumerate(places.values()))
    connection.execute(
        f"CREATE TEMP TABLE raw AS SELECT {picked} FROM read_csv($path, columns = $columns, "  # noqa: S608
        "delim = $delimiter, header = true, auto_detect = false, all_varchar = true, "
        "quote = '\"', escape = '\"', nullstr = '', store_rejects = true, "
        "skip = $skipped, compression = $compression, hive_partitioning = false)",
        {
            "path": one_file(path),
            "columns": {f"f{place}": "VARCHAR" for place in range(len(dialect.header))},
            "delimiter": dialect.delimiter,
            "skipped": dialect.skipped,
            "compression": "gzip" if is_gzip(path) else "none",
        },
    )
    (rejected, rows) = connection.execute(
        "SELECT (SELECT count(*) FROM reject_errors), (SELECT count(*) FROM raw)"
    ).fetchall()[0]
    return -1 if rejected else int(rows)
