"""Excess events, by hand and by what has to cancel."""

import numpy as np
import pytest

from bayes_bench.estimands.of_units.persons import ESTIMAND
from tests.builders.axiom_worlds import SLACK, World, any_world, figures

# 10 % and 50 % without effect; the first unit makes that 25 % and 75 %, the second 1/28 and 25 %
WORLD = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1 / 3))


def test_predicted_events_less_expected_events() -> None:
    """30 / 4 + 30 / 4 = 15 where 8 are expected, and 5 / 28 + 15 / 4 where 8 are."""
    persons = figures(WORLD, ESTIMAND.name, "typical")
    assert persons == pytest.approx([15 - 8, 5 / 28 + 15 / 4 - 8], abs=SLACK)


def test_twice_as_many_people_are_twice_as_many_events() -> None:
    twice = WORLD.with_people((60, 20), (10, 30))
    for reference in ESTIMAND.references:
        before, after = (figures(w, ESTIMAND.name, reference) for w in (WORLD, twice))
        assert after == pytest.approx(2 * before, abs=SLACK)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_nation_has_neither_too_many_events_nor_too_few(seed) -> None:
    world = any_world(seed)
    everybody = np.sum(world.people)
    excess = figures(world, ESTIMAND.name, "national") / everybody
    assert excess.sum() == pytest.approx(0, abs=1e-9)
    assert np.abs(excess).max() > 1e-3
    other = figures(world, ESTIMAND.name, "typical") / everybody  # the negative control
    assert abs(other.sum()) > 1e-6
