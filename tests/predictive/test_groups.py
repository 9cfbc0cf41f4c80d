"""Groups by risk and by level, and what of them may be shown."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.inputs.disclosure.groups import merged
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.predictive.groups import shown_groups, tenths_of
from tests.builders.fits import fit_of
from tests.builders.registers import Register


def totals_of(*pairs: tuple[int, int]) -> np.ndarray:
    return np.array([(people, events, people - events) for people, events in pairs])


def test_the_small_level_joins_the_next_smallest() -> None:
    found = merged(totals_of((100, 40), (6, 2), (30, 10), (50, 20)), 5, in_order=False)
    assert found == [(0,), (1, 2), (3,)]


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


def test_tenths_hold_a_tenth_of_the_people_each() -> None:
    rng = np.random.default_rng(3)
    risk, trials = rng.normal(size=5000), rng.integers(1, 4, 5000)
    tenths = tenths_of(risk, trials)
    people = np.bincount(tenths, weights=trials)
    assert people.size == 10
    assert np.abs(people - trials.sum() / 10).max() <= 3  # a cell is not split
    assert all(risk[tenths == n].max() <= risk[tenths == n + 1].min() for n in range(9))


def test_a_rare_level_shows_only_with_another(register: Register) -> None:
    cells = register.cells.copy(deep=True)
    rare = np.flatnonzero(cells["covariate_joint"].to_numpy() == 2)
    cells["covariate_joint"][rare[3:]] = 1
    names = [g.check for g in shown_groups(fit_of(register.posterior, cells, register.model))]
    assert [n for n in names if n.startswith("level")] in (
        ["level[joint=hand+knee]", "level[joint=hip]"],
        ["level[joint=hand]", "level[joint=hip+knee]"],
    )
    public = model_from_table(
        {**register.model.model_dump(exclude_none=True), "disclosure": {"public": True}}
    )
    groups = shown_groups(fit_of(register.posterior, cells, public))
    assert "level[joint=knee]" in [g.check for g in groups]


@pytest.mark.parametrize("way", ["calibration", "level[joint"])
def test_the_groups_of_a_way_hold_everybody_once(register: Register, way: str) -> None:
    groups = shown_groups(register.fit)
    members = sum(g.cells.astype(int) for g in groups if g.check.startswith(way))
    np.testing.assert_array_equal(members, 1)
