"""Figures of importance weights against distributions whose own figures are known."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.laplace.weights import is_doubtful, weight_figures
from bayes_bench.posterior.verdict import judge

SIZE = 40_000


@pytest.mark.parametrize("shape", [0.2, 0.5, 0.9])
def test_k_hat_is_the_shape_of_the_tail(shape: float) -> None:
    """Weights with P(w > x) = x^(-1/k), whose tail is a generalised Pareto of shape k."""
    weights = stats.pareto(1.0 / shape).rvs(SIZE, random_state=1)
    k_hat = weight_figures(np.log(weights))["pareto_k"]
    # the tail has 3 sqrt(40,000) = 600 weights: k-hat scatters by (1 + k) / sqrt(600), .08 at most
    assert k_hat == pytest.approx(shape, abs=0.2)
    # the negative control: the reciprocals are bounded, and look fine
    assert weight_figures(-np.log(weights))["pareto_k"] < 0.0


def test_efficiency_and_marginal_likelihood_of_lognormal_weights() -> None:
    spread, level = 0.6, -1234.5
    log_weight = level + spread * np.random.default_rng(2).standard_normal((4, SIZE))
    figures = weight_figures(log_weight)
    # E[w]^2 / E[w^2] = exp(-s^2) and log E[w] = m + s^2 / 2; 160,000 weights give two digits
    assert figures["weight_efficiency"] == pytest.approx(np.exp(-(spread**2)), rel=0.02)
    assert figures["log_marginal_likelihood"] == pytest.approx(level + spread**2 / 2, abs=0.01)


def test_even_weights_are_beyond_doubt_and_heavy_ones_are_not() -> None:
    rng = np.random.default_rng(3)
    assert not is_doubtful(weight_figures(0.1 * rng.standard_normal(SIZE)))
    assert is_doubtful(weight_figures(np.log(stats.pareto(2.5).rvs(SIZE, random_state=rng))))
    assert is_doubtful({"pareto_k": np.nan, "weight_efficiency": 1.0})


def test_a_hopeless_proposal_is_in_no_doubt() -> None:
    hopeless = weight_figures(3.0 * np.random.default_rng(8).standard_normal(SIZE))
    assert not is_doubtful(hopeless)
    assert not judge("laplace", NOTHING, hopeless).accepted
