"""Whatever depends on how unit effects are distributed asks the kind that is chosen.

A made-up kind is planted: normal effects of half the standard deviation. Everything then has to be
what normal effects make of a `unit_sd` half as large, to the last digit or nearly so.
"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.estimands.variation import same_person, variation_draws
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import with_keys
from bayes_bench.posterior.density import Points, density_of, log_prior
from bayes_bench.posterior.group_effects import choice
from bayes_bench.posterior.group_effects.normal import NormalEffects, NormalGivenSd
from bayes_bench.posterior.group_effects.student_t import StudentTEffects
from bayes_bench.posterior.pymc_model import definition_of
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.typing import Floats
from tests.builders.estimands import MakeProblem, Problem
from tests.builders.fits import fit_of
from tests.builders.small_problems import counts_cells, counts_model


class Halved(NormalEffects):
    """Normal effects whose standard deviation is half of sigma."""

    def log_density(self, effect: Floats, log_sd: Floats) -> Floats:
        return super().log_density(effect, log_sd - np.log(2.0))

    def given(self, sd: Floats) -> NormalGivenSd:
        return super().given(sd / 2.0)

    def draw(self, rng: np.random.Generator, sd: Floats, units: int) -> Floats:
        return super().draw(rng, sd / 2.0, units)

    def quadrature(self, widest_sd: float) -> tuple[Floats, Floats]:
        scores, weights = super().quadrature(widest_sd / 2.0)
        return scores / 2.0, weights

    def lattice(self, shift: Floats) -> tuple[Floats, Floats]:
        scores, weights = super().lattice(shift)
        return scores / 2.0, weights

    def score_quantile(self, probability: Floats) -> Floats:
        return super().score_quantile(probability) / 2.0  # and with it `median_difference`

    def pymc_variable(self, sd: Any, centring: Floats | None) -> Any:
        return super().pymc_variable(sd / 2.0, centring)


@pytest.fixture
def problem(make_problem: MakeProblem) -> Problem:
    return make_problem(reference="population")


@pytest.fixture
def normal(problem: Problem) -> Fit:
    fit = fit_of(problem.posterior, problem.cells, problem.model)
    assert type(fit.parameters.effects) is NormalEffects  # the default, whatever is planted later
    return fit


@pytest.fixture
def halved(problem: Problem, normal: Fit, monkeypatch: pytest.MonkeyPatch) -> Fit:
    """The made-up kind, and `unit_sd` twice as large."""
    assert normal.parameters
    monkeypatch.setitem(choice.KINDS, "normal", Halved())
    draws = problem.posterior["posterior"].to_dataset()
    doubled = xr.DataTree.from_dict({"/posterior": draws.assign(unit_sd=2.0 * draws["unit_sd"])})
    return fit_of(doubled, problem.cells, problem.model)


def test_expected_shares_of_a_population(normal: Fit, halved: Fit) -> None:
    xr.testing.assert_allclose(
        benchmark_of(halved)["expected_under"], benchmark_of(normal)["expected_under"], rtol=1e-12
    )


def test_units_drawn_anew(normal: Fit, halved: Fit) -> None:
    ours, theirs = replicates_of(halved), replicates_of(normal)
    np.testing.assert_array_equal(ours.mixed_events, theirs.mixed_events)
    np.testing.assert_allclose(ours.mixed_mid_p_value, theirs.mixed_mid_p_value, rtol=1e-12)


def test_units_left_out(normal: Fit, halved: Fit) -> None:
    ours, theirs = (replicates_of(fit).log_density for fit in (halved, normal))
    np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_measures_of_variation(normal: Fit, halved: Fit) -> None:
    name = "median_odds_ratio"
    xr.testing.assert_allclose(variation_draws(halved)[name], variation_draws(normal)[name])
    # the scores have three digits
    np.testing.assert_allclose(
        same_person(halved)["value"], same_person(normal)["value"], rtol=1e-3
    )


def test_a_normal_kind_would_be_noticed(normal: Fit, halved: Fit) -> None:
    """The control: with the doubled `unit_sd` and normal effects, each of these is another."""
    wider = fit_of(halved.posterior, halved.analysis.cells, halved.model)
    vars(wider)["parameters"] = replace(wider.parameters, effects=NormalEffects())
    apart = benchmark_of(wider)["expected_under"] - benchmark_of(normal)["expected_under"]
    assert float(np.abs(apart).max()) > 1e-3
    gap = replicates_of(wider).mixed_mid_p_value - replicates_of(normal).mixed_mid_p_value
    assert np.abs(gap).max() > 1e-2
    name = "median_odds_ratio"
    assert (variation_draws(wider)[name] > 1.1 * variation_draws(normal)[name]).all()


def test_the_posterior_density_and_its_pymc_form(monkeypatch: pytest.MonkeyPatch) -> None:
    model = counts_model()
    analysis = Analysis(model, counts_cells([20, 50, 90], [3, 11, 30], model))
    effect = np.array([0.3, -0.2, 0.5])
    at = Points(np.zeros((1, 1)), effect[None], np.log(np.array([[0.8]])))

    def densities() -> tuple[float, float]:
        ours = float(log_prior(density_of(analysis), at)[0])
        definition = definition_of(analysis)
        log = definition.compile_logp(vars=[definition["unit_effect"]], mode="FAST_COMPILE")
        point = {"intercept": 0.0, "unit_sd_log__": np.log(0.8), "unit_effect": effect}
        return ours, float(log(point))

    normal = densities()
    monkeypatch.setitem(choice.KINDS, "normal", Halved())
    halved = densities()
    rise = 3 * np.log(2.0) - 1.5 * np.sum((effect / 0.8) ** 2)  # (1 - 4) / 2 of the squares
    assert halved[0] - normal[0] == pytest.approx(rise)
    assert halved[1] - normal[1] == pytest.approx(rise)


@pytest.mark.parametrize("df", [3.0, 7.5])
def test_the_degrees_of_freedom_are_those_of_the_model_file(df: float) -> None:
    model = with_keys(counts_model(), {"model": {"unit_effects": "student-t", "df": df}})
    assert choice.unit_effects_of(model) == StudentTEffects(df)
