"""Samplers are tried in turn, and given more draws, as their verdicts say."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import RefusedError
from bayes_bench.inputs.seeds import with_seed
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.sampler import Sample, samplers
from bayes_bench.posterior.sampling import (
    fit,
    fit_until,
    sample,
    sample_few,
    with_few_draws,
)
from bayes_bench.posterior.verdict import Finding, Verdict
from tests.builders.posterior import refuse_laplace
from tests.builders.small_problems import counts_cells, counts_model


@dataclass(frozen=True)
class Judgement:
    verdict: Verdict


def accepting(posterior: xr.DataTree) -> Judgement:
    return Judgement(Verdict(posterior.attrs["sampler"], ()))


def wanting(draws: int) -> Callable[[xr.DataTree], Judgement]:
    """Accept no fewer than so many draws per chain, and ask for twice as many."""

    def assess(posterior: xr.DataTree) -> Judgement:
        enough = posterior["posterior"].sizes["draw"] >= draws
        findings = () if enough else (Finding("ess_bulk", "intercept", 1.0, 2.0, 1, 2.0),)
        return Judgement(Verdict(posterior.attrs["sampler"], findings))

    return assess


@pytest.fixture
def analysis() -> Analysis:
    model = counts_model()
    return Analysis(model, counts_cells([20, 50, 90, 40], [3, 11, 30, 5], model))


@pytest.fixture
def healthy_nuts(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """NUTS that is well at once, without a compiler; how many draws it was asked for."""
    asked: list[int] = []

    def prepare(*_: object) -> Sample:
        def sample(draws: int) -> xr.DataTree:
            asked.append(draws)
            values = np.random.default_rng(1).standard_normal((4, draws))
            draws_of = xr.Dataset({"intercept": (("chain", "draw"), values)})
            tree = xr.DataTree.from_dict({"/posterior": draws_of, "/sample_stats": xr.Dataset()})
            tree.attrs["sampler"] = "nuts"
            return tree

        return sample

    healthy = {"divergences": 0.0, "e_bfmi": 0.9}
    nuts = replace(samplers()["nuts"], prepare=prepare, figures=lambda _: healthy)
    monkeypatch.setitem(samplers(), "nuts", nuts)
    return asked


def test_the_wrapper_draws_as_the_analysis_does(analysis: Analysis) -> None:
    """With the seed of the cells, where the model names none."""
    seeded = with_seed(analysis.model, analysis.cells)
    assert seeded.sampling.random_seed != analysis.model.sampling.random_seed
    ours = sample(Analysis(seeded, analysis.cells))
    xr.testing.assert_identical(fit(analysis.cells, analysis.model), ours)
    assert ours.attrs["sampler"] == "laplace"
    assert json.loads(ours.attrs["passed_over"]) == {}


def test_more_draws_are_made_until_there_are_enough(analysis: Analysis) -> None:
    fitted = fit_until(analysis, wanting(3000))
    assert fitted.posterior is not None
    # 1,000 and 2,200, which is ten percent more than twice as many, and so once more
    assert fitted.posterior["posterior"].sizes["draw"] == 4840


def test_the_most_draws_are_the_last(
    analysis: Analysis, healthy_nuts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(samplers(), "laplace", replace(samplers()["laplace"], max_draws=1500))
    said: list[str] = []
    fitted = fit_until(analysis, wanting(10**9), say=said.append)
    assert healthy_nuts == [1000, 2200, 4840, 8000]
    assert fitted.verdict.sampler == "nuts"
    assert not fitted.verdict.accepted
    assert said == ["nuts takes over: ess_bulk of intercept is 1; 2 is asked for"]


def test_the_next_sampler_takes_over_where_one_is_refused(
    analysis: Analysis, healthy_nuts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_laplace(monkeypatch)
    fitted = fit_until(analysis, accepting)
    assert healthy_nuts == [1000]
    assert fitted.posterior is not None
    (reason,) = json.loads(fitted.posterior.attrs["passed_over"])["laplace"]
    assert reason.startswith("pareto_k of laplace")


def test_a_sampler_that_cannot_begin_is_passed_over(
    analysis: Analysis, healthy_nuts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Sample:
        message = "no mode"
        raise LaplaceError(message)

    monkeypatch.setitem(samplers(), "laplace", replace(samplers()["laplace"], prepare=broken))
    fitted = fit_until(analysis, accepting)
    assert healthy_nuts
    assert fitted.posterior is not None
    assert json.loads(fitted.posterior.attrs["passed_over"]) == {"laplace": ["laplace: no mode"]}


def test_a_result_that_no_sampler_vouches_for_is_refused(
    analysis: Analysis, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_laplace(monkeypatch)
    sampling = analysis.model.sampling.model_copy(update={"sampler": "laplace"})
    model = analysis.model.model_copy(update={"sampling": sampling})
    with pytest.raises(RefusedError, match="pareto_k"):
        fit(analysis.cells, model)


@pytest.mark.parametrize(("draws", "kept"), [(4000, 250), (300, 250), (200, 200)])
def test_a_fit_beside_the_main_one_has_few_draws(analysis: Analysis, draws: int, kept: int) -> None:
    sampling = analysis.model.sampling.model_copy(update={"draws": draws})
    model = with_few_draws(analysis.model.model_copy(update={"sampling": sampling}))
    few = sample_few(analysis.with_model(model))
    # of these, hardly 2,000 are effective: what is asked of the main fit takes more
    assert few["posterior"].sizes["draw"] == kept
    more = sample(analysis.with_model(model))["posterior"]
    assert more.sizes["draw"] > kept
    # drawn from the same streams
    first = more.to_dataset().isel(draw=slice(kept))["unit_sd"]
    np.testing.assert_array_equal(first, few["posterior"]["unit_sd"])


def test_a_fit_beside_the_main_one_is_judged(
    analysis: Analysis, healthy_nuts: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Chains that stand still, each elsewhere, have no effective draws."""
    refuse_laplace(monkeypatch)
    healthy = samplers()["nuts"]

    def prepare(*arguments: object) -> Sample:
        draw = healthy.prepare(*arguments)  # type: ignore[arg-type]

        def sample(draws: int) -> xr.DataTree:
            tree = draw(draws)
            tree["posterior"]["intercept"] += 100.0 * xr.DataArray(range(4), dims="chain")
            return tree

        return sample

    monkeypatch.setitem(samplers(), "nuts", replace(healthy, prepare=prepare))
    with pytest.raises(RefusedError, match=r"r_hat"):
        sample_few(analysis)
    assert healthy_nuts
