"""The table as a whole: enough units, variation, counts that add up; nobody's level is told."""

import re

import pandas as pd
import pytest

from bayes_bench.inputs.people_rules import (
    MAX_LEVELS,
    count_problems,
    needed_columns,
    people_problems,
    people_warnings,
    persons_of,
)
from tests.builders.inputs import a_model

JOINT = ({"name": "joint"},)
AGE = ({"name": "age", "kind": "linear"},)
CANARY = "KANARIEFUGL"


def test_the_columns_of_a_model_are_named_once_each() -> None:
    assert needed_columns(a_model((*JOINT, *AGE))) == ["u", "y", "joint", "age"]
    by_count = a_model(JOINT, data={"events": "e", "trials": "n"}, report={"key_figures": ["k"]})
    assert needed_columns(by_count) == ["u", "e", "n", "joint"]


def test_a_row_is_one_person_or_its_trials() -> None:
    table = pd.DataFrame({"u": ["A", "B"], "y": [0, 1], "e": [0, 2], "n": [0, 7]}, index=[3, 9])
    assert persons_of(table, a_model()).to_dict() == {3: 1, 9: 1}
    counts = a_model(data={"events": "e", "trials": "n"})
    assert persons_of(table, counts).to_dict() == {3: 0, 9: 7}


def test_events_are_out_of_trials() -> None:
    counts = a_model(data={"events": "e", "trials": "n"})
    table = pd.DataFrame({"e": [0, 8, 3], "n": [0, 7, 3]})
    (told,) = count_problems(table, "t.csv", counts)
    assert told == 't.csv: "e" is above "n" in row 2: these are events out of trials'
    assert count_problems(table.iloc[[0, 2]], "t.csv", counts) == []
    assert count_problems(table, "t.csv", a_model()) == []  # a row is a person, whatever e and n


def test_rows_for_nobody_make_no_unit_and_no_variation() -> None:
    counts = a_model(AGE, data={"events": "e", "trials": "n"})
    table = pd.DataFrame({"u": ["A", "A", "B"], "e": [1, 0, 0], "n": [2, 3, 0], "age": [1, 1, 2.0]})
    assert [line.split('"')[1] for line in people_problems(table, counts)] == ["u", "age"]
    table.loc[2, "n"] = 1
    assert people_problems(table, counts) == []


@pytest.mark.parametrize(("levels", "told"), [(MAX_LEVELS, 0), (MAX_LEVELS + 1, 1)])
def test_a_category_has_a_thousand_levels_at_most(levels: int, told: int) -> None:
    rows = range(2 * levels)
    table = pd.DataFrame({"u": ["A", "B"] * levels, "y": [row % 3 // 2 for row in rows]})
    table["joint"] = [f"{row // 2}" for row in rows]
    assert len(people_problems(table, a_model(JOINT))) == told


@pytest.mark.parametrize(("value", "words"), [("0", "no event"), ("1", "nothing but events")])
def test_a_constant_outcome_is_refused(model_of, problems_of, value: str, words: str) -> None:
    assert words in problems_of(model_of(), f"u,y\nA,{value}\nA,{value}\nB,{value}\n")


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


def test_what_rounding_makes_constant_is_refused_with_its_step(model_of, problems_of) -> None:
    text = "u,y,age\nA,1,40\nA,0,41\nB,1,42\n"
    said = problems_of(model_of(AGE, data={"round": {"age": 50}}), text)
    assert said.endswith(
        'the covariate "age", rounded to the nearest 50 (data.round), has the same value for '
        "everyone: write a smaller step, or leave the covariate out"
    )


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


def test_texts_like_na_are_warned_about(model_of, people_of) -> None:
    people = people_of(model_of(JOINT), "u,y,joint\nA,1,x\nB,0,NA\nC,0,z\nD,1,x\nE,0,x\n")
    assert re.search(r'"joint" has a text like NA or \. in row 2', people.attrs["warnings"][0])


def test_a_number_that_identifies_people_is_noted_as_a_measurement() -> None:
    rows = 200
    table = pd.DataFrame({"u": list("ABCDEFGH") * 25, "y": [0, 1] * 100, "age": 1e9 + 7.0})
    table["u"] = table["u"].astype("category")
    numbered = table.assign(age=range(1_000, 1_000 + rows))
    (note,) = people_warnings(numbered.astype({"age": float}), "t.csv", a_model(AGE))
    assert '"age" is a whole number of its own in nearly every row' in note
    for ages in (numbered["age"] % 90, numbered["age"] + 0.5):
        assert people_warnings(table.assign(age=ages.astype(float)), "t.csv", a_model(AGE)) == []
    few = numbered.astype({"age": float}).iloc[:90]
    assert people_warnings(few, "t.csv", a_model(AGE)) == []


@pytest.mark.parametrize(("level", "is_told"), [("none", False), ("None", True), ("NA", True)])
def test_none_is_a_level_and_pythons_none_is_not(level: str, is_told: bool) -> None:
    table = pd.DataFrame({"u": list("ABCDEFGH") * 5, "y": [0, 1] * 20, "joint": ["hip"] * 40})
    table.loc[:9, "joint"] = level
    coded = table.astype({"u": "category", "joint": "category"})
    told = people_warnings(coded, "t.csv", a_model(JOINT))
    assert bool(told) == is_told
    assert not told or "in 10 rows" in told[0]
