"""What belongs to a fit is computed once, and by that fit alone."""

from concurrent.futures import ThreadPoolExecutor
from time import sleep

import numpy as np
import pytest
import xarray as xr

from bayes_bench import fitted
from bayes_bench.errors import InputError
from bayes_bench.fitted import MAX_THINNED, MIN_THINNED, Fit, once, thinned_fit
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


def draws_of(chains: int, draws: int, make_problem: MakeProblem) -> Fit:
    """A fit with so many draws, numbered in its intercept."""
    problem = make_problem()
    few = problem.posterior["posterior"].to_dataset().isel(chain=[0], draw=[0])
    many = few.isel(chain=[0] * chains, draw=[0] * draws).assign_coords(
        chain=range(chains), draw=range(draws)
    )
    many["intercept"] = (("chain", "draw"), np.arange(chains * draws).reshape(chains, draws) + 0.0)
    return fit_of(xr.DataTree.from_dict({"/posterior": many}), problem.cells, problem.model)


@pytest.mark.parametrize(
    ("chains", "draws", "kept"), [(4, 1000, 250), (3, 1001, 251), (2, 400, 400)]
)
def test_a_thinned_fit_has_every_so_manieth_draw_of_each_chain(
    chains: int, draws: int, kept: int, make_problem: MakeProblem
) -> None:
    fit = draws_of(chains, draws, make_problem)
    few = thinned_fit(fit)
    assert len(few.parameters) == chains * kept <= MAX_THINNED
    found = few.posterior["posterior"]["intercept"].to_numpy()
    assert found[:, 0].tolist() == [chain * draws for chain in range(chains)]
    assert np.unique(np.diff(found, axis=1)).size == 1
    assert (few is fit) == (kept == draws)


def test_many_cells_leave_fewer_draws(
    make_problem: MakeProblem, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitted, "MAX_WORK", 1.0)
    kept = len(thinned_fit(draws_of(4, 1000, make_problem)).parameters)
    assert MIN_THINNED <= kept < MIN_THINNED + 4
