"""DuckDB: no network, no disk, names as names, rows in their order."""

import fnmatch
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from bayes_bench.inputs.readers.duckdb_session import one_file, quoted, raw_columns, session


def test_nothing_is_fetched_or_spilt() -> None:
    wanted = ("autoinstall_known_extensions", "autoload_known_extensions", "temp_directory")
    with session() as connection:
        found = dict(connection.execute("SELECT name, value FROM duckdb_settings()").fetchall())
    assert {name: found[name] for name in wanted} == {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "temp_directory": "",
    }
    with duckdb.connect(":memory:") as plain:  # the control: it is not so by itself
        (spilt,) = plain.execute("SELECT current_setting('temp_directory')").fetchall()[0]
    assert spilt != ""


def test_a_session_is_closed_even_after_an_error() -> None:
    with pytest.raises(ZeroDivisionError), session() as connection:
        raise ZeroDivisionError
    with pytest.raises(duckdb.ConnectionException):
        connection.execute("SELECT 1")


@pytest.mark.parametrize("name", ["x", 'a"b', '"', "a; --", "SELECT", "Å ø", "a''b"])
def test_a_quoted_name_is_one_identifier(name: str) -> None:
    with session() as connection:
        rows = connection.execute(f"SELECT 1 AS {quoted(name)}")
        assert [column[0] for column in rows.description] == [name]


@pytest.mark.parametrize("name", ["p[1].csv", "p*.csv", "p?.csv", "[*]?", "plain.csv", "]["])
def test_a_pattern_of_one_file_matches_that_file_alone(tmp_path: Path, name: str) -> None:
    """The brackets are those of fnmatch, which is here an independent reader of patterns."""
    pattern = one_file(tmp_path / name)
    assert fnmatch.fnmatchcase(str(tmp_path / name), pattern)
    others = ["p1.csv", "pp.csv", "p.csv", "x", "[x]y", "plainXcsv"]
    assert not any(fnmatch.fnmatchcase(str(tmp_path / other), pattern) for other in others)


def test_columns_keep_rows_and_are_categories_of_text() -> None:
    texts = [f"t{row * 7919 % 5003}" if row % 11 else None for row in range(6000)]
    frame = pd.DataFrame({"c0": texts, "c1": [row / 3 for row in range(6000)]})
    with session() as connection:
        connection.register("frame", frame)
        connection.execute("CREATE TEMP TABLE raw AS SELECT c0, c1 FROM frame")
        found = raw_columns(connection, ["name", "number"])
    assert list(found) == ["name", "number"]
    assert found["number"].tolist() == frame["c1"].tolist()
    assert isinstance(found["name"].dtype, pd.CategoricalDtype)
    assert [None if pd.isna(text) else text for text in found["name"]] == texts
    assert list(found["name"].cat.categories) == sorted({text for text in texts if text})


def test_a_column_that_is_all_missing_has_no_category() -> None:
    with session() as connection:
        connection.execute("CREATE TEMP TABLE raw AS SELECT NULL::VARCHAR AS c0 FROM range(3)")
        found = raw_columns(connection, ["x"])["x"]
    assert found.isna().all()
    assert len(found.cat.categories) == 0
