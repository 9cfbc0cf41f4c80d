"""Proposals and their weights: close to the target, and defended by the prior."""

import numpy as np
from scipy import stats
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Density, density_of, log_prior
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.proposal import draw_prior, proposal_of, propose
from tests.builders.small_problems import counts_cells, counts_model


def test_many_unit_effects_together_are_followed() -> None:
    """98 units of 40: the skewness of each adds to the weights, unless it is proposed."""
    rng = np.random.default_rng(4)
    events = rng.binomial(40, expit(-1.7 + 0.4 * rng.standard_normal(98)))
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([40] * 98, events.tolist(), model)))
    _, log_weight = propose(proposal_of(density), density, 4000, np.random.default_rng(5))
    weight = np.exp(log_weight - log_weight.max())
    assert weight.mean() ** 2 / np.mean(weight**2) > 0.9


def test_prior_draws_follow_the_prior(density: Density) -> None:
    at = draw_prior(density, 20_000, np.random.default_rng(5))
    sd = np.exp(at.log_unit_sd)
    assert stats.kstest(sd, stats.halfnorm(scale=0.5).cdf).pvalue > 1e-4
    assert stats.kstest(at.fixed[:, 0], stats.norm(0.0, 1.5).cdf).pvalue > 1e-4
    assert stats.kstest(at.unit_effect[:, 2] / sd, stats.norm.cdf).pvalue > 1e-4
    assert np.isfinite(log_prior(density, at)).all()


def test_weights_are_nearly_even(proposal: Proposal, density: Density) -> None:
    _, log_weight = propose(proposal, density, 4000, np.random.default_rng(6))
    weight = np.exp(log_weight - log_weight.max())
    assert weight.mean() ** 2 / np.mean(weight**2) > 0.8
