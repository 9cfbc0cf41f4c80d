"""Cells in which those are one of whom too little is expected."""

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pytest
from scipy.special import expit

from bayes_bench.aggregation import aggregate, pooled_probability
from bayes_bench.errors import DataError
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from tests.builders.inputs import a_model, counts_model

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


type Groups = list[tuple[str, str, int, int]]
"""Unit, level, people, events."""

OTHERS: Groups = [(f"U{n}", "ab"[n % 2], 100, (10, 30)[n % 2]) for n in range(12)]
"""Units of which enough is expected; a fifth of their people have the event."""


def merged(groups: Groups) -> list[str]:
    """Units that are one, of such groups of people."""
    table = pd.DataFrame(groups, columns=["u", "level", "n", "e"])
    model = counts_model(covariates=({"name": "level"},), disclosure={"public": False})
    units: list[str] = aggregate(read_people(model, table), model).attrs["merged_units"]
    return units


WORLDS: dict[str, Callable[[int], Groups]] = {
    # a level of one unit alone
    "owner of 30": lambda events: [("O", "own", 30, events)],
    "owner of 20": lambda events: [("O", "own", 20, events // 2)],
    # it has others, too, of whom the regression knows enough
    "owner in part": lambda events: [("O", "own", 30, events), ("O", "a", 30, 3)],
    # next to nobody else has it
    "owner but for five": lambda events: [("O", "own", 30, events), ("U0", "own", 5, 1)],
    "one of two": lambda events: [("O", "own", 30, events), ("P", "own", 30, 5)],
    "two alike": lambda events: [("O", "own", 30, events), ("P", "own", 30, events)],
}


@pytest.mark.parametrize("world", WORLDS)
def test_who_is_merged_does_not_follow_the_events_of_who_alone_has_a_level(world: str) -> None:
    """Their share of all, a fifth, expects 6 events of 30 people, and 4 of 20."""
    found = {tuple(merged(OTHERS + WORLDS[world](events))) for events in range(0, 31, 3)}
    assert len(found) == 1
    assert ("O" in found.pop()) == (world == "owner of 20")


@pytest.mark.parametrize("world", sorted(set(WORLDS) - {"owner of 20"}))
def test_it_would_if_the_regression_could_say_what_happened_there(
    world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bayes_bench.aggregation.MOST_OWN", 2.0)
    assert "O" in merged(OTHERS + WORLDS[world](0))
    assert "O" not in merged(OTHERS + WORLDS[world](15))


def test_of_a_level_that_five_units_have_the_regression_says_what_is_expected() -> None:
    """Of five units none adds more than a fifth, less its part in all; of four each would."""
    rare: Groups = [(f"R{n}", "own", 30, 3) for n in range(5)]
    assert merged(OTHERS + rare) == [f"R{n}" for n in range(5)]
    assert merged(OTHERS + rare[:4]) == []


def regional_worlds() -> Iterator[tuple[Groups, list[str]]]:
    """Two units in each of twenty regions, alike but for what happened there; the small ones.

    By their people fewer than five events are expected of one of them, and more of the other.
    """
    rng, sizes = np.random.default_rng(20261201), np.tile([32, 64], 20)
    for _ in range(5):
        events = rng.binomial(sizes, expit(-2.1 + rng.normal(0, 0.5, 40)))
        assert 32 * events.sum() < 5 * sizes.sum() < 64 * events.sum()
        groups = [
            (f"U{n:02}", f"region {n // 2}", int(sizes[n]), int(events[n])) for n in range(40)
        ]
        yield groups, [f"U{n:02}" for n in range(0, 40, 2)]


def test_over_many_worlds_the_people_decide_and_not_what_happened() -> None:
    assert all(merged(groups) == small for groups, small in regional_worlds())


def test_over_many_worlds_regions_would_merge_the_best(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bayes_bench.aggregation.MOST_OWN", 2.0)
    for groups, _ in regional_worlds():
        gone = set(merged(groups))
        share = {
            is_gone: sum(e for u, _, _, e in groups if (u in gone) == is_gone)
            / sum(n for u, _, n, _ in groups if (u in gone) == is_gone)
            for is_gone in (True, False)
        }
        assert share[True] < 0.8 * share[False]
