"""The risk-standardised rate, by hand and by its definition under the typical unit."""

import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.estimands.of_units.indirect_rate import ESTIMAND, indirect_rate
from tests.builders.axiom_worlds import SLACK, World, figures


def test_by_hand() -> None:
    """43 events in 116 people, times 40 predicted over 24 expected, and times 3 over 6.8."""
    world = World(((40, 40), (28, 8)), (1 / 9, 1.0), (3, 1 / 3))
    by_hand = [43 / 116 * 40 / 24, 43 / 116 * 3 / 6.8]
    assert figures(world, ESTIMAND.name, "typical") == pytest.approx(by_hand, abs=SLACK)


def test_it_may_exceed_one() -> None:
    """70 events in 120 people, and 25 % predicted where 10 % are expected."""
    world = World(((40, 0), (0, 80)), (1 / 9, 1.0), (3, 3))
    rates = figures(world, ESTIMAND.name, "typical")
    assert rates == pytest.approx([7 / 12 * 2.5, 7 / 12 * 1.5], abs=SLACK)
    assert rates[0] > 1


def test_a_unit_as_expected_has_the_countrys_rate(make_problem) -> None:
    problem = make_problem(reference="typical")
    draws = problem.posterior["posterior"].to_dataset()
    draws["unit_effect"][..., 0] = 0.0
    posterior = xr.DataTree.from_dict({"posterior": draws})
    rates = indirect_rate(benchmark(posterior, problem.cells, problem.model))
    observed = float(problem.cells["events"].sum() / problem.cells["trials"].sum())
    assert rates[..., 0].values == pytest.approx(observed, rel=1e-8)  # interpolated


@pytest.mark.parametrize("reference", ["national", "population", "average_unit"])
def test_under_another_reference_it_is_refused(make_problem, reference) -> None:
    problem = make_problem(reference=reference)
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    with pytest.raises(InputError, match=rf"'typical'.*'{reference}'"):
        indirect_rate(bench)
