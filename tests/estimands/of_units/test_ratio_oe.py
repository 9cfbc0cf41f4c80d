"""Observed over expected events, the SMR, by hand."""

import pytest

from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.ratio_oe import ESTIMAND, ratio_oe
from tests.builders.axiom_worlds import SLACK, World, figures


def test_events_over_expected_events() -> None:
    """40 of 80 had the event where 24 were expected, and 3 of 36 where 6.8 were."""
    world = World(((40, 40), (28, 8)), (1 / 9, 1.0), (3, 1 / 3))
    assert figures(world, ESTIMAND.name, "typical") == pytest.approx([40 / 24, 3 / 6.8], abs=SLACK)


def test_it_times_the_expected_rate_is_what_was_observed(make_problem) -> None:
    problem = make_problem()
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    ratio = ratio_oe(bench)
    assert ratio.dims == ("chain", "draw", "unit")
    back = ratio * bench["expected"]
    unit = problem.cells["unit_index"]
    events, trials = (problem.cells[name].groupby(unit).sum() for name in ("events", "trials"))
    assert back.mean(("chain", "draw")).values == pytest.approx((events / trials).values)
    spread = back.std(("chain", "draw")).values
    assert spread == pytest.approx(0, abs=1e-12)  # what was observed has no uncertainty


def test_where_nobody_had_the_event_it_is_zero(make_problem) -> None:
    problem = make_problem()
    problem.cells["events"][:] = 0
    ratio = ratio_oe(benchmark(problem.posterior, problem.cells, problem.model))
    assert (ratio.values == 0).all()
