"""What belongs to a fit is computed once, and by that fit alone."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
import xarray as xr

from bayes_bench.errors import InputError
from bayes_bench.fitted import Fit, once
from tests.builders.estimands import MakeProblem
from tests.builders.fits import fit_of


@pytest.fixture
def fits(make_problem: MakeProblem) -> tuple[Fit, Fit]:
    problem = make_problem()
    parts = problem.posterior, problem.cells, problem.model
    return fit_of(*parts), fit_of(*parts)


def test_once_is_once_for_each_fit(fits: tuple[Fit, Fit]) -> None:
    seen: list[Fit] = []

    @once
    def draws(fit: Fit) -> list[int]:
        """Said of the draws."""
        seen.append(fit)
        return [len(seen)]

    one, other = fits
    assert draws(one) is draws(one)
    assert (draws(one), draws(other), draws(one)) == ([1], [2], [1])
    assert seen == [one, other]
    assert draws.__doc__ == "Said of the draws."


def test_two_functions_of_one_name_are_two(fits: tuple[Fit, Fit]) -> None:
    made = [once(lambda _fit, number=number: number) for number in (1, 2)]
    assert [function(fits[0]) for function in made] == [1, 2]


def test_what_raises_is_asked_again(fits: tuple[Fit, Fit]) -> None:
    tries: list[int] = []

    @once
    def second_time(_fit: Fit) -> int:
        tries.append(1)
        if len(tries) == 1:
            message = "not yet"
            raise ValueError(message)
        return 7

    with pytest.raises(ValueError, match="not yet"):
        second_time(fits[0])
    assert (second_time(fits[0]), second_time(fits[0]), len(tries)) == (7, 7, 2)


def test_several_threads_compute_it_once(fits: tuple[Fit, Fit]) -> None:
    calls: list[int] = []

    @once
    def slow(_fit: Fit) -> object:
        calls.append(1)
        sleep(0.05)
        return object()

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(slow, [fits[0]] * 4))
    assert len(calls) == 1
    assert all(one is found[0] for one in found)


def test_one_may_ask_for_another(fits: tuple[Fit, Fit]) -> None:
    inner = once(lambda _fit: 20)
    outer = once(lambda fit: inner(fit) + 1)
    assert outer(fits[0]) == 21


def test_parameters_are_the_posteriors_chains_in_a_row(fits: tuple[Fit, Fit]) -> None:
    fit = fits[0]
    posterior = fit.posterior["posterior"].to_dataset()
    size = posterior.sizes["draw"]
    for place in (0, size, 2 * size - 1):
        draw = posterior.isel(chain=place // size, draw=place % size)
        assert fit.parameters.intercept[place] == float(draw["intercept"])
        assert fit.parameters.unit_effect[place].tolist() == draw["unit_effect"].values.tolist()
    assert fit.parameters is fit.parameters


def test_draws_of_other_units_are_refused(make_problem: MakeProblem) -> None:
    problem = make_problem()
    renamed = problem.cells.assign_coords(unit=[*problem.cells["unit"].values[:-1], "999"])
    with pytest.raises(InputError, match="fit these cells"):
        _ = fit_of(problem.posterior, renamed, problem.model).parameters
    bare = problem.model.model_copy(update={"covariates": ()})
    with pytest.raises(InputError, match="fit this model"):
        _ = fit_of(problem.posterior, problem.cells, bare).parameters


def test_a_fit_is_compared_as_itself(fits: tuple[Fit, Fit]) -> None:
    assert fits[0] != fits[1]
    assert isinstance(fits[0].posterior, xr.DataTree)
