"""What a benchmark says of itself, and of which analysis it can be."""

import json

import pytest

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.benchmark_attributes import is_of
from bayes_bench.estimands.indicators import benchmark


def test_every_variable_says_what_it_is(make_problem) -> None:
    problem = make_problem()
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    for variable in bench.data_vars.values():
        assert set(variable.attrs) == {"units", "long_name", "formula"}
    assert json.loads(bench.attrs["merged_units"]) == ["151", "153"]


@pytest.mark.parametrize("use", ["internal", "release"])
def test_it_says_for_whose_eyes_it_is(make_problem, use) -> None:
    problem = make_problem()
    disclosure = problem.model.disclosure.model_copy(update={"use": use})
    model = problem.model.model_copy(update={"disclosure": disclosure})
    assert benchmark(problem.posterior, problem.cells, model).attrs["use"] == use


def test_it_is_of_the_same_reference_weights_and_units(make_problem) -> None:
    problem = make_problem(reference="average_unit")
    bench = benchmark(problem.posterior, problem.cells, problem.model)
    assert is_of(bench, Analysis(problem.model, problem.cells))
    others = (
        make_problem(),
        make_problem(reference="average_unit", average_weights="persons"),
        make_problem(reference="average_unit", bare=True, sizes=(1, 1)),
    )
    for other in others:
        assert not is_of(bench, Analysis(other.model, other.cells))
