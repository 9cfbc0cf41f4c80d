"""The demo's table of people as a Parquet file, the same bytes each time."""

from pathlib import Path

import duckdb
import pandas as pd

PARQUET = "COPY people TO $path (FORMAT parquet, COMPRESSION zstd)"


def write_parquet(people: pd.DataFrame, path: Path) -> None:
    """Write the people in their order.

    One version of DuckDB gives the same bytes for the same people; it writes its own version into
    the file.
    """
    text = people.select_dtypes(exclude="number").columns
    with duckdb.connect(config={"threads": 1}) as connection:
        # as plain objects, which DuckDB reads without help from a third library
        connection.register("people", people.astype(dict.fromkeys(text, object)))
        connection.execute(PARQUET, {"path": str(path)})
