"""The reader is told by the end of a file's name, and every format says the same."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyreadstat
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.readers import table
from bayes_bench.inputs.readers.table import READERS, read_table
from tests.builders.inputs import columns

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CANARY = "KANARIEFUGL"
PLAIN = "u,y,joint,age\n0101,1,hip,40\n0101,0,hand,50.5\n0147,0,hip,61\n0147,1,hand,40\n"


def written(frame: pd.DataFrame, folder: Path, kind: str) -> Path:
    labels: dict[str, dict[int | float, str]] = {
        "joint": {1: "Hip", 2: "Hand"},
        "u": {101: "København"},
    }
    path = folder / f"people.{kind}"
    if kind == "dta":
        pyreadstat.write_dta(frame, str(path), variable_value_labels=labels)
    elif kind == "sav":
        pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    elif kind == "xpt":
        pyreadstat.write_xport(frame, str(path), table_name="people")
    else:
        duckdb.from_df(frame).write_parquet(str(path))
    return path


@pytest.mark.parametrize("kind", ["dta", "sav", "xpt", "parquet"])
def test_statistical_files_say_the_same_as_csv(model_of, tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame(
        {
            "u": [101, 101, 147, 147],
            "y": [1, 0, 0, 1],
            "joint": [1, 2, 1, 2],
            "age": [40.0, 50.5, 61.0, 40.0],
            "name": ["a", "b", "c", "d"],
        }
    )
    model = model_of((*JOINT, *AGE, {"name": "name"}))
    people = read_people(model, written(frame, tmp_path, kind))
    frame.to_csv(tmp_path / "people.csv", index=False)
    assert columns(people) == columns(read_people(model, tmp_path / "people.csv"))
    assert columns(people) == columns(read_people(model, frame))
    labels = people.attrs["labels"]
    if kind in ("dta", "sav"):
        assert labels == {"joint": {"1": "Hip", "2": "Hand"}, "u": {"101": "København"}}


@pytest.mark.parametrize("kind", ["dta", "sav", "xpt", "parquet"])
def test_missing_numbers_are_missing_in_every_format(model_of, tmp_path: Path, kind: str) -> None:
    frame = pd.DataFrame(
        {
            "u": [1, 1, 2, 2],
            "y": [1, 0, 0, 1],
            "joint": [1.0, np.nan, 1.0, 2.0],
            "age": [40.0, 50.5, np.nan, 40.0],
        }
    )
    with pytest.raises(DataError) as caught:
        read_people(model_of((*JOINT, *AGE)), written(frame, tmp_path, kind))
    assert '"joint" is empty in row 2' in str(caught.value)
    assert '"age" is empty in row 3' in str(caught.value)


@pytest.mark.parametrize("kind", ["dta", "sav", "zsav", "xpt", "sas7bdat", "parquet", "csv"])
def test_files_that_are_something_else_are_refused(model_of, problems_of, kind: str) -> None:
    garbage = b"\x81\x00" + CANARY.encode() * 50
    assert CANARY not in problems_of(model_of(), garbage, f"people.{kind}")


def test_file_problems(model_of, problems_of, tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(PLAIN)
    with pytest.raises(
        DataError, match=r'peple\.csv: there is no such file in the .*; did you .*"people\.csv'
    ):
        read_people(model_of(), tmp_path / "peple.csv")
    with pytest.raises(DataError, match="is a folder"):
        read_people(model_of(), tmp_path)
    with pytest.raises(DataError, match="no data"):
        read_people(model_of())
    said = problems_of(model_of(), PLAIN, "people.odd")
    assert ".csv, .csv.gz, .dta, .feather, .parquet" in said
    assert "by its first bytes it is text: give it a name that ends in .csv" in said
    assert "is empty" in problems_of(model_of(), "")
    assert "no rows below the header" in problems_of(model_of(), "u,y\n")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize("name", ["people[1]", "people*", "people?", "u=Z/people"])
def test_the_file_that_is_named_is_read(model_of, tmp_path: Path, kind: str, name: str) -> None:
    def write(place: Path, units: list[str]) -> None:
        place.parent.mkdir(exist_ok=True)
        frame = pd.DataFrame({"u": units, "y": [1, 0]})
        table = duckdb.from_df(frame)
        whole = str(place.parent / "whole")
        table.write_csv(whole) if kind == "csv" else table.write_parquet(whole)
        (place.parent / "whole").rename(place)

    write(tmp_path / f"people1.{kind}", ["wrong", "file"])
    write(tmp_path / f"{name}.{kind}", ["A", "B"])
    people = read_people(model_of(), tmp_path / f"{name}.{kind}")
    assert people["u"].tolist() == ["A", "B"]


def test_the_end_of_a_name_may_be_in_capitals(tmp_path: Path) -> None:
    (tmp_path / "PEOPLE.CSV").write_text("u,x\nA,1\n")
    found = read_table(tmp_path / "PEOPLE.CSV", ["u"], ["x", "nowhere"])
    assert (found.name, list(found.columns)) == ("PEOPLE.CSV", ["u", "x"])


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"p\.csv: there is no folder .*nowhere to look for it in"):
        read_table(tmp_path / "nowhere" / "p.csv", ["u"])


def test_a_file_that_the_system_withholds_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def withheld(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(table, "READERS", {**READERS, ".csv": withheld})
    (tmp_path / "p.csv").write_text(PLAIN)
    with pytest.raises(DataError, match=r"^p\.csv: cannot be read \(Permission denied\)$"):
        read_table(tmp_path / "p.csv", ["u"])


def test_a_folder_of_parquet_files_is_said_to_be_one(tmp_path: Path) -> None:
    for sex in ("f", "m"):
        (tmp_path / "people" / f"sex={sex}").mkdir(parents=True)
        path = tmp_path / "people" / f"sex={sex}" / "part.parquet"
        duckdb.from_df(pd.DataFrame({"u": [1]})).write_parquet(str(path))
    with pytest.raises(DataError) as caught:
        read_table(tmp_path / "people", ["u"])
    assert "a table in 2 Parquet files, divided by sex: write it to one" in str(caught.value)


def test_a_file_is_not_what_its_name_says(tmp_path: Path) -> None:
    duckdb.from_df(pd.DataFrame({"u": [1]})).write_parquet(str(tmp_path / "people.csv"))
    with pytest.raises(DataError, match=r"is a Parquet file by its first bytes, not \.csv"):
        read_table(tmp_path / "people.csv", ["u"])
    (tmp_path / "people.parquet").write_text(PLAIN)
    with pytest.raises(DataError, match=r"is text by its first bytes, not \.parquet"):
        read_table(tmp_path / "people.parquet", ["u"])


def test_notes_of_reading_are_among_the_warnings(model_of, people_of) -> None:
    text = 'u,y,joint,age\n="0101",1,hip,40\n="0102",0,hip,41\n="0102",1,hand,42'
    people = people_of(model_of(JOINT), text)
    assert people["u"].tolist() == ["0101", "0102", "0102"]
    told = "\n".join(people.attrs["warnings"])
    assert 'people.csv: the column "u" is written as formulas, ="…", in 3 rows' in told
    assert "people.csv: the last line has no line end" in told


def test_a_sheet_is_named_behind_the_workbook(tmp_path: Path) -> None:
    """And a file whose own name has the sign is that file."""
    (tmp_path / "a.xlsx#b.csv").write_text("u,x\nA,1\n")
    assert read_table(tmp_path / "a.xlsx#b.csv", ["u"]).columns["u"].tolist() == ["A"]
    with pytest.raises(DataError, match=r"^a\.xlsx: there is no such file"):
        read_table(tmp_path / "a.xlsx#c", ["u"])
