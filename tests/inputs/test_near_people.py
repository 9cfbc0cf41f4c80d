"""Cells nearly as many as people: what is said is true when it is followed."""

import re
import tomllib
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

from bayes_bench.inputs import near_people
from bayes_bench.inputs.model.file import Model, with_keys
from bayes_bench.inputs.near_people import near_people_notes, proposed_step, round_line
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model

SEX = {"name": "sex"}
AGE = {"name": "age", "kind": "spline", "df": 3}
WAGE = {"name": "monthly wage", "kind": "linear"}
ROWS = 21_000


def people(rows: int = ROWS, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    age = rng.uniform(18, 92, rows)
    return pd.DataFrame(
        {
            "u": [f"u{unit:02d}" for unit in rng.integers(0, 20, rows)],
            "y": rng.integers(0, 2, rows),
            "sex": rng.choice(["f", "m"], rows),
            "age": age,
            "monthly wage": 400.0 * age + rng.uniform(0, 1000, rows),
            "years": rng.integers(0, 40, rows).astype(float),
            "number": rng.integers(0, 900, rows).astype(str),
        }
    )


def notes(frame: pd.DataFrame, model: Model) -> list[str]:
    return near_people_notes(cells_of(frame, model), model)


def numbers(note: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*\d{3}", note)]


def followed(frame: pd.DataFrame, model: Model, note: str) -> int:
    """How many cells there are with the line that the note says to write."""
    (line,) = re.findall(r"round = \{.*?\}", note)
    return cells_of(frame, with_keys(model, {"data": tomllib.loads(line)})).sizes["cell"]


def test_one_continuous_covariate() -> None:
    frame, model = people(), a_model((SEX, AGE))
    (note,) = notes(frame, model)
    assert "round = { age = 1 } under [data]" in note
    assert '"age" has 21,000 different values' in note
    left = frame.assign(age=frame["age"].round()).groupby(["u", "sex", "age"]).ngroups
    assert followed(frame, model, note) == left
    assert numbers(note) == [ROWS, ROWS, ROWS, left]
    assert note.startswith("21,000 people are still 21,000 cells when they are counted: ")


def test_two_need_both_and_what_is_rounded_already_stays() -> None:
    frame = people()
    model = a_model((SEX, AGE, WAGE))
    (note,) = notes(frame, model)
    assert 'round = { age = 1, "monthly wage" = 500 } under [data]' in note
    assert numbers(note)[-1] == followed(frame, model, note) < 0.5 * ROWS
    for name in ("age", "monthly wage"):
        alone = a_model((SEX, AGE, WAGE), data={"round": {name: 500 if " " in name else 1}})
        assert cells_of(frame, alone).sizes["cell"] == ROWS
    declared = a_model((SEX, AGE, WAGE), data={"round": {"age": 5}})
    (note,) = notes(frame, declared)
    assert 'round = { age = 5, "monthly wage" = 500 }' in note
    assert '"age" has' not in note
    assert numbers(note)[-1] == followed(frame, declared, note) < 0.5 * ROWS


def test_counts_are_told_in_people() -> None:
    frame = people()
    rows = frame.groupby(["u", "sex", "age"])["y"].agg(["sum", "size"]).reset_index()
    rows = rows.rename(columns={"sum": "e", "size": "n"})
    model = counts_model(covariates=(SEX, AGE))
    assert notes(rows, model) == notes(frame, a_model((SEX, AGE)))
    assert notes(rows.assign(n=rows["n"] * 2), model) == []  # half as many cells as people


def test_units_and_levels_that_were_merged_are_counted_merged() -> None:
    frame = people()
    frame.loc[frame.index[:4], "u"] = "tiny"
    frame.loc[frame.index[8:12], "sex"] = "x"
    model = a_model((SEX, AGE), disclosure={"public": False})
    (note,) = notes(frame, model)
    assert numbers(note)[-1] == followed(frame, model, note)


@pytest.mark.parametrize(
    ("covariates", "rows"),
    [
        ((SEX, AGE), 20_000),  # few cells
        ((SEX, {"name": "years", "kind": "linear"}), ROWS),  # far fewer cells than people
        # as many cells as people, and whole years: nothing is continuous
        (({"name": "years", "kind": "linear"}, {"name": "number"}, SEX), 40_000),
    ],
)
def test_nothing_is_said_without_a_reason(covariates: tuple[dict[str, Any]], rows: int) -> None:
    assert notes(people(rows), a_model(covariates)) == []


def test_nothing_is_said_where_rounding_would_not_help() -> None:
    """A category keeps everybody apart, whatever the age is rounded to."""
    frame = people()
    frame["number"] = [str(row % 1000) for row in range(ROWS)]
    frame["other"] = [str(row // 1000) for row in range(ROWS)]
    covariates = ({"name": "number"}, {"name": "other"}, AGE)
    assert notes(frame, a_model(covariates)) == []
    assert len(notes(frame, a_model((AGE,)))) == 1


def test_few_values_are_not_joined_though_a_step_would() -> None:
    frame = people(60_000)
    rng = np.random.default_rng(2)
    frame["dose"] = rng.choice([0.0, 0.1, 0.2, 0.3, 100.0], len(frame))
    covariates = ({"name": "number"}, {"name": "dose", "kind": "linear"})
    cells = cells_of(frame, a_model(covariates))
    assert 0.5 * 60_000 < cells.sizes["cell"] < 60_000
    assert near_people_notes(cells, a_model(covariates)) == []


def test_so_many_patterns_that_no_integer_numbers_them(monkeypatch: pytest.MonkeyPatch) -> None:
    frame, model = people(), a_model((SEX, AGE, WAGE))
    wanted = notes(frame, model)
    monkeypatch.setattr(near_people, "_LARGEST", 1.0)  # numbered anew at every column
    assert notes(frame, model) == wanted


@pytest.mark.parametrize(
    ("low", "high", "step"),
    [
        (0, 100, 1.0),
        (18, 92, 1.0),
        (0, 101, 2.0),
        (0, 1, 0.01),
        (0, 0.0201, 0.0005),
        (0, 500_000, 5000.0),
    ],
)
def test_steps_are_round_numbers(low: float, high: float, step: float) -> None:
    ends = np.repeat([low, high], 50).astype(float)  # so that the middle is all there is
    assert proposed_step(ends) == step


@pytest.mark.parametrize("seed", range(40))
def test_a_step_cuts_the_middle_into_forty_to_a_hundred_parts(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=1000) * 10.0 ** rng.uniform(-6, 6)
    step = proposed_step(values)
    parts = np.subtract(*np.quantile(values, [0.99, 0.01])) / step
    assert 40 * (1 - 1e-12) <= parts <= 100 * (1 + 1e-12)
    lead = Fraction(repr(step)) / Fraction(10) ** int(np.floor(np.log10(step * 1.0001)))
    assert lead in (1, 2, 5)


def test_one_odd_value_does_not_set_the_step_but_where_there_is_no_other() -> None:
    values = np.linspace(0, 100, 1001)
    assert proposed_step(np.append(values, 1e9)) == 1.0
    assert proposed_step(np.append(np.zeros(999), 1000.0)) == 10.0


def test_a_line_is_toml() -> None:
    steps = {"age": 1.0, "monthly wage": 5000.0, 'å"\\': 1e-7, "a-b_1": 0.5}
    assert tomllib.loads(round_line(steps)) == {"round": steps}
    assert round_line({"age": 1.0}) == "round = { age = 1 }"
