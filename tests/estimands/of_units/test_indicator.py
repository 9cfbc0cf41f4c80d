"""The indicator, P - E in percentage points, by hand under the references."""

import numpy as np
import pytest

from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.indicator import ESTIMAND
from tests.builders.axiom_worlds import SLACK, World, figures

# 10 % and 50 % without effect; the first unit makes that 25 % and 75 %, the second 1/28 and 25 %:
# 3/8 and 11/56 are predicted
WORLD = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1 / 3))


def indicator(world: World, reference: str) -> np.ndarray:
    return figures(world, ESTIMAND.name, reference)


def test_against_the_typical_unit() -> None:
    """(30 · 10 % + 10 · 50 %) / 40 = 20 % expected of the first, 40 % of the second."""
    by_hand = [100 * (3 / 8 - 1 / 5), 100 * (11 / 56 - 2 / 5)]
    assert indicator(WORLD, "typical") == pytest.approx(by_hand, abs=SLACK)


def test_against_the_average_unit() -> None:
    """The first one's people would have 5/56 in the second, the second's 5/8 in the first."""
    by_hand = [100 * (3 / 8 - 5 / 56) / 2, 100 * (11 / 56 - 5 / 8) / 2]
    assert indicator(WORLD, "average_unit") == pytest.approx(by_hand, abs=SLACK)


def test_units_that_are_alike_are_as_expected_of_themselves_but_not_of_others() -> None:
    alike = World(WORLD.people, WORLD.odds, (3, 3))
    for reference in ("national", "average_unit"):
        assert indicator(alike, reference) == pytest.approx([0, 0], abs=SLACK)
    for reference in ("typical", "population"):  # the negative control
        assert indicator(alike, reference).min() > 10


def test_a_unit_alone_is_as_expected_of_the_nation() -> None:
    assert indicator(World(((30, 10),), WORLD.odds, (3.0,)), "national") == pytest.approx(
        [0], abs=SLACK
    )


def test_what_was_observed_moves_it_through_the_posterior_only(make_problem) -> None:
    before, after = make_problem(), make_problem()
    after.cells["events"][:] = 0
    one, other = (benchmark(p.posterior, p.cells, p.model) for p in (before, after))
    assert not ESTIMAND.has_sampling_error
    assert one["indicator"].equals(other["indicator"])
    assert not one["observed_gap"].equals(other["observed_gap"])  # the negative control
