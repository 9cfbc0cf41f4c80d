"""Tables of people: what is right is read alike from every format, what is wrong is told."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CANARY = "KANARIEFUGL"

PLAIN = "u,y,joint,age\n0101,1,hip,40\n0101,0,hand,50.5\n0147,0,hip,61\n0147,1,hand,40\n"


def columns(people: pd.DataFrame) -> dict[str, list[Any]]:
    return {str(name): people[name].tolist() for name in people}


def test_csv_is_read_as_text_and_converted(model_of, people_of) -> None:
    people = people_of(model_of((*JOINT, *AGE)), PLAIN)
    assert columns(people) == {
        "u": ["0101", "0101", "0147", "0147"],
        "y": [1, 0, 0, 1],
        "joint": ["hip", "hand", "hip", "hand"],
        "age": [40.0, 50.5, 61.0, 40.0],
    }
    assert people["y"].dtype == np.int64
    assert people["joint"].cat.categories.tolist() == ["hand", "hip"]


@pytest.mark.parametrize(
    "spelled",
    [
        pytest.param(PLAIN.replace("\n", "\r\n").encode(), id="windows line ends"),
        pytest.param(PLAIN.encode("utf-8-sig"), id="byte order mark"),
        pytest.param(
            PLAIN.replace(".", ";").replace(",", "\t").replace(";", ".").encode(), id="tab"
        ),
        pytest.param(PLAIN.replace(",", ";").replace(".", ",").encode(), id="semicolon"),
        pytest.param(PLAIN.replace("hip", '" hip "').replace("40", " 40").encode(), id="spaces"),
        pytest.param((PLAIN + "\n\n").encode(), id="blank lines"),
        pytest.param(PLAIN.replace("0,h", "0.0,h").encode(), id="outcome with decimals"),
        pytest.param(
            PLAIN.replace("y,joint", "extra,y,joint")
            .replace("1,1,", "1,x,1,")
            .replace("1,0,", "1,,0,")
            .replace("7,0,", "7,z,0,")
            .replace("7,1,", "7,,1,")
            .encode(),
            id="another column",
        ),
    ],
)
def test_csv_dialects_say_the_same(model_of, people_of, spelled: bytes) -> None:
    model = model_of((*JOINT, *AGE))
    assert columns(people_of(model, spelled)) == columns(people_of(model, PLAIN))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_letters_survive_utf8_and_windows_1252(model_of, people_of, encoding: str) -> None:
    text = 'u;y;"joint €"\nÆrø;1;hånd – højre\nÆrø;0;knæ\nÅ;0;knæ\nÅ;1;knæ\n'
    model = model_of(({"name": "joint €"},))
    people = people_of(model, text.encode(encoding))
    assert people["u"].tolist() == ["Ærø", "Ærø", "Å", "Å"]
    assert people["joint €"].tolist()[0] == "hånd – højre"


@pytest.mark.parametrize("letter", ["å", "–", "😀"])
def test_mixed_encodings_are_refused(model_of, problems_of, letter: str) -> None:
    lines = [b"u,y", b"A,1", "Århus,0".encode("cp1252"), f"{letter}b,1".encode(), b"B,0"]
    said = problems_of(model_of(), b"\n".join(lines))
    assert "people.csv: line 4 has a letter in UTF-8" in said
    assert "save all of it as UTF-8" in said
    assert letter not in said


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("end", [",,,\n,,,\n", ",,,\r\n , ,,", ",,,\n\n,,,\n\n"])
def test_empty_rows_at_the_end_are_nobody(model_of, people_of, encoding: str, end: str) -> None:
    text = PLAIN.replace("hip", "hæl")
    people = people_of(model_of((*JOINT, *AGE)), (text + end).encode(encoding))
    assert columns(people) == columns(people_of(model_of((*JOINT, *AGE)), text))


def test_other_empty_rows_are_missing_values(model_of, problems_of) -> None:
    said = problems_of(model_of(), "u,y,z\nA,1,1\n,,\nB,0,1\n,,\n")
    assert '"u" is empty in row 2' in said
    assert '"u" is empty in row 3' in problems_of(model_of(), "u,y,z\nA,1,1\nB,0,1\n,,2\n,,\n")
    assert "no rows below the header" in problems_of(model_of(), "u,y\n,\n,\n")


def test_decimal_commas_take_no_thousands_point(model_of, problems_of) -> None:
    text = "u;y;age\nA;1;1.234,5\nB;0;2,5\nB;1;3\n"
    assert '"age" has no number in row 1' in problems_of(model_of(AGE), text)


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


def test_user_missing_codes_of_spss_are_missing(model_of, tmp_path: Path) -> None:
    frame = pd.DataFrame({"u": [1, 1, 2, 2], "y": [1, 0, 0, 1], "joint": [1.0, 9.0, 1.0, 2.0]})
    path = tmp_path / "people.sav"
    pyreadstat.write_sav(frame, str(path), missing_ranges={"joint": [9]})
    with pytest.raises(DataError, match='"joint" is empty in row 2'):
        read_people(model_of(JOINT), path)


def test_parquet_keeps_leading_zeros_and_truth(model_of, tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"u": ["0101", "0101", "101"], "y": [True, False, True], "joint": [3, 4, 3]}
    )
    people = read_people(model_of(JOINT), written(frame, tmp_path, "parquet"))
    assert people["u"].tolist() == ["0101", "0101", "101"]
    assert people["y"].tolist() == [1, 0, 1]
    assert people["joint"].tolist() == ["3", "4", "3"]


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
    assert ".csv, .dta, .parquet" in problems_of(model_of(), PLAIN, "people.xlsx")
    assert "is empty" in problems_of(model_of(), "")
    assert "no rows below the header" in problems_of(model_of(), "u,y\n")


def test_wrong_columns_are_named_with_the_nearest(model_of, problems_of) -> None:
    said = problems_of(model_of(({"name": "joints"},)), PLAIN)
    assert 'there is no column "joints"; did you mean "joint"?' in said
    assert "its columns are age, joint, u, y" in said
    twice = problems_of(model_of(), "u,y,u\nA,1,2\nB,0,3\n")
    assert 'the column "u" is there 2 times' in twice


def test_a_first_line_of_people_is_not_shown(model_of, problems_of) -> None:
    said = problems_of(model_of(({"name": f"{CANARY}E"},)), f"A,{CANARY},1\nB,0,1\n")
    assert f"{CANARY}E" in said
    assert CANARY not in said.replace(f"{CANARY}E", "")
    assert "did you mean" not in said
    assert "is the first line" in said


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_broken_rows_are_counted(model_of, problems_of, encoding: str) -> None:
    text = f"u,y\nA,1\nB,0,{CANARY}\nÆ,0\nB\nB,1\n"
    said = problems_of(model_of(), text.encode(encoding))
    assert "2 rows" in said
    assert "(2, 4)" in said
    assert CANARY not in said
    assert "quotation mark" in problems_of(model_of(), f'u,y\nÆ,1\nB,"{CANARY}\n'.encode(encoding))


def test_one_is_no_plural(model_of, problems_of) -> None:
    assert "1 row without the columns" in problems_of(model_of(), "u,y\nA,1\nB,0,1\nB,1\n")
    spelled = "u,y\nÅ,1\nA\u030a,0\nB,1\n"
    assert "in row 1 like the 1 other" in problems_of(model_of(), spelled)


def test_a_third_outcome_is_placed_and_not_shown(model_of, problems_of) -> None:
    said = problems_of(model_of(), f"u,y\nA,1\nA,2\nB,0\nB,{CANARY}\nB,0.5\n")
    assert '"y" is neither 0 nor 1 in 3 rows (2, 4, 5)' in said
    assert CANARY not in said


@pytest.mark.parametrize(("value", "words"), [("0", "no event"), ("1", "nothing but events")])
def test_a_constant_outcome_is_refused(model_of, problems_of, value: str, words: str) -> None:
    assert words in problems_of(model_of(), f"u,y\nA,{value}\nA,{value}\nB,{value}\n")


def test_counts_have_to_be_counts(model_of, problems_of) -> None:
    model = model_of(data={"events": "e", "trials": "n"})
    said = problems_of(model, "u,e,n\nA,1.5,2\nB,-1,3\nB,1,x\nC,4,3\nC,,3\n")
    assert '"e" is no count (0, 1, 2 and so on) in 2 rows (1, 2)' in said
    assert '"n" is no count (0, 1, 2 and so on) in row 3' in said
    assert '"e" is above "n" in row 4' in said
    assert '"e" is empty in row 5: fill in the counts' in said
    assert "nobody" in problems_of(model, "u,e,n\nA,0,0\nB,0,0\n")


def test_rows_that_stand_for_nobody_are_left_out(model_of, people_of) -> None:
    model = model_of(JOINT, data={"events": "e", "trials": "n"})
    people = people_of(model, "u,e,n,joint\nA,1,2,x\nB,0,3,y\nC,0,0,z\n")
    assert people["u"].cat.categories.tolist() == ["A", "B"]
    assert people["joint"].cat.categories.tolist() == ["x", "y"]
    assert any("1 row for nobody" in warning for warning in people.attrs["warnings"])


def test_one_unit_is_refused_and_few_are_warned_about(model_of, problems_of, people_of) -> None:
    assert "one unit only" in problems_of(model_of(), "u,y\nA,1\nA,0\n")
    assert "only 2 units" in people_of(model_of(), "u,y\nA,1\nB,0\n").attrs["warnings"][0]
    five = "u,y\n" + "".join(f"{unit},{place % 2}\n" for place, unit in enumerate("ABCDE"))
    assert people_of(model_of(), five).attrs["warnings"] == []


def test_constant_covariates_are_refused_by_name(model_of, problems_of) -> None:
    text = "u,y,joint,age\nA,1,hip,40\nA,0,hip,40\nB,1,hip,40.0\n"
    said = problems_of(model_of((*JOINT, *AGE)), text)
    assert 'the covariate "joint" has the same value for everyone' in said
    assert 'the covariate "age" has the same value for everyone' in said


def test_an_absent_reference_shows_only_frequent_levels(model_of, problems_of) -> None:
    covariates = ({"name": "joint", "reference": "hnd"},)
    text = "u,y,joint\n" + "A,1,hand\nB,0,hip\n" * 5 + f"B,0,{CANARY}\n"
    said = problems_of(model_of(covariates, disclosure={"public": False}), text)
    assert 'the covariate "joint" has no level "hnd"' in said
    assert 'it has 3 levels, among them hand, hip); did you mean "hand"?' in said
    assert CANARY not in said


def test_an_identifier_is_no_category(model_of, problems_of) -> None:
    text = "u,y,joint\n" + "".join(f"{n % 7},{n % 2},p{n}\n" for n in range(1200))
    said = problems_of(model_of(JOINT), text)
    assert "has 1200 levels (at most 1000)" in said


@pytest.mark.parametrize(
    ("one", "other"),
    [("Årø", "A\u030arø"), ("é", "e\u0301"), ("x", "x "), ("1", "1.0")],
)
@pytest.mark.parametrize("column", ["u", "joint"])
def test_two_spellings_are_refused(
    model_of, problems_of, one: str, other: str, column: str
) -> None:
    text = "u,joint,y\n" + "\n".join(
        f"{name},j{place},{place % 2}" if column == "u" else f"v{place % 2},{name},{place % 3 // 2}"
        for place, name in enumerate([one, one, other, "z"])
    )
    said = problems_of(model_of(JOINT), text)
    assert f'"{column}" has a value in two spellings' in said
    assert "in row 3 like the 2 others" in said


MISSING = (
    "u,y,joint,age\nA,1,hip,40\nA,0,,50\nB,,hip,60\nB,0,hand,\nB,1,hip,70\n,1,hip,1\nC,1, ,2\n"
)


def test_missing_values_are_refused_with_remedy(model_of, problems_of) -> None:
    said = problems_of(model_of((*JOINT, *AGE)), MISSING)
    assert '"u" is empty in row 6' in said
    assert '"y" is empty in row 3' in said
    assert (
        '"joint" is empty in 2 rows (2, 7): fill in the values, or write missing = "category"'
        in said
    )
    assert '"age" is empty in row 4: fill in the values, or write missing = "drop"' in said


def test_missing_categories_become_a_level(model_of, problems_of, people_of) -> None:
    model = model_of((*JOINT, *AGE), data={"missing": "category"})
    said = problems_of(model, MISSING)
    assert '"joint"' not in said
    assert '"age" is empty in row 4' in said
    people = people_of(
        model_of(JOINT, data={"missing": "category"}), "u,y,joint\nA,1,9\nB,0,\nB,0,10\n"
    )
    assert people["joint"].cat.categories.tolist() == ["9", "10", "missing"]
    taken = "u,y,joint\nA,1,missing\nB,0,\nB,0,10\n"
    assert 'has a level "missing"' in problems_of(
        model_of(JOINT, data={"missing": "category"}), taken
    )


def test_dropped_rows_are_counted_by_unit(model_of, people_of, problems_of) -> None:
    model = model_of((*JOINT, *AGE), data={"missing": "drop"})
    people = people_of(model, MISSING + "A,0,hand,3\n")
    assert people["u"].tolist() == ["A", "B", "A"]
    assert people.attrs["dropped"] == {"A": 1, "B": 2, "C": 1, "(missing)": 1}
    assert "none is left" in problems_of(model, "u,y,joint,age\nA,1,hip,\nB,0,,3\n")


def test_dropping_counts_counts_people(model_of, people_of) -> None:
    model = model_of(JOINT, data={"events": "e", "trials": "n", "missing": "drop"})
    people = people_of(model, "u,e,n,joint\nA,1,2,x\nB,0,30,\nB,1,3,y\n")
    assert people.attrs["dropped"] == {"B": 30}


def test_texts_like_na_are_warned_about(model_of, people_of) -> None:
    people = people_of(model_of(JOINT), "u,y,joint\nA,1,x\nB,0,NA\nC,0,z\nD,1,x\nE,0,x\n")
    assert re.search(r'"joint" has a text like NA or \. in row 2', people.attrs["warnings"][0])


@pytest.mark.parametrize("text", ["inf", "nan", "1_000", "0x10", "1e999", "12 kg", "١٢"])
def test_odd_numbers_are_no_numbers(model_of, problems_of, text: str) -> None:
    said = problems_of(model_of(AGE), f"u,y,age\nA,1,{text}\nB,0,2\nB,0,3\n")
    assert '"age" has no number in row 1' in said
    assert text not in said.replace("people.csv", "")


def test_infinite_measurements_are_refused(model_of, problems_of) -> None:
    frame = pd.DataFrame({"u": ["A", "B", "B"], "y": [0, 1, 1], "age": [1.0, np.inf, 3.0]})
    assert '"age" has no number in row 2' in problems_of(model_of(AGE), frame)


def test_paths_of_a_model_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "data" / "p[1]*.csv").write_text("u,y\nA,1\nB,0\n")
    toml = 'title = "T"\n[data]\nunit = "u"\noutcome = "y"\nbetter = "lower"\n'
    (tmp_path / "models" / "m.toml").write_text(toml + 'path = "../data/p[1]*.csv"\n')
    assert read_people(read_model(tmp_path / "models" / "m.toml"))["u"].tolist() == ["A", "B"]


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


def test_only_named_columns_are_kept(model_of, people_of, problems_of) -> None:
    people = people_of(model_of(report={"key_figures": ["age"]}), PLAIN)
    assert list(people.columns) == ["u", "y", "age"]
    said = problems_of(model_of(report={"key_figures": ["wage"]}), PLAIN)
    assert 'there is no column "wage"' in said


@pytest.mark.parametrize(
    "text",
    [
        f"u,y,joint,age\nA,{CANARY},hip,1\nB,0,hip,2\n",
        f"u,y,joint,age\nA,1,hip,{CANARY}\nB,0,hip,2\n",
        f"u,y,joint,age\nA,1,{CANARY},1\nB,0,hip,2\nB,0, {CANARY},2\n",
        f"u,y,joint,age\n{CANARY},1,a,1\nB,0,hip,2\nB ,0,b,2\n",
        f'u,y,joint,age\n"{CANARY},1,a,1\nB,0,hip,2\nB ,0,b,2\n',
        f'u,y,joint,age\nA,1,"a"{CANARY},1\nB,0,hip,2\nB ,0,b,2\n',
        f"u,y,joint,age\nA,1,{CANARY}\nB,0,hip,2\n",
        f"u,y,joint,age\nA,0,{CANARY},1\nB,0,hip,2\n",
    ],
)
def test_no_person_is_ever_quoted(
    model_of, problems_of: Callable[..., str], text: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert CANARY not in problems_of(model_of((*JOINT, *AGE)), text)
    assert CANARY not in "".join(capfd.readouterr())


def test_shipped_tables_are_read() -> None:
    models = Path(__file__).parents[2] / "models"
    surgical = read_people(read_model(models / "surgical.toml"))
    assert (surgical["deaths"].sum(), surgical["operations"].sum()) == (208, 2814)
    election = read_people(read_model(models / "election88.toml"))
    assert (len(election), election["state"].nunique()) == (11566, 49)
    ninth = election[election["state"] == "9"]["republican"]
    assert (ninth.size, ninth.sum()) == (13, 0)


def test_frames_of_other_libraries_are_the_same_people(model_of) -> None:
    model = model_of(({"name": "joint"}, {"name": "age", "kind": "linear"}))
    frame = pd.DataFrame(
        {
            "u": ["0101", "0147"] * 6,
            "y": [0, 1, 1] * 4,
            "joint": ["hip", "knee", "knee", "hip"] * 3,
            "age": [20.5, 31.0, 44.0, 52.0, 60.0, 66.0] * 2,
        }
    )
    expected = read_people(model, frame)
    relation = duckdb.connect().from_df(frame)
    for other in (pa.Table.from_pandas(frame), relation):
        pd.testing.assert_frame_equal(read_people(model, other), expected)
