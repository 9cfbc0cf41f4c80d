"""Cells in which those are one of whom too little is expected."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.aggregation import aggregate, pooled_probability
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from tests.builders.inputs import a_model

UNITS, PEOPLE = 8, 40


def people_of(rate: dict[str, float], level_of: list[str]) -> pd.DataFrame:
    """Units of one size, each with people of one level; events as the level's rate has them."""
    rows = [
        (f"U{unit}", level, int(person < round(rate[level] * PEOPLE)))
        for unit, level in enumerate(level_of)
        for person in range(PEOPLE)
    ]
    return pd.DataFrame(rows, columns=["u", "level", "y"])


def released(**sections: object) -> Model:
    return a_model(disclosure={"public": False}, **sections)  # type: ignore[arg-type]


def test_without_covariates_the_share_of_all_is_expected() -> None:
    table = people_of({"a": 0.2, "b": 0.6}, ["a", "b"] * 4)
    cells = aggregate(read_people(released(), table), released())
    assert cells.attrs["merged_units"] == []
    np.testing.assert_allclose(pooled_probability(cells, released()), 0.4)


def test_what_is_expected_of_a_unit_is_expected_of_its_own_people() -> None:
    """Units of level b have 4 events expected of 40, fewer than five; those of level a have 20.

    The share of all would expect 12 of each.
    """
    table = people_of({"a": 0.5, "b": 0.1}, ["a"] * 4 + ["b"] * 4)
    model = released(covariates=({"name": "level"},))
    cells = aggregate(read_people(model, table), model)
    assert cells.attrs["merged_units"] == ["U4", "U5", "U6", "U7"]
    bare = aggregate(read_people(released(), table), released())
    assert bare.attrs["merged_units"] == []


def test_levels_are_merged_before_anything_is_expected() -> None:
    """Three people have a level of their own, which takes in the smaller of the other two."""
    table = people_of({"a": 0.5, "b": 0.25}, ["a", "b"] * 4)
    table.loc[[0, 1, 2], "level"] = "rare"
    model = released(covariates=({"name": "level"},))
    with pytest.raises(DataError, match="no two levels"):
        aggregate(read_people(model, table.replace({"level": {"b": "a"}})), model)
    cells = aggregate(read_people(model, table), model)
    assert cells["covariate_level"].attrs["levels"] == ["b", "other"]
    of_b = cells["covariate_level"].to_numpy() == 0
    np.testing.assert_allclose(pooled_probability(cells, model)[of_b], 0.25)
