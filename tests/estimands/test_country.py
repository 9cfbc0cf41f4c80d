"""The country against its people."""

import pytest

from bayes_bench.estimands.country import country_figures
from bayes_bench.estimands.indicators import benchmark


def test_the_country_is_its_people(make_problem) -> None:
    problem = make_problem()
    country = country_figures(benchmark(problem.posterior, problem.cells, problem.model))
    events, trials = (int(problem.cells[name].sum()) for name in ("events", "trials"))
    assert (int(country["events"]), int(country["n"])) == (events, trials)
    assert float(country["observed"]) == pytest.approx(events / trials)
    own = problem.own_share()[:, problem.cells["unit_index"].values]
    assert country["predicted"].values.ravel() == pytest.approx(problem.mean_over_all(own))
    assert country["indicator"].values == pytest.approx(0, abs=1e-9)
    assert country["indicator"].dims == ("chain", "draw")
