"""Margins by quadrature against dense grids, and what they do to the weights."""

import numpy as np
import pytest
from scipy import integrate
from scipy.linalg import solve_triangular

from bayes_bench.analysis import Analysis
from bayes_bench.checks.leave_unit_out import without_people_of
from bayes_bench.posterior.density import Density, Points, density_of, log_likelihood
from bayes_bench.posterior.laplace import proposal as proposals
from bayes_bench.posterior.laplace.margins import (
    fixed_moments,
    foreseen_variance,
    moments_of,
    needs_margins,
    unit_moments,
)
from bayes_bench.posterior.laplace.mode import Node
from bayes_bench.posterior.laplace.nodes import nodes_of, outer_mode
from bayes_bench.posterior.laplace.proposal import proposal_of, propose
from bayes_bench.posterior.laplace.weights import weight_figures
from tests.builders.rare_levels import rare_levels, small_units
from tests.builders.small_problems import counts_cells, counts_model

TRIALS, EVENTS = [40, 12, 400, 1], [2, 12, 200, 0]


@pytest.fixture(scope="module")
def counts() -> Density:
    model = counts_model()
    return density_of(Analysis(model, counts_cells(TRIALS, EVENTS, model)))


def node_of(density: Density) -> Node:
    return outer_mode(density)[0]


def test_moments_of_a_gamma_density() -> None:
    shape = 40.0
    at = np.linspace(5.0, 120.0, 60)[None]
    found = moments_of(at, (shape - 1.0) * np.log(at) - at)
    assert found.mean[0] == pytest.approx(shape, rel=1e-5)
    assert found.variance[0] == pytest.approx(shape, rel=1e-4)
    assert found.skewness[0] == pytest.approx(2.0 / np.sqrt(shape), rel=1e-3)


def test_units_are_integrated_as_scipy_does(counts: Density) -> None:
    """Certain outcomes and a unit of one among them."""
    node = node_of(counts)
    found, sd = unit_moments(counts, node, node.fixed_mean), float(np.exp(node.log_unit_sd))

    def moment(j: int, of) -> float:
        def integrand(u: float) -> float:
            log = EVENTS[j] * u - TRIALS[j] * np.logaddexp(0.0, node.fixed_mean[0] + u)
            return of(u) * np.exp(log - 0.5 * (u / sd) ** 2 - top)

        top = EVENTS[j] * 0.0 - TRIALS[j] * np.logaddexp(0.0, node.fixed_mean[0])
        return float(integrate.quad(integrand, -12 * sd, 12 * sd, limit=400, epsabs=1e-13)[0])

    for j in range(len(TRIALS)):
        total = moment(j, lambda _: 1.0)
        mean = moment(j, lambda u: u) / total
        second = moment(j, lambda u, mean=mean: (u - mean) ** 2) / total
        third = moment(j, lambda u, mean=mean: (u - mean) ** 3) / total
        # the points end six sd's from the mode, of the curvature there
        assert found.mean[j] == pytest.approx(mean, abs=1e-4)
        assert found.variance[j] == pytest.approx(second, rel=1e-4)
        assert found.skewness[j] == pytest.approx(third / second**1.5, abs=1e-3)


def test_moments_along_beta_are_those_of_the_likelihood(density: Density) -> None:
    """Every coordinate followed by the exact likelihood, with a spline and a linear covariate."""
    node = node_of(density)
    found, third = fixed_moments(density, node)
    precision = node.weight + density.effects.precision(node.unit_effect, node.log_unit_sd)
    steps = np.linspace(-6.5, 6.5, 401)
    for k in range(density.fixed):
        way = solve_triangular(node.factor, np.eye(density.fixed)[k], lower=True, trans="T")
        fixed = node.fixed + steps[:, None] * way
        unit = node.unit_effect - steps[:, None] * (node.cross @ way / precision)
        log = log_likelihood(
            density, Points(fixed, unit, np.full((steps.size, 1), node.log_unit_sd))
        )
        # the Gaussian part of the whole posterior is -x^2 / 2: put in what the likelihood lacks
        middle, h = steps.size // 2, steps[1] - steps[0]
        slope = (log[middle + 1] - log[middle - 1]) / (2.0 * h)
        bend = (log[middle + 1] - 2.0 * log[middle] + log[middle - 1]) / h**2
        log += -log[middle] - slope * steps - 0.5 * (1.0 + bend) * steps**2
        oracle = moments_of(steps[None], log[None])
        assert found.mean[k] == pytest.approx(oracle.mean[0], abs=0.01)
        assert found.variance[k] == pytest.approx(oracle.variance[0], abs=0.01)
        assert found.skewness[k] == pytest.approx(oracle.skewness[0], abs=0.02)
        assert found.mean[k] == pytest.approx(0.5 * third[k], abs=0.05)


@pytest.mark.parametrize(
    ("analysis", "least"),
    [
        (rare_levels(8000, 20, 150), 0.85),
        (rare_levels(4000, 20, 3, separated=40, coefficient_sd=5.0), 0.9),
        (small_units(3000, 10), 0.9),
    ],
    ids=["rare levels", "a separated dummy", "small units"],
)
def test_no_cliff(analysis: Analysis, least: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """And what the weights were without margins by quadrature."""
    density = density_of(analysis)
    nodes = nodes_of(density)
    assert needs_margins(density, nodes)
    figures = []
    for _ in range(2):
        _, log_weight = propose(proposal_of(density), density, 3000, np.random.default_rng(5))
        figures.append(weight_figures(log_weight))
        monkeypatch.setattr(proposals, "needs_margins", lambda *_: False)
    new, old = figures
    assert new["weight_efficiency"] > least
    assert new["pareto_k"] < 0.5
    assert old["weight_efficiency"] < 0.75
    assert new["log_marginal_likelihood"] == pytest.approx(old["log_marginal_likelihood"], abs=0.3)


def test_what_is_even_already_stays_as_it_was() -> None:
    large = rare_levels(4000, 20, 4)
    assert not needs_margins(density_of(large), nodes_of(density_of(large)))
    variance, skewness = foreseen_variance(density_of(large), node_of(density_of(large)))
    assert 0.0 < variance < 0.05
    assert 0.0 < skewness < 0.25


def test_a_unit_that_is_left_out_harms_no_other() -> None:
    """It has no people, and its effect is that of a new unit."""
    analysis = rare_levels(4_000, 20, 150)
    density = density_of(Analysis(analysis.model, without_people_of(analysis.cells, 3)))
    proposal = proposal_of(density)
    assert proposal.fixed_margins is not None
    drawn, log_weight = propose(proposal, density, 400, np.random.default_rng(1))
    assert weight_figures(log_weight)["weight_efficiency"] > 0.5
    ratio = drawn.unit_effect[:, 3] / np.exp(drawn.log_unit_sd)
    assert ratio.std() == pytest.approx(1.0, abs=0.15)
