"""What every other column is taken for, and why."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs.guess.covariates import Suggestion, suggestions
from bayes_bench.inputs.guess.roles import roles_of
from tests.builders.guesses import patients, profiles


@pytest.fixture(scope="module")
def found() -> dict[str, Suggestion]:
    columns = profiles(patients())
    return {
        one.name: one for one in suggestions(columns, roles_of(columns, ["hospital"], "died30"))
    }


@pytest.mark.parametrize(
    ("name", "kind", "why"),
    [
        ("patient_id", "", "identifies people"),
        ("hospital_title", "name", "one text for each unit"),
        ("teaching", "", "property of units"),
        ("sex", "category", "2 levels"),
        ("sex_code", "", 'the same as "sex"'),
        ("smoker", "category", "3 levels"),
        ("age", "spline", "different numbers"),
        ("discharged", "", "tells the outcome"),
        ("admitted", "", "dates"),
    ],
)
def test_each_column(found: dict[str, Suggestion], name: str, kind: str, why: str) -> None:
    assert found[name].kind == kind
    assert why in found[name].why


def test_every_column_that_plays_no_part_is_named_once(found: dict[str, Suggestion]) -> None:
    assert set(found) == set(patients().columns) - {"hospital", "died30"}
    assert found["age"].missing == patients()["age"].isna().sum() > 0


def test_few_numbers_make_a_line_and_many_texts_are_asked_about() -> None:
    table = patients().assign(
        stay=lambda rows: np.arange(len(rows)) % 11 / 2.0,
        note=[f"word {row % 70}" for row in range(len(patients()))],
        empty=None,
        constant="x",
    )
    columns = profiles(table)
    said = {
        one.name: one for one in suggestions(columns, roles_of(columns, ["hospital"], "died30"))
    }
    assert said["stay"].kind == "linear"
    assert "70 different texts" in said["note"].why
    assert said["empty"].why == "empty"
    assert said["constant"].why == "the same value in every row"
    assert {said[name].kind for name in ("note", "empty", "constant")} == {""}


def test_a_copy_with_one_slip_still_tells_the_outcome() -> None:
    table = patients()
    slip = table["discharged"].where(table.index != 3, "dead")
    columns = profiles(pd.DataFrame({**table, "discharged": slip}))
    said = {
        one.name: one for one in suggestions(columns, roles_of(columns, ["hospital"], "died30"))
    }
    assert said["discharged"].kind == ""


def test_what_is_known_of_one_outcome_only_tells_it() -> None:
    """A cause of death, days to death: empty for those who live."""
    table = patients()
    died = table["died30"] == "Y"
    days = np.arange(len(table)) % 200 / 7
    table = table.assign(
        cause=np.where(died, np.where(table["sex"] == "f", "heart", "other"), None),
        days=np.where(died, days, np.nan),
        score=np.where(died, 50.0, 0.0) + days,
    )
    columns = profiles(table)
    said = {
        one.name: one for one in suggestions(columns, roles_of(columns, ["hospital"], "died30"))
    }
    assert "tells the outcome" in said["cause"].why
    assert "filled in for one outcome" in said["days"].why
    assert "tells the outcome" in said["score"].why
    assert said["age"].kind == "spline", "missing for a few of both"


def test_codes_and_weights_of_a_survey_are_no_measurements() -> None:
    rng = np.random.default_rng(2)
    rows = len(patients())
    table = patients().assign(
        school=3000 + np.arange(rows) % 40,
        post_code=5000 + np.arange(rows) % 31,
        pspwght=rng.gamma(4, 0.25, rows),
        birth_weight=rng.normal(3.4, 0.5, rows),
    )
    columns = profiles(table)
    said = {
        one.name: one for one in suggestions(columns, roles_of(columns, ["hospital"], "died30"))
    }
    assert "codes, by its name" in said["school"].why
    assert "codes, by its name" in said["post_code"].why
    assert "weights of a survey" in said["pspwght"].why
    assert {said[name].kind for name in ("school", "post_code", "pspwght")} == {""}
    assert said["birth_weight"].kind == "spline"
