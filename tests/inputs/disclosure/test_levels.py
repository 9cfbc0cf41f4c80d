"""Levels of categories: none that too few people have is ever shown, or has an effect."""

import json
from typing import Any

import pandas as pd
import pytest
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from tests.builders.fits import cells_of

CANARY = "KANARIEFUGL"
LEVELS = {"hip": (60, 100), "knee": (0, 50), CANARY: (1, 4), "toe": (2, 4), "hand": (9, 18)}


def counts_model(model_of: Any, **sections: Any) -> Model:
    return model_of(data={"events": "e", "trials": "n"}, **sections)


def levels_of(counts: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """Return counts by level, half of them (and what is odd) in each of two units."""
    rows = [
        (unit, level, events // 2 + unit * (events % 2), trials // 2 + unit * (trials % 2))
        for level, (events, trials) in counts.items()
        for unit in (0, 1)
    ]
    return pd.DataFrame(rows, columns=["u", "joint", "e", "n"])


def by_level(cells: xr.Dataset) -> dict[str, tuple[int, int]]:
    joint = cells["covariate_joint"]
    counts = dict.fromkeys(joint.attrs["levels"], (0, 0))
    for place, events, trials in zip(
        joint.values, cells["events"].values, cells["trials"].values, strict=True
    ):
        level = joint.attrs["levels"][place]
        counts[level] = (counts[level][0] + int(events), counts[level][1] + int(trials))
    return counts


def hidden_levels(model_of: Any, **covariate: Any) -> Model:
    covariates = ({"name": "joint"} | covariate,)
    return counts_model(model_of, covariates=covariates, disclosure={"public": False})


def test_levels_too_small_are_one_level(model_of: Any) -> None:
    people = read_people(hidden_levels(model_of), levels_of(LEVELS))
    people.attrs["labels"] = {"joint": {CANARY: f"the {CANARY}", "hip": "Hip"}}
    cells = aggregate(people, hidden_levels(model_of))
    assert by_level(cells) == {
        "hand": (9, 18),
        "hip": (60, 100),
        "knee": (0, 50),
        "other": (3, 8),
    }
    assert cells["covariate_joint"].attrs["labels"] == ["hand", "Hip", "knee", "other"]
    assert cells["covariate_joint"].attrs["reference"] == "hip"
    assert '2 levels of the covariate "joint"' in cells.attrs["warnings"][-1]
    assert CANARY not in json.dumps(cells.to_dict())
    public = counts_model(model_of, covariates=({"name": "joint"},))
    assert by_level(cells_of(levels_of(LEVELS), public)) == LEVELS


def test_a_single_small_level_takes_the_next_smallest(model_of: Any) -> None:
    table = {**LEVELS, "toe": (5, 10)}
    cells = cells_of(levels_of(table), hidden_levels(model_of))
    assert by_level(cells) == {
        "hand": (9, 18),
        "hip": (60, 100),
        "knee": (0, 50),
        "other": (6, 14),
    }


def test_a_level_called_other_absorbs_the_small_ones(model_of: Any) -> None:
    table = {"hip": (60, 100), "other": (70, 150), CANARY: (1, 1), "a": (6, 12)}
    cells = cells_of(levels_of(table), hidden_levels(model_of))
    assert by_level(cells) == {"a": (6, 12), "hip": (60, 100), "other": (71, 151)}
    assert cells["covariate_joint"].attrs["reference"] == "other"
    named = cells_of(levels_of(table), hidden_levels(model_of, reference="other"))
    assert named["covariate_joint"].attrs["reference"] == "other"


def test_a_reference_stays_the_most_frequent_level(model_of: Any) -> None:
    small = {f"s{n}": (2, 4) for n in range(9)}
    cells = cells_of(levels_of({"hip": (60, 100), **small}), hidden_levels(model_of))
    assert by_level(cells) == {"hip": (60, 100), "other": (18, 36)}
    assert cells["covariate_joint"].attrs["reference"] == "hip"


def test_a_reference_too_small_is_refused(model_of: Any) -> None:
    with pytest.raises(DataError, match=r'"joint" cannot have "toe" as .* leave reference out'):
        cells_of(levels_of(LEVELS), hidden_levels(model_of, reference="toe"))


def test_a_covariate_of_one_level_that_can_be_shown_is_refused(model_of: Any) -> None:
    table = {"hip": (60, 100), CANARY: (1, 4)}
    with pytest.raises(DataError, match=r'"joint" has no two levels .* public = true') as caught:
        cells_of(levels_of(table), hidden_levels(model_of))
    assert CANARY not in str(caught.value)
