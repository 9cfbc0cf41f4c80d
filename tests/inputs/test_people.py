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
