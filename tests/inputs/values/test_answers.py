"""Covariates that are the outcome or the unit are refused with the reason."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.values.answers import (
    answer_problems,
    is_outcome,
    near_answer_notes,
    unit_level_notes,
)
from tests.builders.inputs import a_model

RNG = np.random.default_rng(11)
N = 400
UNIT = np.repeat(np.arange(8), 50)
Y = RNG.integers(0, 2, N)
ONES = np.ones(N, dtype=np.int64)


def people(values: object, kind: str = "category") -> tuple[pd.DataFrame, object]:
    """People with one covariate, and their model."""
    frame = pd.DataFrame({"u": pd.Categorical(UNIT.astype(str)), "y": Y})
    column = pd.Series(values)
    frame["x"] = column.astype(str).astype("category") if kind == "category" else column
    return frame, a_model(({"name": "x", "kind": kind},))


def test_a_copy_of_the_outcome_is_told() -> None:
    frame, model = people(Y)
    assert 'the covariate "x" tells the outcome' in answer_problems(frame, model)[0]  # type: ignore[arg-type]
    # several codes of what happened afterwards, and a number
    several, model = people(np.where(Y == 1, RNG.integers(10, 13, N), RNG.integers(0, 4, N)))
    assert answer_problems(several, model)  # type: ignore[arg-type]
    number, model = people(np.where(Y == 1, 1.0, 0.0) + RNG.uniform(0, 0.5, N), "linear")
    assert answer_problems(number, model)  # type: ignore[arg-type]


def test_a_strong_covariate_is_not_the_outcome() -> None:
    almost = np.where(RNG.uniform(size=N) < 0.02, 1 - Y, Y)
    frame, model = people(almost)
    assert answer_problems(frame, model) == []  # type: ignore[arg-type]
    # a value for everybody is pure by itself
    number, model = people(RNG.standard_normal(N), "linear")
    assert answer_problems(number, model) == []  # type: ignore[arg-type]


def test_a_copy_with_slips_is_noted_and_used() -> None:
    copy = Y.copy()
    copy[Y.argmax()] = 0  # one event in some two hundred
    frame, model = people(copy)
    assert answer_problems(frame, model) == []  # type: ignore[arg-type]
    (note,) = near_answer_notes(frame, model)  # type: ignore[arg-type]
    assert 'the covariate "x" nearly tells the outcome' in note
    almost, model = people(np.where(RNG.uniform(size=N) < 0.05, 1 - Y, Y))
    assert list(near_answer_notes(almost, model)) == []  # type: ignore[arg-type]


def test_few_events_prove_nothing() -> None:
    y = np.array([1] * 9 + [0] * 91)
    ones = np.ones(100, dtype=np.int64)
    assert not is_outcome(pd.Series(y).astype("category"), ones, y)
    y = np.array([1] * 10 + [0] * 90)
    assert is_outcome(pd.Series(y).astype("category"), ones, y)


def test_a_level_for_each_unit_is_the_unit() -> None:
    frame, model = people([f"Hospital {unit}" for unit in UNIT])
    (told,) = answer_problems(frame, model)  # type: ignore[arg-type]
    assert 'the covariate "x" has a level of its own for each unit' in told
    assert "name_column" in told


def test_a_property_of_units_is_noted_and_used() -> None:
    frame, model = people(UNIT % 3)
    assert answer_problems(frame, model) == []  # type: ignore[arg-type]
    (note,) = unit_level_notes(frame, model)  # type: ignore[arg-type]
    assert "the same for everyone of each unit" in note
    of_people, model = people(RNG.integers(0, 3, N))
    assert list(unit_level_notes(of_people, model)) == []  # type: ignore[arg-type]
