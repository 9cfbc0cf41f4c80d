"""Direct standardisation by hand: the unit's rates by kind, weighted by the country's people."""

import pytest

from bayes_bench.estimands.of_units.direct_rate import ESTIMAND
from tests.builders.axiom_worlds import SLACK, World, figures

# 10 % and 50 % without effect; the first unit makes that 25 % and 75 %, the second 1/28 and 25 %
WORLD = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1 / 3))
COUNTRY = (35 / 60, 25 / 60)


def test_rates_by_kind_are_weighted_by_the_standard_population() -> None:
    by_kind = ((1 / 4, 3 / 4), (1 / 28, 1 / 4))
    by_hand = [COUNTRY[0] * first + COUNTRY[1] * second for first, second in by_kind]
    assert figures(WORLD, ESTIMAND.name, "") == pytest.approx(by_hand, abs=SLACK)


def test_units_of_one_effect_have_one_rate_whoever_lives_there() -> None:
    alike = World(WORLD.people, WORLD.odds, (3, 3))
    first, second = figures(alike, ESTIMAND.name, "")
    assert first == pytest.approx(second, abs=SLACK)
    crude = figures(alike, "predicted", "")  # the negative control: case mix moves these
    assert abs(crude[0] - crude[1]) > 0.1


def test_a_country_of_one_unit_has_its_own_rate() -> None:
    alone = World(((30, 10),), WORLD.odds, (3.0,))
    assert figures(alone, ESTIMAND.name, "") == pytest.approx([0.375], abs=SLACK)
