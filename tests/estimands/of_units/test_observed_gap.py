"""Observed minus expected: what an event more is worth, and what all gaps add up to."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.observed_gap import ESTIMAND
from bayes_bench.estimands.references import under_reference
from tests.builders.axiom_worlds import SLACK, World, figures


def gaps(problem, reference: str = "national") -> xr.DataArray:
    bench = under_reference(benchmark(problem.posterior, problem.cells, problem.model), reference)
    return ESTIMAND.measure(bench, problem.posterior)


def test_by_hand_against_the_typical_unit() -> None:
    """40 of 80 had the event where 24 were expected, and 3 of 36 where 6.8 were."""
    world = World(((40, 40), (28, 8)), (1 / 9, 1.0), (3, 1 / 3))
    by_hand = [100 * (40 - 24) / 80, 100 * (3 - 6.8) / 36]
    assert figures(world, ESTIMAND.name, "typical") == pytest.approx(by_hand, abs=SLACK)


def test_an_event_more_is_worth_a_person_of_the_unit_and_nothing_elsewhere(make_problem) -> None:
    before, after = make_problem(), make_problem()
    cells = after.cells
    spare = np.flatnonzero(cells["events"].values < cells["trials"].values)[0]
    cells["events"][spare] += 1
    unit = int(cells["unit_index"][spare])
    people = int(cells["trials"].values[cells["unit_index"].values == unit].sum())
    rise = (gaps(after) - gaps(before)).values
    assert rise[..., unit] == pytest.approx(100 / people)
    assert np.delete(rise, unit, axis=-1) == pytest.approx(0, abs=1e-12)


def test_all_gaps_add_up_to_the_events_that_the_model_did_not_predict(make_problem) -> None:
    """Under national: expected events of the country are its predicted ones."""
    problem = make_problem()
    people = problem.cells["trials"].groupby(problem.cells["unit_index"]).sum().values
    surplus = gaps(problem).values.reshape(-1, people.size) @ people / 100
    predicted = problem.own_share() @ people
    assert surplus == pytest.approx(int(problem.cells["events"].sum()) - predicted, abs=1e-6)
    typical = gaps(problem, "typical").values.reshape(-1, people.size) @ people / 100
    assert np.abs(typical - surplus).min() > 1e-3  # the negative control


def test_its_draws_are_those_of_the_expectation_alone(make_problem) -> None:
    """What was observed is the same in every draw."""
    problem = make_problem()
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    total = bench["observed_gap"] + 100 * bench["expected"]
    assert total.std(("chain", "draw")).values == pytest.approx(0, abs=1e-10)
    assert ESTIMAND.has_sampling_error
