"""Groups of people whose totals would give hidden units away."""

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.hidden import Hidden
from bayes_bench.inputs.disclosure.partitions import MOST_GROUPS, gives_away

HIDES = Hidden(frozenset("cd"), least=5)
EVENTS, PEOPLE = [20, 30, 2, 3], [60, 70, 50, 50]
"""Of a, b, and of c and d, which are hidden."""


def cells(events: list[int], people: list[int], unit: list[int]) -> xr.Dataset:
    coordinates = {"unit": list("abcd"), "unit_index": ("cell", unit)}
    return xr.Dataset({"events": ("cell", events), "trials": ("cell", people)}, coordinates)


WHOLE = cells(EVENTS, PEOPLE, [0, 1, 2, 3])


def tells(codes: list[int], found: xr.Dataset = WHOLE, hidden: Hidden = HIDES) -> bool:
    groups = [(code,) for code in sorted(set(codes))]
    return gives_away(found, hidden, np.array(codes), groups)


def test_a_group_of_whole_units_with_one_that_is_hidden_gives_it_away() -> None:
    assert tells([0, 0, 0, 1])
    assert tells([0, 1, 0, 1])


def test_hidden_units_that_are_together_cover_each_other() -> None:
    assert not tells([0, 1, 0, 0])
    assert not tells([0, 1, 1, 1])


def test_nobody_is_given_away_where_nobody_is_hidden() -> None:
    assert not tells([0, 0, 0, 1], hidden=Hidden(least=5))


def parted(across: int) -> xr.Dataset:
    """Of the people of a so many are in another group than the others."""
    return cells([15, 5, 30, 2, 3], [60 - across, across, 70, 50, 50], [0, 0, 1, 2, 3])


def test_groups_that_part_shown_units_tell_nothing() -> None:
    assert not tells([0, 1, 0, 0, 1], parted(20))
    # but for a few people, whose events are nearly known
    assert tells([0, 1, 0, 0, 1], parted(4))


def test_two_groups_can_be_added_up() -> None:
    """Each parts the people of a, and both together do not."""
    assert tells([0, 1, 2, 0, 2], parted(20))
    assert not tells([0, 1, 2, 0, 1], parted(20))


def test_of_many_groups_none_is_shown() -> None:
    units = [number % 4 for number in range(MOST_GROUPS + 1)]
    many = cells([20] * len(units), [60] * len(units), units)
    codes = [*range(len(units))]
    assert tells(codes, many)
    assert not tells(codes, many, Hidden(least=5))
