"""Parquet: what is text stays text, measurements are floats, and nobody is quoted."""

from decimal import Decimal
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.parquet import read_parquet

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
    assert caught.value.problems == ("t.parquet: cannot be read as Parquet",)
