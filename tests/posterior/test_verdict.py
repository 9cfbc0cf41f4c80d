"""Sick chains are refused, each for its own reason; healthy ones pass."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.posterior.diagnostics import NOTHING, diagnose
from bayes_bench.posterior.verdict import Verdict, judge

CHAINS, DRAWS = 4, 1000
HEALTHY = {
    "laplace": {"pareto_k": 0.1, "weight_efficiency": 0.9, "acceptance": 0.9},
    "nuts": {"divergences": 0.0, "e_bfmi": 0.9, "tree_depth": 4.0},
}


def noise(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((CHAINS, DRAWS))


def autoregressive(coefficient: float) -> np.ndarray:
    values = noise()
    for draw in range(1, DRAWS):
        values[:, draw] += coefficient * values[:, draw - 1]
    return values


def one_stuck() -> np.ndarray:
    values = noise()
    values[2] = 0.3
    return values


def two_modes() -> np.ndarray:
    return noise() + np.array([0.0, 0.0, 3.0, 3.0])[:, None]


SICK = {
    "one chain elsewhere": noise() + np.array([0.0, 0.0, 0.0, 0.5])[:, None],
    "one chain wider": noise() * np.array([1.0, 1.0, 1.0, 4.0])[:, None],
    "one chain stuck": one_stuck(),
    "a trend": noise() + np.linspace(0.0, 2.0, DRAWS),
    "slow mixing": autoregressive(0.99),
    "each pair in a mode of its own": two_modes(),
    "a late jump": noise() + 2.0 * (np.arange(DRAWS) > 800),
}


def verdict_on(values: np.ndarray, sampler: str, name: str = "indicator") -> Verdict:
    draws = xr.Dataset({name: (("chain", "draw"), values)})
    return judge(sampler, diagnose(draws), HEALTHY[sampler])


@pytest.mark.parametrize("sampler", HEALTHY)
@pytest.mark.parametrize("kind", SICK)
def test_sick_chains_are_refused(kind: str, sampler: str) -> None:
    assert not verdict_on(SICK[kind], sampler).accepted


@pytest.mark.parametrize("sampler", HEALTHY)
def test_healthy_chains_pass(sampler: str) -> None:
    alarms = sum(not verdict_on(noise(seed), sampler).accepted for seed in range(100, 150))
    assert alarms <= 1


@pytest.mark.parametrize("value", [np.nan, np.inf])
@pytest.mark.parametrize("where", [np.s_[0, 3], np.s_[2], np.s_[:]], ids=["draw", "chain", "all"])
def test_draws_that_are_not_finite_are_refused(value: float, where: object) -> None:
    values = noise()
    values[where] = value
    verdict = verdict_on(values, "nuts")
    assert verdict.more_draws == np.inf


def test_constants_are_exempt() -> None:
    assert verdict_on(np.full((CHAINS, DRAWS), 0.2), "laplace").accepted
    assert verdict_on(np.ones((CHAINS, DRAWS)), "laplace", "probability_better").accepted


def test_a_probability_is_judged_by_its_monte_carlo_error() -> None:
    even = (noise() > 0.0).astype(float)
    assert verdict_on(even, "laplace", "probability_better").accepted
    few = verdict_on(even[:, :200], "laplace", "probability_better")
    (finding,) = few.findings
    assert finding.figure == "mcse"
    assert finding.more_draws == pytest.approx(0.25 / 800 / 0.01**2, rel=0.2)


def test_more_draws_are_asked_for_in_proportion() -> None:
    short = verdict_on(noise()[:, :250], "laplace")
    assert 1.5 < short.more_draws < 3.0


@pytest.mark.parametrize(
    ("sampler", "figure", "value"),
    [
        ("laplace", "pareto_k", 0.71),
        ("laplace", "pareto_k", np.nan),
        ("laplace", "weight_efficiency", 0.34),
        ("nuts", "divergences", 1.0),
        ("nuts", "e_bfmi", 0.29),
    ],
)
def test_the_samplers_own_figures_refuse_too(sampler: str, figure: str, value: float) -> None:
    assert judge(sampler, NOTHING, HEALTHY[sampler]).accepted
    verdict = judge(sampler, NOTHING, {**HEALTHY[sampler], figure: value})
    assert [finding.figure for finding in verdict.findings] == [figure]
    assert verdict.more_draws == np.inf
