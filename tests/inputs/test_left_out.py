"""Who is left out for missing values: in total, for what, and as far as it may be shown."""

from typing import Any

import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate
from bayes_bench.inputs.facts import Count, LeftOut, facts_of
from bayes_bench.inputs.left_out import left_out, left_out_notes
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from tests.builders.inputs import a_model, counts_model

JOINT = ({"name": "joint"},)


def a_dropping_model(**disclosure: Any) -> Model:
    return a_model(JOINT, data={"missing": "drop"}, disclosure={"public": False, **disclosure})


@pytest.fixture
def people() -> pd.DataFrame:
    """A hundred people, of whom 17 lack a joint."""
    joint = ["x"] * 83 + [None] * 17
    frame = pd.DataFrame({"u": list("AB") * 50, "y": [0, 1] * 50, "joint": joint})
    return frame.astype({"u": "category", "joint": "category"})


def notes_of(people: pd.DataFrame, model: Model) -> list[str]:
    return left_out_notes(left_out(people, model), "f", model)


def test_small_numbers_of_dropped_people_are_blurred(people: pd.DataFrame) -> None:
    model = a_dropping_model()
    note = "about 20 of about 100 people (17 %) dropped for missing values: joint about 20"
    assert notes_of(people, model) == [f"f: {note} (one may lack several)"]
    (exact,) = notes_of(people, a_dropping_model(use="internal"))
    assert exact.startswith("f: 17 of 100 people (17 %) dropped for missing values: joint 17")
    few = people.assign(joint=people["joint"].fillna("x"))
    few.loc[:3, "joint"] = None
    assert "fewer than 10 of about 100" in notes_of(few, model)[0]
    assert notes_of(people.dropna(), model) == []


def test_it_is_a_fact(people: pd.DataFrame) -> None:
    assert left_out(people, a_dropping_model()) == LeftOut(
        Count(20), Count(100), 0.17, 0.17, {"joint": Count(20)}, is_rounded=True
    )
    few = people.assign(joint=people["joint"].where(people.index > 3))
    few["joint"] = few["joint"].mask(people.index > 80)
    found = left_out(few, a_dropping_model(use="internal"))
    assert found is not None
    assert (found.people, found.reasons, found.is_rounded) == (
        *(Count(23), {"joint": Count(23)}),
        False,
    )


def test_the_rows_have_a_share_of_their_own_where_rows_are_counts() -> None:
    """One row of four, with 30 of 60 people; most lack a joint, fewer the home."""
    table = pd.DataFrame(
        {
            "u": ["A", "A", "B", "B", "B"],
            "e": [1, 2, 5, 6, 1],
            "n": [10, 10, 10, 30, 5],
            "joint": ["x", "y", "x", None, None],
            "home": ["x", "y", "x", "y", None],
        }
    )
    model = counts_model(
        covariates=(*JOINT, {"name": "home"}),
        data={"missing": "drop"},
        disclosure={"public": False, "use": "internal"},
    )
    facts = facts_of(aggregate(read_people(model, table), model))
    found = facts.left_out
    assert found is not None
    assert (found.people, found.of, found.is_rounded) == (Count(35), Count(65), False)
    assert (found.share, found.rows_share) == (pytest.approx(35 / 65), pytest.approx(2 / 5))
    assert [*found.reasons.items()] == [("joint", Count(35)), ("home", Count(5))]
