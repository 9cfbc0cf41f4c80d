"""Missing values by the rule of the model file: refused, a level, or dropped and counted."""

import pandas as pd

from bayes_bench.inputs.missing import (
    NO_UNIT,
    filled,
    missing_problems,
    rules_of,
    used_levels,
)
from bayes_bench.inputs.readers.raw_table import RawTable
from tests.builders.inputs import a_model

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)


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


def test_what_could_not_be_read_is_not_missing_too() -> None:
    """A number that is none is told once, as that; an empty cell beside it is missing."""
    model = a_model(AGE)
    read = {"u": ["A", "B", "B"], "y": [1.0, 0.0, 1.0]}
    people = pd.DataFrame({**read, "age": [float("nan")] * 3}).astype({"u": "category"})
    raw = pd.DataFrame({**read, "age": pd.Categorical(["12 kg", " ", None])})
    raw["u"] = raw["u"].astype("category")
    (told,) = missing_problems(people, RawTable("t.csv", raw), model)
    assert told.startswith('t.csv: the column "age" is empty in 2 rows (2, 3): fill in')


def test_a_row_without_a_unit_is_dropped_under_a_name_of_its_own() -> None:
    model = a_model(AGE, data={"missing": "drop"})
    people = pd.DataFrame(
        {"u": pd.Categorical([None, "A", None, "B"]), "y": [1.0, 0.0, 1.0, None], "age": 1.0}
    )
    kept, dropped = filled(people, model)
    assert dropped == {NO_UNIT: 2, "B": 1}
    assert kept["u"].tolist() == ["A"]
    assert kept["u"].cat.categories.tolist() == ["A"]
    assert kept.index.tolist() == [0]


def test_a_category_without_gaps_gets_no_level() -> None:
    model = a_model(JOINT, data={"missing": "category"})
    people = pd.DataFrame({"u": ["A"], "y": [1.0], "joint": pd.Categorical(["hip"])})
    kept, dropped = filled(people, model)
    assert kept["joint"].cat.categories.tolist() == ["hip"]
    assert dropped == {}


def test_levels_without_a_row_go_and_the_others_keep_their_order() -> None:
    values = pd.Categorical(["c", "a"], categories=["c", "b", "a"], ordered=False)
    assert used_levels(pd.DataFrame({"x": values}))["x"].cat.categories.tolist() == ["c", "a"]


def test_a_covariate_may_have_a_rule_of_its_own(model_of, people_of, problems_of) -> None:
    covariates = ({"name": "joint", "missing": "category"}, {**AGE[0], "missing": "drop"})
    text = "u,y,joint,age\nA,1,hip,40\nA,0,,50\nB,0,hip,\nB,1,hand,61\n"
    people = people_of(model_of(covariates), text)
    assert people["joint"].tolist() == ["hip", "missing", "hand"]
    assert people.attrs["dropped"] == {"B": 1}
    said = problems_of(
        model_of(({"name": "joint", "missing": "refuse"}, *AGE), data={"missing": "drop"}), text
    )
    assert '"joint" is empty in row 2' in said
    assert "for this covariate" in said
    assert '"age"' not in said
    assert rules_of(model_of(covariates)) == {
        "u": "refuse",
        "y": "refuse",
        "joint": "category",
        "age": "drop",
    }


def test_who_is_dropped_is_told_in_total_and_by_reason(model_of, people_of) -> None:
    joint = ["" if n < 60 else "x" if n % 3 else "z" for n in range(300)]
    age = [n if n >= 40 else "" for n in range(300)]
    rows = "".join(f"{'AB'[n % 2]},{n // 2 % 2},{joint[n]},{age[n]}\n" for n in range(300))
    model = model_of((*JOINT, *AGE), data={"missing": "drop"})
    told = [w for w in people_of(model, f"u,y,joint,age\n{rows}").attrs["warnings"] if "drop" in w]
    note = "60 of 300 people (20 %) dropped for missing values: joint 60, age 40"
    assert told == [f"people.csv: {note} (one may lack several)"]


def test_a_note_below_the_table_is_told_as_one(model_of, problems_of) -> None:
    model = model_of(data={"events": "e", "trials": "n"})
    said = problems_of(model, "u,e,n\nA,1,3\nB,2,4\nC,2,5\n,,\nSource: HEMMELIG,,\n")
    assert said == (
        "people.csv: the last rows have one cell only in 2 rows (4, 5), as a note below the table "
        "has: delete them"
    )


def test_the_last_people_of_a_unit_are_no_note(model_of, people_of, problems_of) -> None:
    model = model_of((*JOINT, *AGE), data={"missing": "drop"})
    text = "u,y,joint,age\nA,1,hip,40\nA,0,hand,50\nB,0,hip,60\nB,1,hand,70\nA,,,\nB,,,\n"
    assert people_of(model, text).attrs["dropped"] == {"A": 1, "B": 1}
    said = problems_of(model, f"{text},,,\nSource: HEMMELIG,,,\n")
    assert "the last rows have one cell only in 2 rows (7, 8), as a note below" in said


def test_merged_cells_are_told_and_not_dropped(model_of, problems_of) -> None:
    text = "u,y\nA,1\n,0\n,1\nB,0\n,1\n,0\n"
    for rule in ("refuse", "drop"):
        said = problems_of(model_of(data={"missing": rule}), text)
        assert 'the column "u" names each unit once, followed by empty cells' in said
        assert "drop" not in said
    # two rows of one unit are no merged cells
    assert "is empty in 2 rows" in problems_of(model_of(), "u,y\nA,1\nA,0\n,1\nB,0\n,1\n")
