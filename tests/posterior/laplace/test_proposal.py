"""Proposals and their weights: close to the target, and defended by the prior."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import model_from_table
from bayes_bench.posterior.density import Density, density_of, log_prior
from bayes_bench.posterior.laplace.collapsed import collapsed_proposal, propose_collapsed
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.proposal import draw_prior, proposal_of, propose
from bayes_bench.posterior.laplace.weights import weight_figures
from tests.builders.small_problems import cells_of, counts_cells, counts_model


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


@pytest.mark.parametrize("seed", range(6))
def test_small_units_in_few_regions_are_followed(seed: int) -> None:
    """Few regions, whose sd may be next to nothing, and units so small that margins are refined."""
    rng = np.random.default_rng(seed)
    region = np.arange(60) % 5
    eta = -1.2 + 0.6 * rng.standard_normal(60) + (0.4 * rng.standard_normal(5))[region]
    people = pd.DataFrame(
        {
            "unit": np.repeat([f"{j:02d}" for j in range(60)], 15),
            "region": np.repeat([f"r{r}" for r in region], 15),
            "outcome": (rng.random(900) < np.repeat(expit(eta), 15)).astype(int),
        }
    )
    model = model_from_table(
        {
            "title": "Small units",
            "data": {"unit": "unit", "outcome": "outcome", "better": "lower"},
            "groups": [{"name": "region"}],
            "disclosure": {"public": True},
        }
    )
    density = density_of(Analysis(model, cells_of(people, model)))
    proposal = proposal_of(density)
    for way, of in (
        (propose, proposal),
        (propose_collapsed, collapsed_proposal(proposal, density)),
    ):
        _, log_weight = way(of, density, 2000, np.random.default_rng(7))
        figures = weight_figures(log_weight)
        assert figures["weight_efficiency"] > 0.8
        assert figures["pareto_k"] < 0.7
