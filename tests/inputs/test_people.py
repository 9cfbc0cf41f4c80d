"""Tables of people: what is right is read alike from every format, what is wrong is told."""

from collections.abc import Callable
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyreadstat
import pytest

from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.people import read_people
from tests.builders.inputs import columns

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CANARY = "KANARIEFUGL"

PLAIN = "u,y,joint,age\n0101,1,hip,40\n0101,0,hand,50.5\n0147,0,hip,61\n0147,1,hand,40\n"


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


def test_user_missing_codes_of_spss_are_missing(model_of, tmp_path: Path) -> None:
    frame = pd.DataFrame({"u": [1, 1, 2, 2], "y": [1, 0, 0, 1], "joint": [1.0, 9.0, 1.0, 2.0]})
    path = tmp_path / "people.sav"
    pyreadstat.write_sav(frame, str(path), missing_ranges={"joint": [9]})
    with pytest.raises(DataError, match='"joint" is empty in row 2'):
        read_people(model_of(JOINT), path)


def test_paths_of_a_model_are_relative_to_it(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "models").mkdir()
    (tmp_path / "data" / "p[1]*.csv").write_text("u,y\nA,1\nB,0\n")
    toml = 'title = "T"\n[data]\nunit = "u"\noutcome = "y"\nbetter = "lower"\n'
    (tmp_path / "models" / "m.toml").write_text(toml + 'path = "../data/p[1]*.csv"\n')
    assert read_people(read_model(tmp_path / "models" / "m.toml"))["u"].tolist() == ["A", "B"]


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


def test_the_event_is_the_value_that_is_named(model_of, people_of, problems_of) -> None:
    text = "u,y\nA,Y\nA,N\nB,unknown\nB,Y\n"
    people = people_of(model_of(data={"event": "Y"}), text)
    assert people["y"].tolist() == [1, 0, 0, 1]
    assert any("2 other values are no event, in 2 rows" in w for w in people.attrs["warnings"])
    said = problems_of(model_of(), text)
    assert "name the value that is the event under [data]" in said
    assert "unknown" not in said
    both = people_of(model_of(data={"event": ["Y", "unknown"]}), text)
    assert both["y"].tolist() == [1, 0, 1, 1]


def test_truth_values_of_a_csv_are_those_of_parquet(model_of, people_of) -> None:
    people = people_of(model_of(), "u,y\nA,TRUE\nA,FALSE\nB,true\nB,False\n")
    assert people["y"].tolist() == [1, 0, 1, 0]


def test_further_codes_for_missing(model_of, people_of, problems_of) -> None:
    text = "u,y,joint,age\nA,1,hip,40\nA,0,NA,50\nB,0,hip,-99\nB,1,hand,61\nB,0,hip,41\n"
    data = {"missing_values": ["NA", "-99"], "missing": "drop"}
    people = people_of(model_of((*JOINT, *AGE), data=data), text)
    assert people["age"].tolist() == [40.0, 61.0, 41.0]
    assert people.attrs["dropped"] == {"A": 1, "B": 1}
    said = problems_of(model_of(JOINT, data={"missing_values": ["hip", "hand", "NA"]}), text)
    assert '"joint" has nothing but what data.missing_values lists' in said


def test_periods_are_read_and_taken_together(model_of, people_of) -> None:
    text = "u,y,year\nA,1,2023\nA,0,2024\nB,0,2023\nB,1,2024\n"
    people = people_of(model_of(data={"period": "year"}), text)
    assert people["year"].tolist() == ["2023", "2024", "2023", "2024"]
    assert any("has 2 periods: they are taken together" in w for w in people.attrs["warnings"])
    one = people_of(model_of(data={"period": "year"}), text.replace("2024", "2023"))
    assert not any("period" in warning for warning in one.attrs["warnings"])


def test_a_table_with_its_own_total_is_refused(model_of, problems_of) -> None:
    rows = "".join(
        f"{u},{e},{n}\n" for u, e, n in [("A", 3, 9), ("B", 1, 8), ("C", 2, 9), ("D", 4, 7)]
    )
    model = model_of(data={"events": "e", "trials": "n"})
    assert "in row 5, a total of the table" in problems_of(model, f"u,e,n\n{rows}I alt,10,33\n")


def test_a_covariate_that_is_the_outcome_or_the_unit_is_refused(model_of, problems_of) -> None:
    rows = "".join(f"U{n % 6},{n % 2},{'ad'[n % 2]},Hospital {n % 6}\n" for n in range(60))
    # the outcome here is the parity of the unit's number too, so that the name tells it as well
    rows = rows.replace("U0,0,a", "U0,1,d", 3)
    said = problems_of(model_of(({"name": "z"}, {"name": "h"})), f"u,y,z,h\n{rows}")
    assert 'the covariate "z" tells the outcome' in said
    assert 'the covariate "h" has a level of its own for each unit' in said


def test_commas_of_a_category_are_no_decimal_commas(model_of, people_of) -> None:
    text = 'u,y,joint,age\nA,1,"3,12",50.25\nA,0,"4,1",51\nB,0,"3,12",40.5\nB,1,"4,1",62\n'
    model = model_of(({"name": "joint"}, {"name": "age", "kind": "linear"}))
    assert people_of(model, text)["age"].tolist() == [50.25, 51.0, 40.5, 62.0]
