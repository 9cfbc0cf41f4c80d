"""What is drawn and what is evaluated are the same density, and it is close to the target."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Density, Points, density_of, log_density, log_prior
from bayes_bench.posterior.expansion import expand
from bayes_bench.posterior.laplace.log_sd import log_sd_density
from bayes_bench.posterior.laplace.mode import node_at
from bayes_bench.posterior.laplace.proposal import (
    Conditionals,
    Proposal,
    conditionals_at,
    draw_prior,
    proposal_of,
    propose,
)
from tests.builders.small_problems import cells_of, counts_cells, counts_model, people_model


@pytest.fixture(scope="module")
def density(people: pd.DataFrame) -> Density:
    model = people_model()
    return density_of(Analysis(model, cells_of(people, model)))


@pytest.fixture(scope="module")
def proposal(density: Density) -> Proposal:
    return proposal_of(density)


def test_log_sd_density_is_a_density_and_is_what_is_drawn() -> None:
    nodes = np.linspace(-3.0, 1.0, 12)
    skewed = log_sd_density(nodes, nodes - 0.5 * np.exp(2.0 * nodes))
    grid = np.linspace(-60.0, 8.0, 400_001)
    height = np.exp(skewed.log_density(grid))
    cdf = np.concatenate([[0.0], np.cumsum(0.5 * (height[1:] + height[:-1]) * np.diff(grid))])
    # trapezoids of width 2e-4 across 2,000 steps are good to some 1e-5
    assert cdf[-1] == pytest.approx(1.0, abs=1e-4)
    phi = skewed.draw(np.random.default_rng(3).random(20_000))
    assert stats.kstest(phi, lambda at: np.interp(at, grid, cdf)).pvalue > 1e-4
    assert stats.kstest(phi + 0.05, lambda at: np.interp(at, grid, cdf)).pvalue < 1e-4


def test_a_tail_that_is_empty_but_for_rounding_is_not_drawn_from() -> None:
    nodes = np.linspace(-3.0, 1.0, 12)
    steep = log_sd_density(nodes, -60.0 * np.abs(nodes + 2.0))
    for left_over in (0.0, 4e-16):
        cumulative = steep.cumulative.copy()
        cumulative[-2] = 1.0 + left_over
        phi = replace(steep, cumulative=cumulative).draw(np.linspace(0.001, 0.999, 999))
        assert np.isfinite(phi).all()
        assert phi.max() <= nodes[-1]


def gaussian_at(proposal: Proposal, phi: np.ndarray) -> Conditionals:
    """The conditional with next to no skewness."""
    conditionals = conditionals_at(proposal, phi)
    return replace(conditionals, skew=np.full_like(conditionals.skew, 1e-6))


def test_conditional_is_the_gaussian_of_its_precision(proposal: Proposal, density: Density) -> None:
    phi = np.array([0.5 * (proposal.phi[3] + proposal.phi[4])])
    gaussian = gaussian_at(proposal, phi)
    slopes = 0.5 * (proposal.cross[3] + proposal.cross[4]).T
    unit = np.diag(gaussian.precision[0])
    factor = 0.5 * (proposal.factor[3] + proposal.factor[4])
    schur = factor @ factor.T
    fixed = schur + slopes.T @ np.linalg.solve(unit, slopes)
    precision = np.block([[fixed, slopes.T], [slopes, unit]])
    mean = np.concatenate([gaussian.fixed[0], gaussian.unit[0]])
    oracle = stats.multivariate_normal(mean, np.linalg.inv(precision))
    rng = np.random.default_rng(11)
    for point in oracle.rvs(5, random_state=rng):
        ours = gaussian.log_density(point[None, : density.fixed], point[None, density.fixed :])
        assert ours[0] == pytest.approx(oracle.logpdf(point), abs=1e-4)


def test_draws_have_the_density_of_the_gaussian(proposal: Proposal, density: Density) -> None:
    size = 40_000
    phi = np.full(size, proposal.phi[5] + 1e-9)
    gaussian = gaussian_at(proposal, phi)
    rng = np.random.default_rng(12)
    fixed, unit = gaussian.draw(
        rng.standard_normal((size, density.fixed)), rng.standard_normal((size, density.units))
    )
    log = gaussian.log_density(fixed, unit)
    # the log density of a Gaussian draw is a constant minus half a chi-square
    top = gaussian.log_density(gaussian.fixed, gaussian.unit)
    dimension = density.fixed + density.units
    assert stats.kstest(2.0 * (top - log), stats.chi2(dimension).cdf).pvalue > 1e-4


@pytest.mark.parametrize("skew", [0.15, -0.15])
def test_unit_effects_are_shifted_lognormal(
    proposal: Proposal, density: Density, skew: float
) -> None:
    """Against SciPy's; a negative skewness is that of the mirror image."""
    size = 5000
    given = conditionals_at(proposal, np.full(size, proposal.phi[5]))
    given = replace(given, skew=np.full_like(given.skew, skew))
    rng = np.random.default_rng(14)
    normal = np.zeros((size, density.fixed)), rng.standard_normal((size, density.units))
    fixed, unit = given.draw(*normal)
    scale = given.precision[0] ** -0.5 / abs(skew)
    oracle = stats.lognorm(abs(skew), -scale, scale * np.exp(-0.5 * skew**2))
    away = np.sign(skew) * (unit - given.unit[0])
    np.testing.assert_allclose(oracle.mean(), 0.0, atol=1e-10)
    for j in range(density.units):
        one = stats.lognorm(abs(skew), -scale[j], scale[j] * np.exp(-0.5 * skew**2))
        assert stats.kstest(away[:, j], one.cdf).pvalue > 1e-4
    ours = given.log_density(fixed, unit) - given.log_fixed(fixed)
    np.testing.assert_allclose(ours, oracle.logpdf(away).sum(axis=1), atol=1e-8)
    beyond = given.log_density(fixed[:1], unit[:1] - 2.0 * np.sign(skew) * scale)
    assert beyond[0] < -1000.0


def test_skewness_is_that_of_an_effect_given_the_rest() -> None:
    """By quadrature of a unit's own likelihood and prior, at a share of .05 and of .95."""
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([40, 40, 400], [2, 38, 200], model)))
    proposal = proposal_of(density)
    node = 5
    found = conditionals_at(proposal, proposal.phi[node : node + 1])
    intercept, sd = found.fixed[0, 0], float(np.exp(proposal.phi[node]))
    u = np.linspace(-15.0 * sd, 15.0 * sd, 200_001)
    for unit, (trials, events) in enumerate(((40, 2), (40, 38), (400, 200))):
        log = events * u - trials * np.logaddexp(0.0, intercept + u) - 0.5 * (u / sd) ** 2
        weight = np.exp(log - log.max())
        mean = np.average(u, weights=weight)
        second, third = (np.average((u - mean) ** k, weights=weight) for k in (2, 3))
        assert 3.0 * found.skew[0, unit] == pytest.approx(third / second**1.5, rel=0.25, abs=0.01)


def test_many_unit_effects_together_are_followed() -> None:
    """98 units of 40: the skewness of each adds to the weights, unless it is proposed."""
    rng = np.random.default_rng(4)
    events = rng.binomial(40, expit(-1.7 + 0.4 * rng.standard_normal(98)))
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([40] * 98, events.tolist(), model)))
    _, log_weight = propose(proposal_of(density), density, 4000, np.random.default_rng(5))
    weight = np.exp(log_weight - log_weight.max())
    assert weight.mean() ** 2 / np.mean(weight**2) > 0.9


def test_third_derivative_is_the_slope_of_the_second(density: Density) -> None:
    node, step = node_at(density, -1.0, (np.zeros(density.fixed), np.zeros(density.units))), 1e-4
    up, down = (expand(density, node.fixed, node.unit_effect + s).unit for s in (step, -step))
    np.testing.assert_allclose(node.third, -(up - down) / (2.0 * step), rtol=1e-6)


def test_log_density_of_a_draw_is_known_from_its_normals(
    proposal: Proposal, density: Density
) -> None:
    rng = np.random.default_rng(13)
    conditionals = conditionals_at(proposal, rng.uniform(-5.0, 2.0, 50))
    normal = rng.standard_normal((50, density.fixed)), rng.standard_normal((50, density.units))
    known, evaluated = (
        conditionals.log_of_normals(*normal),
        conditionals.log_density(*conditionals.draw(*normal)),
    )
    np.testing.assert_allclose(known, evaluated, atol=1e-8)


def test_mode_is_where_the_gradient_vanishes(density: Density) -> None:
    start = (np.zeros(density.fixed), np.zeros(density.units))
    node = node_at(density, -1.0, start)
    rng = np.random.default_rng(2)
    step = 1e-3 * rng.standard_normal((20, density.fixed + density.units))

    def at(shift: np.ndarray) -> np.ndarray:
        fixed, unit = node.fixed + shift[:, : density.fixed], node.unit_effect
        points = Points(fixed, unit + shift[:, density.fixed :], np.full(len(shift), -1.0))
        return log_density(density, points)

    assert np.all(at(step) < at(np.zeros_like(step)))


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
