"""Simultaneous rank sets from draws of their own: whose they are, and when there are none."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NoReturn

import numpy as np
import pytest
import xarray as xr

from bayes_bench import further_draws
from bayes_bench.analysis import Analysis
from bayes_bench.errors import RefusedError
from bayes_bench.further_draws import simultaneous_sets, with_draws
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.posterior.sampler import samplers
from bayes_bench.posterior.sampling import sample
from bayes_bench.ranking.simultaneous_sets import MIN_DRAWS
from bayes_bench.trust.exact.summaries import HalfNormal, Prior, Problem
from tests.builders.agreement import MOST
from tests.builders.exact_problems import USUAL, Case
from tests.builders.fits import fit_of
from tests.builders.luce import SURGICAL

ONE_TRIAL = Case(Problem((1,) * 20, (1,) + (0,) * 19, Prior(0.0, 5.0, HalfNormal(5.0))), "auto")
"""Units of one trial each, under wide priors: the fast sampler is refused, NUTS would take over."""
SMALL = Case(Problem((40, 60, 50), (10, 9, 20), USUAL), "auto")


@dataclass
class Fits:
    """The sampling of the package, and what it was asked for."""

    sample: Callable[[Analysis], xr.DataTree] = sample
    models: list[Model] = field(default_factory=list)
    shapes: list[tuple[int, int]] = field(default_factory=list)

    def __call__(self, analysis: Analysis) -> xr.DataTree:
        self.models.append(analysis.model)
        posterior = self.sample(analysis)
        intercept = posterior["posterior"]["intercept"]
        self.shapes.append((intercept.sizes["chain"], intercept.sizes["draw"]))
        return posterior


@pytest.fixture
def fits(monkeypatch: pytest.MonkeyPatch) -> Fits:
    counted = Fits()
    monkeypatch.setattr(further_draws, "sample", counted)
    return counted


def sets_of(cells: xr.Dataset, model: Model) -> xr.Dataset | None:
    """The sets of a new fit, whose own draws are never looked at."""
    return simultaneous_sets(fit_of(xr.DataTree(), cells, model))


@pytest.fixture(scope="module")
def sets() -> xr.Dataset:
    found = sets_of(SURGICAL.cells, SURGICAL.model())
    assert found is not None
    return found


def model_with(case: Case, **sampling: object) -> Model:
    table = case.model().model_dump(exclude_none=True)
    return model_from_table({**table, "sampling": {**table["sampling"], **sampling}})


def covered(indicator: xr.DataArray, low: np.ndarray, high: np.ndarray) -> np.ndarray:
    """Whether every hospital's rank is within its set, draw by draw, by counting who is better."""
    values = indicator.values.reshape(-1, indicator.sizes["unit"])
    place = 1 + (values[:, None, :] < values[:, :, None]).sum(axis=2)
    return ((low <= place) & (place <= high)).all(axis=1)


# Whose draws.


def test_another_seed_more_draws_and_nothing_else(fits: Fits) -> None:
    model = model_with(SMALL, chains=3, draws=200, random_seed=77)
    assert sets_of(SMALL.cells, model) is not None
    (own,), ((chains, draws),) = fits.models, fits.shapes
    assert own.sampling.random_seed != model.sampling.random_seed
    assert own.sampling.sampler == "laplace"
    assert chains == model.sampling.chains
    # as many as are needed and not a whole chain's worth more
    assert MIN_DRAWS <= chains * draws < MIN_DRAWS + chains
    before, after = model.model_dump(), own.model_dump()
    assert {key for key in before["sampling"] if before["sampling"][key] != after["sampling"][key]}
    del before["sampling"], after["sampling"]
    assert before == after


def test_no_fewer_draws_than_the_model_asks_for() -> None:
    assert with_draws(model_with(SMALL, draws=9000), 4000).sampling.draws == 9000
    assert with_draws(model_with(SMALL, draws=100), 4000).sampling.draws == 4000


@pytest.mark.parametrize("seed", [0, 20160101, 2**63 - 1])
def test_the_seed_is_another_one_that_a_model_may_have(seed: int) -> None:
    model = model_with(SMALL, random_seed=seed)
    own = with_draws(model, 10).sampling.random_seed
    assert own != seed
    assert 0 <= own < 2**63
    assert with_draws(model, 10).sampling.random_seed == own
    assert model.sampling.random_seed == seed


def test_the_path_of_the_model_is_kept(tmp_path) -> None:
    path = tmp_path / "wards.toml"
    model = model_from_table(SMALL.model().model_dump(exclude_none=True), path)
    assert with_draws(model, 10).path == path


def test_the_same_model_gives_the_same_sets(sets: xr.Dataset) -> None:
    xr.testing.assert_identical(sets_of(SURGICAL.cells, SURGICAL.model()), sets)


def test_they_are_not_the_draws_of_the_run(fits: Fits) -> None:
    """Not even where the run itself has as many."""
    model = model_with(SMALL, draws=MIN_DRAWS // 4, chains=4, sampler="laplace")
    sets_of(SMALL.cells, model)
    analysis = Analysis(model, SMALL.cells)
    own, run = (
        fits.sample(analysis.with_model(one))["posterior"] for one in (fits.models[0], model)
    )
    assert own["intercept"].shape == run["intercept"].shape
    assert np.intersect1d(own["intercept"].to_numpy(), run["intercept"].to_numpy()).size == 0
    # the negative control: the same seed is the same draws
    again = fits.sample(analysis)["posterior"]
    assert np.array_equal(again["intercept"].to_numpy(), run["intercept"].to_numpy())


# What is made of them.


def test_sets_of_hospitals_cover_in_a_run_that_they_were_not_made_of(sets: xr.Dataset) -> None:
    assert sets["unit"].values.tolist() == SURGICAL.cells["unit"].values.tolist()
    indicator = SURGICAL.bench("national")["indicator"]
    low, high = sets["low"].values, sets["high"].values
    inside = covered(indicator, low, high)
    # Chains that seldom stand still: their draws are nearly independent.
    error = np.hypot(inside.std() / np.sqrt(inside.size), float(sets["mcse_coverage"]))
    assert abs(inside.mean() - float(sets["coverage"])) < MOST * error
    assert abs(inside.mean() - 0.95) < 0.01 + MOST * error
    # the negative control: sets one rank narrower at the ends that can be cover clearly less
    narrow = covered(indicator, low + (low > 1), high - (high < 12))
    assert narrow.mean() < inside.mean() - 10 * error


def test_the_level_is_that_of_the_model(sets: xr.Dataset) -> None:
    table = SURGICAL.model().model_dump(exclude_none=True)
    model = model_from_table({**table, "benchmark": {**table["benchmark"], "interval": 0.5}})
    found = sets_of(SURGICAL.cells, model)
    # depths of ranks come in lumps, of which the one that reaches the level is kept whole
    assert 0.48 < float(found["coverage"]) < 0.6
    assert (found["low"] >= sets["low"]).all()
    assert (found["high"] <= sets["high"]).all()


def test_the_direction_is_that_of_the_model(sets: xr.Dataset) -> None:
    table = SURGICAL.model().model_dump(exclude_none=True)
    model = model_from_table({**table, "data": {**table["data"], "better": "higher"}})
    turned = sets_of(SURGICAL.cells, model)
    np.testing.assert_array_equal(turned["low"], 13 - sets["high"])
    np.testing.assert_array_equal(turned["high"], 13 - sets["low"])


# When there are none.


def test_too_much_work_is_not_begun(fits: Fits, monkeypatch: pytest.MonkeyPatch) -> None:
    cells = SMALL.cells
    work = MIN_DRAWS * cells.sizes["cell"]
    monkeypatch.setattr(further_draws, "MAX_WORK", work - 1)
    assert sets_of(cells, SMALL.model()) is None
    assert not fits.models
    # the negative control: just as much as is allowed is done
    monkeypatch.setattr(further_draws, "MAX_WORK", work)
    assert sets_of(cells, SMALL.model()) is not None
    assert len(fits.models) == 1


def test_none_where_the_fast_sampler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """One trial in each unit; and NUTS, which would take minutes, is not begun."""

    def never(*_: object) -> NoReturn:
        pytest.fail("NUTS was begun")

    monkeypatch.setitem(samplers(), "nuts", replace(samplers()["nuts"], prepare=never))
    assert sets_of(ONE_TRIAL.cells, model_with(ONE_TRIAL, sampler="nuts")) is None


def test_no_other_fault_is_taken_for_a_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError

    def refused(*_: object) -> None:
        raise RefusedError("pareto_k")

    monkeypatch.setattr(further_draws, "sample", broken)
    with pytest.raises(ZeroDivisionError):
        sets_of(SMALL.cells, SMALL.model())
    monkeypatch.setattr(further_draws, "sample", refused)
    assert sets_of(SMALL.cells, SMALL.model()) is None


def test_arguments_are_not_changed() -> None:
    cells, model = SMALL.cells.copy(deep=True), SMALL.model()
    sets_of(cells, model)
    xr.testing.assert_identical(cells, SMALL.cells)
    assert model == SMALL.model()
