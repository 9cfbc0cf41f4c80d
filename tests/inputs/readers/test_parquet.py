"""Parquet: what is text stays text, measurements are floats, and nobody is quoted."""

from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.parquet import read_feather, read_parquet
from bayes_bench.inputs.readers.raw_table import RawTable

JOINT = ({"name": "joint"},)


def parquet(frame: pd.DataFrame, folder: Path) -> Path:
    path = folder / "people.parquet"
    duckdb.from_df(frame).write_parquet(str(path))
    return path


def test_parquet_keeps_leading_zeros_and_truth(model_of, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"u": ["0101", "0101", "147"], "y": [True, False, True], "joint": [3, 4, 3]}
    )
    people = read_people(model_of(JOINT), parquet(frame, tmp_path))
    assert people["u"].tolist() == ["0101", "0101", "147"]
    assert people["y"].tolist() == [1, 0, 1]
    assert people["joint"].tolist() == ["3", "4", "3"]


def test_numbers_are_floats_and_all_else_is_text(tmp_path: Path) -> None:
    columns = {
        "small": pa.array([1.5, None], pa.float32()),
        "money": pa.array([Decimal("2.50"), Decimal("-1.25")], pa.decimal128(9, 2)),
        "whole": pa.array([2**62, None], pa.int64()),
        "true": pa.array([True, False]),
        "text": pa.array(["007", " x"]),
    }
    pyarrow.parquet.write_table(pa.table(columns), tmp_path / "t.parquet")
    table = read_parquet(tmp_path / "t.parquet", Wanted([*columns])).columns
    assert table["small"].dtype == table["money"].dtype == np.float64
    np.testing.assert_array_equal(table["small"], [1.5, np.nan])
    assert table["money"].tolist() == [2.5, -1.25]
    texts = table[["whole", "true", "text"]].astype(object)
    assert texts.iloc[0].tolist() == [str(2**62), "1", "007"]
    assert texts.iloc[1, 1:].tolist() == ["0", " x"]
    assert table["whole"].isna().tolist() == [False, True]


def test_not_a_number_is_missing(tmp_path: Path) -> None:
    values = pa.table({"x": pa.array([float("nan"), None, 3.0], pa.float64())})
    pyarrow.parquet.write_table(values, tmp_path / "t.parquet")
    read = read_parquet(tmp_path / "t.parquet", Wanted(["x"])).columns["x"]
    assert read.isna().tolist() == [True, True, False]


def test_names_of_columns_are_only_names(tmp_path: Path) -> None:
    frame = pd.DataFrame({'a"; DROP TABLE raw; --': ["1"], "SELECT": ["2"], "c0": ["3"]})
    names = [str(name) for name in frame][::-1]
    read = read_parquet(parquet(frame, tmp_path), Wanted(names)).columns
    assert read.astype(object).to_numpy().tolist() == [["3", "2", "1"]]
    assert list(read) == names


def test_what_is_no_parquet_is_refused_without_its_content(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    path.write_bytes(b"PAR1 KANARIEFUGL")
    with pytest.raises(DataError) as caught:
        read_parquet(path, Wanted(["x"]))
    assert caught.value.problems == (
        "t.parquet: cannot be read as Parquet: it is damaged or cut short, fetch it anew",
    )


def written(columns: dict[str, pa.Array], folder: Path, kind: str) -> RawTable:
    """The columns from a file of each kind."""
    path = folder / f"t.{kind}"
    table = pa.table(list(columns.values()), names=list(columns))
    if kind == "parquet":
        pyarrow.parquet.write_table(table, path)
        return read_parquet(path, Wanted([*columns]))
    pyarrow.feather.write_feather(table, path)
    return read_feather(path, Wanted([*columns]))


KINDS = pytest.mark.parametrize("kind", ["parquet", "feather"])


@KINDS
def test_no_digit_of_a_whole_number_is_lost(tmp_path: Path, kind: str) -> None:
    big = 12345678901234567890
    columns = {
        "decimal": pa.array([Decimal(big), Decimal(big + 1)], pa.decimal128(20, 0)),
        "long": pa.array([Decimal("1234567890123456.78")] * 2, pa.decimal128(18, 2)),
        "unsigned": pa.array([2**63 + 1, 2**63 + 2], pa.uint64()),
        "listed": pa.array(["a", "b"]).dictionary_encode(),
    }
    table = written(columns, tmp_path, kind).columns.astype(object)
    assert table["decimal"].tolist() == [str(big), str(big + 1)]
    assert table["long"].tolist() == ["1234567890123456.78"] * 2
    assert table["unsigned"].tolist() == [str(2**63 + 1), str(2**63 + 2)]
    assert table["listed"].tolist() == ["a", "b"]


@KINDS
def test_how_exact_a_column_is_is_told_by_its_type(tmp_path: Path, kind: str) -> None:
    columns = {"single": pa.array([1.0], pa.float32()), "double": pa.array([1.0], pa.float64())}
    assert written(columns, tmp_path, kind).exact_to == {"single": 2**24, "double": 2**53}


@KINDS
def test_bytes_are_text_where_they_are_utf8(tmp_path: Path, kind: str) -> None:
    columns = {"u": pa.array(["Sønderborg".encode(), None], pa.binary())}
    table = written(columns, tmp_path, kind)
    assert table.columns["u"].astype(object).fillna("").tolist() == ["Sønderborg", ""]
    assert table.notes == (
        f't.{kind}: the column "u" is of bytes, without the mark of text: read as UTF-8',
    )
    with pytest.raises(DataError, match=r'"u" is of bytes \(BLOB\) that are no UTF-8 .* in 1 row'):
        written({"u": pa.array([b"\xe6", b"a"], pa.binary())}, tmp_path, kind)


@KINDS
def test_lists_and_records_are_no_values(tmp_path: Path, kind: str) -> None:
    columns = {"u": pa.array([[101], [102]]), "s": pa.array([{"a": 1}, {"a": 2}])}
    with pytest.raises(DataError) as caught:
        written(columns, tmp_path, kind)
    assert [line.partition(",")[0] for line in caught.value.problems] == [
        f't.{kind}: the column "u" holds lists or records (BIGINT[])',
        f't.{kind}: the column "s" holds lists or records (STRUCT(a BIGINT))',
    ]


@KINDS
def test_names_that_differ_in_capitals_are_two(tmp_path: Path, kind: str) -> None:
    nested = pa.array([{"a": 1, "b": [2]}])  # so that names below names are counted out
    columns = {"n": nested, "Age": pa.array([1]), "age": pa.array([2]), "AGE": pa.array([3])}
    path = tmp_path / f"t.{kind}"
    table = pa.table(columns)
    read = read_parquet if kind == "parquet" else read_feather
    write = pyarrow.parquet.write_table if kind == "parquet" else pyarrow.feather.write_feather
    write(table, path)
    found = read(path, Wanted(["age", "AGE", "Age"])).columns.astype(object)
    assert found.iloc[0].to_dict() == {"age": "2", "AGE": "3", "Age": "1"}


def test_feather_that_is_cut_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "t.feather"
    pyarrow.feather.write_feather(pa.table({"u": list(range(1000))}), path)
    path.write_bytes(path.read_bytes()[:600])
    with pytest.raises(DataError, match=r"t\.feather: cannot be read as Feather: it is damaged"):
        read_feather(path, Wanted(["u"]))
