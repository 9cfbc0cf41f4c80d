"""Levels are put together until every group may be shown; no more of them than it takes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.inputs.disclosure.groups import merged


def totals_of(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array([(people, events, people - events) for people, events in pairs])


def test_the_small_level_joins_the_next_smallest() -> None:
    found = merged(totals_of((100, 40), (6, 2), (30, 10), (50, 20)), 5, in_order=False)
    assert found == [(0,), (1, 2), (3,)]


def test_the_smallest_goes_first() -> None:
    """Were the larger of the two small levels to go first, the two would do with each other."""
    assert merged(totals_of((3, 1), (60, 4)), 5, in_order=False) == [(0, 1)]
    levels = totals_of((3, 1), (50, 20), (60, 4))
    assert merged(levels, 5, in_order=False) == [(0, 1, 2)]


def test_a_tenth_joins_its_neighbour() -> None:
    found = merged(totals_of((100, 40), (90, 30), (80, 2), (100, 60)), 5, in_order=True)
    assert found == [(0,), (1, 2), (3,)]


def test_the_first_tenth_without_events_joins_the_second() -> None:
    found = merged(totals_of((100, 0), (100, 3), (100, 20), (100, 60)), 5, in_order=True)
    assert found == [(0, 1, 2), (3,)]


def test_too_few_without_the_event_is_too_few() -> None:
    assert merged(totals_of((100, 97), (100, 50), (60, 30)), 5, in_order=False) == [(0, 2), (1,)]


def test_nobody_is_no_level() -> None:
    assert merged(totals_of((0, 0), (3, 1), (4, 0)), 0, in_order=False) == [(1,), (2,)]


@given(arrays(np.int64, (6, 2), elements=st.integers(0, 30)), st.booleans())
def test_every_group_may_be_shown_or_there_is_only_one(parts: np.ndarray, in_order: bool) -> None:
    levels = np.column_stack([parts.sum(axis=1), parts])
    found = merged(levels, 5, in_order)
    assert (
        sorted(code for codes in found for code in codes) == np.flatnonzero(levels[:, 0]).tolist()
    )
    totals = [levels[list(codes)].sum(axis=0) for codes in found]
    assert len(found) <= 1 or all(total.min() >= 5 for total in totals)


@given(arrays(np.int64, (6, 2), elements=st.integers(0, 30)))
def test_in_order_only_neighbours_are_put_together(parts: np.ndarray) -> None:
    levels = np.column_stack([parts.sum(axis=1), parts])
    there = np.flatnonzero(levels[:, 0]).tolist()
    ends = [end for codes in merged(levels, 5, in_order=True) for end in codes]
    assert ends == there  # each group is a run of the levels that anybody has


@given(arrays(np.int64, (6, 2), elements=st.integers(5, 30)), st.booleans())
def test_levels_that_may_be_shown_stay_by_themselves(parts: np.ndarray, in_order: bool) -> None:
    levels = np.column_stack([parts.sum(axis=1), parts])
    assert merged(levels, 5, in_order) == [(code,) for code in range(6)]


def test_a_single_level_has_nothing_to_be_put_with() -> None:
    assert merged(totals_of((3, 1)), 5, in_order=False) == [(0,)]
    assert merged(totals_of((0, 0)), 5, in_order=True) == []
