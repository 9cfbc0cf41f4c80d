"""Interactions in a model file: what is one, what it lacks, and what it may not have."""

from pathlib import Path
from typing import Any

import pytest

import bayes_bench as bb
from bayes_bench.errors import ModelFileError
from bayes_bench.inputs.model.file import model_from_table, with_keys
from bayes_bench.inputs.model.interactions import kind_of, parts_of, where, with_kinds
from bayes_bench.inputs.model.rules import rule_problems
from tests.builders.inputs import MIN_FILE, a_model, file_problems, model_of_file

AGE = {"name": "age", "kind": "linear"}
SEX = {"name": "sex"}
BEDS = {"name": "beds", "kind": "linear", "level": "unit"}
BOTH = {"name": "age:sex"}
PERFORMANCE = {"unit_covariates": "performance"}


def problems(*covariates: dict[str, Any], **sections: Any) -> list[str]:
    data = {"unit": "u", "outcome": "y", "better": "lower"}
    return rule_problems({"data": data, "covariates": [*covariates], **sections})


def test_a_name_with_a_colon_is_an_interaction_where_a_side_is_a_covariate() -> None:
    assert parts_of("age:sex", ["age", "sex"]) == ("age", "sex")
    assert parts_of("age : sex", ["age", "sex"]) == ("age", "sex")
    assert parts_of("age:sx", ["age"]) == ("age", "sx")  # for whoever says what is missing
    assert parts_of("icd:10:sex", ["icd:10", "sex"]) == ("icd:10", "sex")
    assert parts_of("icd:10", ["age"]) is None  # a column, as ever
    assert kind_of("icd:10", ["icd:10", "age"], None) is None


def test_a_model_knows_its_interactions(tmp_path: Path) -> None:
    more = """
    [[covariates]]
    name = "age"
    kind = "linear"
    [[covariates]]
    name = "age:sex"
    [[covariates]]
    name = "sex"
    """
    model = model_of_file(tmp_path, MIN_FILE + more)
    assert [one.kind for one in model.covariates] == ["linear", "interaction", "category"]
    assert [one.name for one in model.main_effects] == ["age", "sex"]
    assert [one.name for one in model.characteristics] == ["age", "sex"]
    assert model.interactions == {"age:sex": ("age", "sex")}
    assert with_keys(model, {"sampling": {"draws": 200}}).interactions == model.interactions
    table = model.model_dump()
    assert model_from_table({n: v for n, v in table.items() if v}).interactions


def test_from_python_as_from_a_file() -> None:
    covariates = [bb.Covariate("age", kind="linear"), bb.Covariate("sex"), bb.Covariate("age:sex")]
    data = bb.Data(unit="u", outcome="y", better="lower")
    model = bb.Model(title="T", data=data, covariates=covariates)
    assert model.interactions == {"age:sex": ("age", "sex")}


def test_both_covariates_have_to_be_there(tmp_path: Path) -> None:
    told = file_problems(
        tmp_path, MIN_FILE + '[[covariates]]\nname="age"\n[[covariates]]\nname="age:sx"'
    )
    assert 'covariates["age:sx"] is an interaction, and "sx" is no covariate of the model' in told
    assert 'add [[covariates]] name = "sx"' in told
    assert 'did you mean "sex"' in problems(AGE, SEX, {"name": "age:sx"})[0]
    three = problems(AGE, SEX, {"name": "bmi"}, BOTH, {"name": "age:sex:bmi"})
    assert len(three) == 1
    assert "an interaction is of two covariates" in three[0]


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"name": "age:sex", "kind": "linear"}, "takes no kind"),
        ({"name": "age:sex", "df": 3, "missing": "drop"}, "takes no df, missing"),
        ({"name": "age:sex", "level": "unit"}, "takes no level"),
        ({"name": "age:age"}, "with itself"),
        ({"name": "both", "kind": "interaction"}, "takes two covariates of the model"),
    ],
)
def test_what_it_may_not_have(more: dict[str, Any], told: str) -> None:
    found = problems(AGE, SEX, more)
    assert len(found) == 1
    assert told in found[0].replace(" and ", ", ")


def test_the_same_two_only_once() -> None:
    assert problems(AGE, SEX, BOTH) == []
    assert "the same interaction" in problems(AGE, SEX, BOTH, {"name": "sex:age"})[0]


def test_a_measurement_is_rounded_and_an_interaction_is_not() -> None:
    data = {"unit": "u", "outcome": "y", "better": "lower", "round": {"age:sex": 1}}
    assert 'data.round names "age:sex"' in problems(AGE, SEX, BOTH, data=data)[0]


def test_labels_and_sensitivity_know_it() -> None:
    labels = {"columns": {"age:sex": "Age by sex"}}
    assert problems(AGE, SEX, BOTH, labels=labels, sensitivity={"without": ["age:sex"]}) == []
    assert problems(AGE, SEX, BOTH, labels={"levels": {"age:sex": {"1": "x"}}})


def test_covariates_of_units_are_case_mix_or_performance() -> None:
    assert problems(AGE, BEDS, benchmark=PERFORMANCE) == []
    assert "there are none" in problems(AGE, benchmark=PERFORMANCE)[0]
    across = {"name": "age:beds"}
    assert problems(AGE, BEDS, across) == []
    told = problems(AGE, BEDS, across, benchmark=PERFORMANCE)
    assert len(told) == 1
    assert 'covariates["age:beds"] is an interaction of a covariate of units' in told[0]
    table = {"title": "T", "data": {"unit": "u", "outcome": "y", "better": "lower"}}
    with pytest.raises(ModelFileError, match="unit_covariates"):
        model_from_table(table | {"covariates": [AGE], "benchmark": PERFORMANCE})


def test_interactions_of_two_covariates_of_units_are_of_units() -> None:
    owner = {"name": "owner", "level": "unit"}
    model = a_model((AGE, BEDS, owner, {"name": "beds:owner"}, {"name": "age:owner"}))
    assert model.of_units == ("beds", "owner", "beds:owner")


def test_kinds_are_filled_in_and_rows_named() -> None:
    assert [one.get("kind") for one in with_kinds([AGE, SEX, BOTH])] == [
        "linear",
        None,
        "interaction",
    ]
    assert where("3", "sex", "f") == "3 where sex=f"
