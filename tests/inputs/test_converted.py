"""Columns by what they are for: units of several columns, names, frequencies, key figures."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.converted import MAX_CODES, MAX_SHOWN, converted_columns
from bayes_bench.inputs.people import read_people
from bayes_bench.inputs.readers.raw_table import RawTable
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, columns, totals

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CLASSES = "school,class,pass\n1,1,1\n1,2,0\n2,1,1\n2,1,0\n10,1,1\n"


def table(**texts: list[str]) -> RawTable:
    """A table of texts."""
    return RawTable("t.csv", pd.DataFrame({n: pd.Categorical(t) for n, t in texts.items()}))


def test_codes_that_begin_anew_are_units_of_two_columns(model_of: Any, people_of: Any) -> None:
    model = model_of(data={"unit": ["school", "class"], "outcome": "pass"})
    people = people_of(model, CLASSES)
    assert columns(people) == {
        "school / class": ["1 / 1", "1 / 2", "2 / 1", "2 / 1", "10 / 1"],
        "pass": [1, 0, 1, 0, 1],
    }
    assert people["school / class"].cat.categories.tolist() == ["1 / 1", "1 / 2", "2 / 1", "10 / 1"]


def test_a_part_of_the_unit_may_be_a_covariate_too(model_of: Any, people_of: Any) -> None:
    model = model_of(({"name": "school"},), data={"unit": ["school", "class"], "outcome": "pass"})
    assert people_of(model, CLASSES)["school"].tolist() == ["1", "1", "2", "2", "10"]


def test_names_from_a_column_of_the_table(model_of: Any, people_of: Any, problems_of: Any) -> None:
    model = model_of(data={"name_column": "hospital"})
    text = "u,y,hospital\n1,1,North\n1,0,North\n2,0,South\n3,1,South\n4,1,\n"
    people = people_of(model, text)
    assert list(people.columns) == ["u", "y"]
    assert people.attrs["labels"]["u"] == {"1": "North", "2": "South", "3": "South"}
    said = problems_of(model, text + "1,0,West\n")
    assert 'the column "hospital" has more than one name for 1 unit' in said
    assert "West" not in said


def test_two_units_of_one_name_are_told_apart_where_shown() -> None:
    frame = pd.DataFrame({"u": [1, 1, 2, 3], "y": [0, 1, 0, 1], "h": ["N", "N", "S", "S"]})
    cells = cells_of(frame, a_model(data={"name_column": "h"}))
    assert cells["name"].values.tolist() == ["N", "S (2)", "S (3)"]


def test_an_empty_label_leaves_the_code_and_equal_ones_are_told_apart(tmp_path: Path) -> None:
    frame = pd.DataFrame({"u": [1, 2, 3, 3], "y": [0, 1, 0, 1], "joint": [1, 2, 3, 1]})
    labels: dict[str, dict[int | float, str]] = {
        "u": {1: "North", 2: " ", 3: "South"},
        "joint": {1: "Same", 2: "Same", 3: "Other"},
    }
    path = tmp_path / "t.sav"
    pyreadstat.write_sav(frame, str(path), variable_value_labels=labels)
    model = a_model(JOINT)
    people = read_people(model, path)
    assert people.attrs["labels"]["u"] == {"1": "North", "3": "South"}
    cells = aggregate(people, model)
    assert cells["name"].values.tolist() == ["North", "2", "South"]
    assert cells["covariate_joint"].attrs["labels"] == ["Same (1)", "Same (2)", "Other"]


def test_a_frequency_is_so_many_equal_rows() -> None:
    rng = np.random.default_rng(2)
    frame = pd.DataFrame(
        {
            "u": rng.choice(list("ABC"), 60),
            "y": rng.integers(0, 2, 60),
            "joint": rng.choice(["x", "y"], 60),
            "w": rng.integers(0, 4, 60),
        }
    )
    weighted = cells_of(frame, a_model(JOINT, data={"weights": "w"}))
    repeated = cells_of(frame.loc[frame.index.repeat(frame["w"])], a_model(JOINT))
    assert weighted.drop_attrs().identical(repeated.drop_attrs())
    assert int(weighted["trials"].sum()) == int(frame["w"].sum())


def test_a_frequency_of_counts_multiplies_them() -> None:
    frame = pd.DataFrame({"u": ["A", "B"], "e": [1, 2], "n": [4, 5], "w": [3, 1]})
    model = a_model(data={"events": "e", "trials": "n", "weights": "w"})
    assert totals(cells_of(frame, model)) == {"A": (3, 12), "B": (2, 5)}


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (["1.5", "2"], "weights of a survey"),
        (["-1", "2"], "is no frequency in row 1"),
        (["", "2"], '"w" is empty in row 1: fill in the counts'),
        (["0", "0"], 'the column "w" is 0 in every row'),
    ],
)
def test_what_is_no_frequency(
    model_of: Any, problems_of: Any, weights: list[str], words: str
) -> None:
    rows = "".join(f"{u},{y},{w}\n" for u, y, w in zip("AB", "01", weights, strict=True))
    said = problems_of(model_of(data={"weights": "w", "missing": "drop"}), f"u,y,w\n{rows}")
    assert words in said
    assert "1.5" not in said


def test_thousands_are_judged_by_all_numbers_of_the_table(
    model_of: Any, people_of: Any, problems_of: Any
) -> None:
    model = model_of(({"name": "income", "kind": "linear"}, {"name": "kg", "kind": "linear"}))
    rows = "u;y;income;kg\nA;1;950;{0}\nB;0;12.500;71\nB;1;3.000;72\n"
    said = problems_of(model, rows.format("70"))
    assert 'the column "income" has a point before three digits in 2 rows (2, 3)' in said
    assert "12.500" not in said
    decimal = people_of(model, rows.format("70.5").replace(";", ","))
    assert decimal["income"].tolist() == [950.0, 12.5, 3.0]


def test_what_looks_odd_in_a_measurement_is_noted_before_it_is_rounded(
    model_of: Any, people_of: Any
) -> None:
    rows = "".join(f"{'AB'[n % 2]},{n % 3 % 2},{n}\n" for n in range(18, 60))
    model = model_of(AGE, data={"round": {"age": 10}})
    people = people_of(model, f"u,y,age\n{rows}A,1,999\n")
    (note,) = [line for line in people.attrs["warnings"] if "age" in line]
    assert 'the column "age" has values in 1 row that are far away' in note
    assert people["age"].max() == 1000.0


def test_key_figures_are_numbers_where_they_can_be() -> None:
    model = a_model(report={"key_figures": ["beds", "kind"]})
    many = [str(n + 0.5) for n in range(MAX_CODES + 5)]
    raw = table(u=["A"] * len(many), y=["1"] * len(many), beds=many, kind=["x"] * len(many))
    found = converted_columns(raw, model).columns
    assert found["beds"].values.dtype == float
    assert found["kind"].values.tolist() == ["x"] * len(many)
    texts = [f"t{n}" for n in range(MAX_SHOWN + 1)]
    raw = table(u=["A"] * 31, y=["1"] * 31, beds=texts, kind=["x"] * 31)
    assert (
        f"has {MAX_SHOWN + 1} levels" in converted_columns(raw, model).columns["beds"].problems[0]
    )
