"""Directly standardised rates from their mean, by hand and by what has to cancel."""

import pytest
import xarray as xr

from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.direct_gap import ESTIMAND, direct_gap
from tests.builders.axiom_worlds import SLACK, World, figures


@pytest.fixture
def bench(make_problem) -> xr.Dataset:
    problem = make_problem()
    return benchmark(problem.posterior, problem.cells, problem.model)


def test_by_hand_from_two_rates() -> None:
    """Rates of 11/24 and 1/8 (see test_direct_rate); forty people weigh twice as much as twenty."""
    world = World(((30, 10), (5, 15)), (1 / 9, 1.0), (3, 1 / 3))
    gaps = figures(world, ESTIMAND.name, "")
    assert gaps == pytest.approx([100 / 9, -200 / 9], abs=SLACK)


def test_direct_gaps_of_people_sum_to_zero(bench) -> None:
    gap = direct_gap(bench)
    assert (gap * bench["n"]).sum("unit").values == pytest.approx(0, abs=1e-9)  # rounding
    spread = 100 * (bench["direct_rate"].max("unit") - bench["direct_rate"].min("unit"))
    assert (gap.max("unit") - gap.min("unit")).values == pytest.approx(spread.values)


def test_with_equal_weights_of_units_they_do_not(bench) -> None:
    """The negative control: the mean is over people."""
    assert abs(direct_gap(bench).sum("unit")).values.min() > 1e-3


def test_a_unit_alone_has_no_gap() -> None:
    alone = World(((30, 10),), (1 / 9, 1.0), (3.0,))
    assert figures(alone, ESTIMAND.name, "") == pytest.approx([0], abs=SLACK)
