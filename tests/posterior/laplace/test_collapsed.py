"""Unit effects integrated out and drawn one by one, against quadrature and the joint proposal."""

import numpy as np
import pytest

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Density, density_of
from bayes_bench.posterior.laplace import proposal as proposals
from bayes_bench.posterior.laplace.chains import draw_pool
from bayes_bench.posterior.laplace.collapsed import (
    collapsed_proposal,
    propose_collapsed,
)
from bayes_bench.posterior.laplace.proposal import proposal_of, propose
from bayes_bench.posterior.laplace.weights import weight_figures
from bayes_bench.posterior.sampling import fit
from tests.builders.small_problems import counts_cells, counts_model


@pytest.mark.parametrize("which", ["density", "regional_density"])
def test_both_proposals_have_one_posterior(which: str, request: pytest.FixtureRequest) -> None:
    """Weighted means of every parameter, and the marginal likelihood; with a grouping, too."""
    density: Density = request.getfixturevalue(which)
    proposal = proposal_of(density)
    found = []
    ways = (propose, proposal), (propose_collapsed, collapsed_proposal(proposal, density))
    for way, of in ways:
        pool = draw_pool(of, density, (1, 6000), 3, propose=way)
        weight = np.exp(pool.log_weight[0] - pool.log_weight[0].max())
        at = pool.at[0]
        draws = np.column_stack([at.fixed, at.unit_effect, at.log_sd])
        mean = weight @ draws / weight.sum()
        spread = np.sqrt(weight**2 @ (draws - mean) ** 2) / weight.sum()
        second = weight @ (draws - mean) ** 2 / weight.sum()
        found.append((mean, spread, second, weight_figures(pool.log_weight)))
    (one, its_error, square, about), (two, other_error, other_square, other) = found
    assert np.abs((one - two) / np.hypot(its_error, other_error)).max() < 4.5
    np.testing.assert_allclose(square, other_square, rtol=0.12)
    assert about["log_marginal_likelihood"] == pytest.approx(
        other["log_marginal_likelihood"], abs=0.03
    )
    assert other["weight_efficiency"] > about["weight_efficiency"]


def test_lanes_do_not_depend_on_each_other() -> None:
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([20, 5, 900], [3, 0, 300], model)))
    proposal = proposal_of(density)
    pools = [
        draw_pool(proposal, density, (2, draws), 5, propose=propose_collapsed)
        for draws in (100, 500)
    ]
    kept = pools[0].log_weight.shape[1]
    np.testing.assert_array_equal(pools[0].log_weight, pools[1].log_weight[:, :kept])


def test_many_small_units_may_take_the_collapsed_way(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the joint proposal is too far; nobody has to wait for NUTS."""
    monkeypatch.setattr(proposals, "needs_margins", lambda *_: False)
    rng = np.random.default_rng(4)
    trials = np.full(800, 8)
    events = rng.binomial(trials, 1 / (1 + np.exp(1.6 - rng.normal(0.0, 0.9, 800))))
    model = counts_model()
    posterior = fit(counts_cells(trials.tolist(), events.tolist(), model), model)
    assert posterior.attrs["sampler"] == "laplace"
    assert float(posterior["sample_stats"]["collapsed"]) == 1.0
    assert float(posterior["sample_stats"]["acceptance"]) > 0.9
    assert float(posterior["posterior"]["unit_sd"].mean()) == pytest.approx(0.9, abs=0.25)
