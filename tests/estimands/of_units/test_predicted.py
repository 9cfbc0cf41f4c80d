"""The predicted rate of a unit's own people, by hand."""

import pytest

from bayes_bench.estimands.of_units.predicted import ESTIMAND
from tests.builders.axiom_worlds import SLACK, World, figures

# 10 % and 50 % without effect; the first unit makes that 25 % and 75 %, the second 1/28 and 25 %
WORLD = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1 / 3))


def predicted(world: World) -> list[float]:
    return figures(world, ESTIMAND.name, "").tolist()


def test_it_is_the_mean_probability_of_the_units_own_people() -> None:
    by_hand = [(30 / 4 + 10 * 3 / 4) / 40, (5 / 28 + 15 / 4) / 20]
    assert predicted(WORLD) == pytest.approx(by_hand, abs=SLACK)


def test_it_moves_with_its_own_people_and_with_no_others() -> None:
    moved = WORLD.with_people((30, 10), (20, 0))
    assert predicted(moved)[0] == pytest.approx(predicted(WORLD)[0], abs=SLACK)
    assert predicted(moved)[1] == pytest.approx(1 / 28, abs=SLACK)


def test_one_unit_is_a_country() -> None:
    assert predicted(World(((4, 4),), (1 / 9, 1.0), (3.0,))) == pytest.approx([0.5], abs=SLACK)
