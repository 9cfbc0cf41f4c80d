"""True benchmarks, against quadrature, against what defines them, and in closed form."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit

from bayes_bench.trust.sbc.data_sets import CalibrationSet, simulate_set
from bayes_bench.trust.sbc.estimands import log_likelihood, log_odds, true_benchmark
from bayes_bench.trust.sbc.shapes import shape_of


def made(reference: str, number: int = 2) -> CalibrationSet:
    return simulate_set(replace(shape_of(number), reference=reference), 1)


def by_unit(one: CalibrationSet, chance: np.ndarray) -> np.ndarray:
    patterns = one.patterns
    return np.bincount(patterns.unit, patterns.trials * chance) / patterns.sizes


def test_the_likelihood_is_the_bernoulli_one() -> None:
    one = made("national")
    patterns = one.patterns
    eta = log_odds(patterns, one.truth)[0] + one.truth.unit_effect[0][patterns.unit]
    events = stats.bernoulli.logpmf(1, expit(eta)) @ patterns.events
    others = stats.bernoulli.logpmf(0, expit(eta)) @ (patterns.trials - patterns.events)
    assert log_likelihood(patterns, one.truth)[0] == pytest.approx(events + others)


def test_a_typical_unit_has_no_effect() -> None:
    one = made("typical")
    expected = true_benchmark(one)["expected"][0]
    np.testing.assert_allclose(expected, by_unit(one, expit(log_odds(one.patterns, one.truth)[0])))


def test_the_population_is_integrated_over() -> None:
    one = made("population", 0)  # without covariates: one integral
    eta, sd = one.truth.intercept[0], one.truth.unit_sd[0]
    share, _ = integrate.quad(
        lambda u: expit(eta + u) * stats.norm.pdf(u, 0.0, sd), -9 * sd, 9 * sd
    )
    np.testing.assert_allclose(true_benchmark(one)["expected"][0], share, rtol=1e-9)


def test_the_average_unit_is_the_mean_over_units() -> None:
    one = made("average_unit", 0)
    share = expit(one.truth.intercept[0] + one.truth.unit_effect[0]).mean()
    np.testing.assert_allclose(true_benchmark(one)["expected"][0], share)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_the_nations_expected_events_are_its_predicted_ones(number: int) -> None:
    one = made("national", number)
    figures = true_benchmark(one)
    assert figures["persons"].sum() == pytest.approx(0.0, abs=1e-8)
    np.testing.assert_allclose(figures["indicator"], 100 * figures["persons"] / one.patterns.sizes)


def test_direct_rates_have_everybody_in_the_unit() -> None:
    one = made("national")
    eta, effect = log_odds(one.patterns, one.truth)[0], one.truth.unit_effect[0]
    share = (expit(eta + effect[3]) * one.patterns.trials).sum() / one.patterns.trials.sum()
    assert true_benchmark(one)["direct_rate"][0, 3] == pytest.approx(share)


@pytest.mark.parametrize(("better", "best"), [("lower", "argmin"), ("higher", "argmax")])
def test_the_first_rank_is_the_best(better: str, best: str) -> None:
    one = made("national")
    figures = true_benchmark(replace(one, shape=replace(one.shape, better=better)))
    assert figures["rank"][0].argmin() == getattr(figures["indicator"][0], best)()
    assert sorted(figures["rank"][0]) == [*range(1, one.shape.units + 1)]
