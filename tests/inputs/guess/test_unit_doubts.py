"""What speaks against a unit that the user names."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.errors import InputError
from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.guess.unit_doubts import may_be_unit, unit_doubts
from tests.builders.guesses import profiles

ROWS = 120


def column(name: str, values: object) -> Profile:
    return profiles(pd.DataFrame({name: values}))[0]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (["x"] * ROWS, "has the same value in every row: there is nothing to compare"),
        ([None] * ROWS, "is empty: there is nothing"),
        ([f"person {row}" for row in range(ROWS)], "in nearly every row: it identifies people"),
        (np.linspace(0.01, 1, ROWS), "in nearly every row: it measures people"),
    ],
)
def test_nothing_can_be_compared_by_it(values: object, reason: str) -> None:
    with pytest.raises(InputError) as caught:
        unit_doubts(column("x", values), ["ward"], is_counted=False)
    assert str(caught.value).startswith('--unit: "x" ')
    assert reason in str(caught.value)
    assert str(caught.value).endswith("; these look like units: ward")
    assert "person 7" not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "values", "doubt"),
    [
        ("x", [row % 11 / 2 for row in range(ROWS)], "holds numbers with decimals"),
        ("day", [f"2024-03-{1 + row % 9:02}" for row in range(ROWS)], "holds dates"),
        ("x", [row % 2 for row in range(ROWS)], "has two values only"),
        ("x", [f"W{row % 50}" for row in range(ROWS)], "has fewer than 5 rows for most"),
        ("age", [20 + row % 10 for row in range(ROWS)], "is called like a measurement"),
        ("ward", [20 + row % 10 for row in range(ROWS)], None),
    ],
)
def test_what_is_odd_is_said_and_used(name: str, values: object, doubt: str | None) -> None:
    found = unit_doubts(column(name, values), [], is_counted=False)
    assert len(found) == (doubt is not None)
    assert doubt is None or doubt in found[0]


def test_of_counts_a_unit_has_one_row() -> None:
    unit = column("x", [f"ward {row}" for row in range(ROWS)])
    assert unit_doubts(unit, [], is_counted=True) == []
    assert may_be_unit(unit, is_counted=True)
    assert not may_be_unit(unit, is_counted=False)
