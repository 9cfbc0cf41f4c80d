"""Predicted over expected, by hand and where events are rare."""

import pytest

from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.ratio_pe import ESTIMAND, ratio_pe
from tests.builders.axiom_worlds import SLACK, World, figures


def test_by_hand_against_the_typical_unit() -> None:
    """3/8 predicted where 1/5 is expected, and 11/56 where 2/5 is (see test_indicator)."""
    world = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1 / 3))
    by_hand = [15 / 8, 55 / 112]
    assert figures(world, ESTIMAND.name, "typical") == pytest.approx(by_hand, abs=SLACK)


def test_times_the_expected_rate_it_is_the_predicted_one(make_problem) -> None:
    problem = make_problem()
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    back = (ratio_pe(bench) * bench["expected"]).values
    assert back.reshape(-1, 5) == pytest.approx(problem.own_share())


def test_of_rare_events_it_is_the_odds_ratio() -> None:
    """The effects 3 and 1/3, whoever lives there; of common events it is nothing like it."""
    people = ((10**9, 10**8), (10**7, 10**9))
    rare, common = (World(people, odds, (3, 1 / 3)) for odds in ((1e-6, 3e-6), (1.0, 2.0)))
    assert figures(rare, ESTIMAND.name, "typical") == pytest.approx([3, 1 / 3], rel=1e-4)
    assert figures(common, ESTIMAND.name, "typical")[0] < 1.6


def test_units_that_are_alike_are_as_expected_of_the_nation() -> None:
    alike = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 3))
    assert figures(alike, ESTIMAND.name, "national") == pytest.approx([1, 1], abs=SLACK)
