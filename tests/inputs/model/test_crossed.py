"""Kinds of covariates in a model: with a column, of two others, of units."""

from bayes_bench.inputs.model.crossed import (
    interactions,
    main_effects,
    of_units,
    with_kinds_filled,
)
from bayes_bench.inputs.model.sections import Covariate

AGE, BEDS = Covariate("age", kind="linear"), Covariate("beds", kind="linear", level="unit")
OWNER = Covariate("owner", level="unit")
EVERY = [
    Covariate("beds:owner", kind="interaction"),
    AGE,
    BEDS,
    OWNER,
    Covariate("age:owner", kind="interaction"),
]


def test_interactions_are_told_from_what_has_a_column() -> None:
    assert [one.name for one in main_effects(EVERY)] == ["age", "beds", "owner"]
    assert interactions(EVERY) == {"beds:owner": ("beds", "owner"), "age:owner": ("age", "owner")}
    assert of_units(EVERY) == ("beds:owner", "beds", "owner")


def test_kinds_of_interactions_are_filled_in_and_others_left() -> None:
    table = {"name": "sex"}
    filled = with_kinds_filled([AGE, table, Covariate("age:sex"), {"name": "sex:beds"}, 7])
    assert filled[0] is AGE
    assert filled[1] == table
    assert filled[2].kind == "interaction"
    assert filled[3] == {"name": "sex:beds", "kind": "interaction"}
    assert filled[4] == 7
