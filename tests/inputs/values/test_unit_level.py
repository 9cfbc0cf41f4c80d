"""A covariate that is said to be of units is the same for everybody of a unit, or refused."""

import numpy as np
import pandas as pd

from bayes_bench.inputs.values.answers import unit_level_notes
from bayes_bench.inputs.values.unit_level import unit_level_problems
from tests.builders.inputs import a_model

UNIT = np.repeat(np.arange(8), 50)


def people(beds: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {"u": pd.Categorical(UNIT.astype(str)), "y": UNIT % 2, "beds": beds.astype(float)}
    )


MODEL = a_model(({"name": "beds", "kind": "linear", "level": "unit"},))


def test_the_same_in_every_unit_is_fine_and_nothing_to_note() -> None:
    frame = people(10.5 * (UNIT + 1))
    assert [*unit_level_problems(frame, MODEL)] == []
    assert [*unit_level_notes(frame, MODEL)] == []
    undeclared = a_model(({"name": "beds", "kind": "linear"},))
    assert 'level = "unit" under it says so' in next(iter(unit_level_notes(frame, undeclared)))


def test_how_many_units_and_which_rows_are_told_and_no_value() -> None:
    beds = 10.5 * (UNIT + 1)
    beds[[3, 4, 399]] = 77.25
    (told,) = unit_level_problems(people(beds), MODEL)
    assert 'the covariate "beds" has level = "unit"' in told
    assert "2 units of 8" in told
    assert all(f"{row}" in told for row in (4, 5, 400))
    assert "77" not in told
    assert "10.5" not in told


def test_categories_too() -> None:
    owner = np.where(np.arange(UNIT.size) == 120, "x", np.where(UNIT % 2, "y", "z"))
    frame = people(UNIT).assign(owner=pd.Categorical(owner))
    model = a_model(({"name": "owner", "level": "unit"},))
    (told,) = unit_level_problems(frame, model)
    assert "1 unit of 8" in told
