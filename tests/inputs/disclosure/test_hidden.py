"""Who is hidden because of what happened, and who covers them."""

from itertools import product
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.inputs.disclosure.hidden import Hidden, hidden_of, hidden_units
from bayes_bench.typing import Bools, Integers
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model, counts_model, units_of

SHOWN = {"A": (30, 60), "B": (20, 40), "C": (10, 50), "D": (40, 70)}
COUNTS = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=2, max_size=9)


def hidden_in(table: dict[str, tuple[int, int]], **disclosure: Any) -> Hidden:
    model = counts_model(disclosure={"public": False} | disclosure)
    return hidden_of(cells_of(units_of(table), model), model)


def test_units_with_few_events_or_few_others_are_hidden() -> None:
    found = hidden_in(SHOWN | {"E": (4, 80), "F": (58, 60), "G": (6, 60)})
    assert found.units == {"E", "F"}


def test_a_single_one_takes_the_next_smallest_by_people() -> None:
    """B has the fewest people of the others, though C has fewer events."""
    assert hidden_in(SHOWN | {"E": (0, 80)}).units == {"B", "E"}


def test_two_whose_sum_is_too_small_take_a_third() -> None:
    assert hidden_in(SHOWN | {"E": (2, 80), "F": (2, 80)}).units == {"B", "E", "F"}
    assert hidden_in(SHOWN | {"E": (2, 80), "F": (3, 80)}).units == {"E", "F"}


def test_nobody_is_hidden_where_all_have_enough_or_all_is_shown() -> None:
    assert hidden_in(SHOWN) == Hidden(least=5)
    few = SHOWN | {"E": (0, 80)}
    assert hidden_in(few, use="internal") == Hidden()
    assert hidden_in(few, public=True) == Hidden()


def test_the_note_of_whoever_covers_is_the_note_of_who_is_covered() -> None:
    assert hidden_in(SHOWN | {"E": (0, 80)}).note.startswith("hidden: fewer than 5 events or non-")


@given(COUNTS, st.integers(1, 8))
def test_no_hidden_unit_is_left_over_when_the_shown_ones_are_subtracted(
    pairs: list[tuple[int, int]], least: int
) -> None:
    counts = np.array(pairs)
    people = counts.sum(axis=1)
    hidden = hidden_units(people, counts, least)
    few = counts.min(axis=1) < least
    assert hidden[few].all()
    if not few.any():
        assert not hidden.any()
        return
    left = counts[hidden].sum(axis=0)
    assert hidden.all() or (hidden.sum() > 1 and left.min() >= least)
    # whoever covers is smaller than every unit that is shown
    covers, shown = hidden & ~few, ~hidden
    assert not covers.any() or not shown.any() or people[covers].max() <= people[shown].min()


def possible(people: Integers, events: Integers, hidden: Bools, least: int) -> list[int]:
    """How many numbers of events each hidden unit may have had, by trying all.

    Tried are all whole numbers with the sum of the hidden ones under which the rule hides the same.
    """
    at = np.flatnonzero(hidden)
    total, found = int(events[at].sum()), []
    for first in product(*(range(min(total, int(people[unit])) + 1) for unit in at[:-1])):
        tried = events.copy()
        tried[at] = [*first, total - sum(first)]
        if 0 <= tried[at[-1]] <= people[at[-1]]:
            counts = np.stack([tried, people - tried], axis=1)
            if (hidden_units(people, counts, least) == hidden).all():
                found.append(tried[at])
    return [len(set(column)) for column in np.array(found).T]


@pytest.mark.parametrize("seed", range(60))
def test_three_counts_of_each_hidden_unit_stay_possible_for_who_knows_the_rule(seed: int) -> None:
    rng = np.random.default_rng(seed)
    units, least = int(rng.integers(8, 14)), (5, 3)[seed % 2]
    people = rng.integers(40, 120, units)
    events = rng.binomial(people, 0.16)
    few = rng.choice(units, 2, replace=False)
    events[few] = rng.integers(0, least, 2)
    if seed % 5 == 0:  # few non-events
        events[few[0]] = people[few[0]] - events[few[0]]
    hidden = hidden_units(people, np.stack([events, people - events], axis=1), least)
    if hidden.sum() <= 3:
        assert min(possible(people, events, hidden, least)) >= 3


def test_two_that_have_the_most_that_few_may_be_take_a_third() -> None:
    """Eight events of two units of four or less are four each."""
    for events, hidden in {
        (4, 4): {"B", "E", "F"},
        (4, 3): {"B", "E", "F"},
        (3, 3): {"E", "F"},
    }.items():
        one, other = events
        assert hidden_in(SHOWN | {"E": (one, 80), "F": (other, 80)}).units == hidden


def in_regions(*names: str) -> bool:
    """Whether the figures of these regions of five units, two of them hidden, are hidden."""
    table = SHOWN | {"E": (2, 80), "F": (3, 80)}
    model = counts_model(disclosure={"public": False})
    cells = cells_of(units_of(table), model).assign_coords(region=("unit", [*names]))
    assert hidden_of(cells, model).units == {"E", "F"}
    return hidden_of(cells, model).regions


@pytest.mark.parametrize(
    ("regions", "hidden"),
    [
        (("n", "n", "s", "s", "s", "s"), False),  # both hidden units in one
        (("n", "n", "s", "s", "n", "s"), True),  # one in each
        (("n", "n", "s", "s", "n", ""), True),  # one where no region is
        (("n", "n", "s", "s", "", ""), False),
    ],
)
def test_regions_are_totals_too(regions: tuple[str, ...], hidden: bool) -> None:
    assert in_regions(*regions) == hidden


def test_levels_with_few_events_are_hidden_and_stay_in_the_model() -> None:
    model = a_model(({"name": "joint"},), disclosure={"public": False})
    cells = xr.Dataset(
        {"events": ("cell", [30, 20, 2]), "trials": ("cell", [60, 40, 30])},
        {
            "unit": ["A", "B"],
            "unit_index": ("cell", [0, 1, 1]),
            "covariate_joint": ("cell", [0, 0, 1], {"levels": ["hip", "toe"], "reference": "hip"}),
        },
    )
    assert hidden_of(cells, model).levels == {("joint", "toe")}
