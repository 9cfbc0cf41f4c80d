"""The posterior of (mu, sigma) against scipy's integrals and derivatives."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.optimize import approx_fprime, minimize_scalar
from scipy.special import expit

from bayes_bench.trust.exact.problem import Exponential, HalfNormal, Prior, Problem
from bayes_bench.trust.exact.quadrature import Array
from bayes_bench.trust.exact.surface import (
    COARSE,
    GAUSS,
    LIGHT_GAUSS,
    TRAPEZOID,
    DoubleExponential,
    DyadicGauss,
    SigmaRule,
    integrate_surface,
    log_joint,
    mu_peak_given,
    mu_profile,
    sigma_range,
)

PROBLEM = Problem((12, 30, 7), (3, 4, 7), Prior(-0.5, 1.2, HalfNormal(0.6)))
"""With a unit of 100 %."""
RULES = [DoubleExponential(80, 0.09), DyadicGauss(14, 9)]


def by_quad(mu: float, sigma: float) -> float:
    """Log of prior times marginal likelihood, unit by unit."""
    total = stats.norm.logpdf(mu, -0.5, 1.2) + stats.halfnorm.logpdf(sigma, scale=0.6)
    for n, events in zip(PROBLEM.n, PROBLEM.events, strict=True):

        def integrand(z: float, n: int = n, events: int = events) -> float:
            rate = expit(mu + sigma * z)
            return float(rate**events * (1 - rate) ** (n - events) * stats.norm.pdf(z))

        total += np.log(integrate.quad(integrand, -9, 9, epsabs=0, epsrel=1e-11, limit=200)[0])
    return float(total)


@pytest.mark.parametrize(("mu", "sigma"), [(-0.5, 0.3), (1.0, 1.5), (-3.0, 0.01)])
def test_the_joint_density_is_prior_times_integrals(mu: float, sigma: float) -> None:
    for integrator in (TRAPEZOID, GAUSS):
        found = log_joint(PROBLEM, np.array([mu]), np.array([sigma]), integrator.unit)
        assert found[0] == pytest.approx(by_quad(mu, sigma), abs=1e-9)
    coarse = log_joint(PROBLEM, np.array([mu]), np.array([sigma]), COARSE.unit)
    assert coarse[0] == pytest.approx(by_quad(mu, sigma), abs=1e-4)


@pytest.mark.parametrize("sigma", [0.05, 0.7, 4.0])
def test_louis_derivatives_are_those_of_the_density(sigma: float) -> None:
    profile = mu_profile(PROBLEM, np.array([sigma]), TRAPEZOID.unit)

    def part(place: int, at: Array) -> float:
        return float(profile(at)[place][0])

    for mu in (-1.5, 0.2):
        point = np.array([mu])
        value, slope, curvature = (float(one[0]) for one in profile(point))
        prior = PROBLEM.prior.unit_sd.log_density(np.array([sigma]))[0]
        joint = log_joint(PROBLEM, point, np.array([sigma]), TRAPEZOID.unit)[0]
        assert value + prior == pytest.approx(joint)
        assert slope == pytest.approx(approx_fprime(point, lambda x: part(0, x))[0], abs=1e-5)
        assert curvature == pytest.approx(approx_fprime(point, lambda x: part(1, x))[0], rel=1e-4)


def test_the_mode_of_mu_is_that_of_another_search() -> None:
    sigma = np.array([0.01, 0.4, 3.0])
    peak = mu_peak_given(PROBLEM, sigma)
    for mode, one in zip(peak.mode, sigma, strict=True):
        theirs = minimize_scalar(
            lambda mu, one=one: (
                -log_joint(PROBLEM, np.array([mu]), np.array([one]), TRAPEZOID.unit)[0]
            ),
            bounds=(-6, 6),
            method="bounded",
            options={"xatol": 1e-8},
        )
        assert mode == pytest.approx(theirs.x, abs=1e-3)
    assert (peak.left < peak.mode - 5 * peak.width).all()
    assert (peak.right > peak.mode + 5 * peak.width).all()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("log_sd", [0.2, 1.5])
def test_rules_in_sigma_integrate_a_lognormal_distribution(rule: SigmaRule, log_sd: float) -> None:
    centre, reach = -0.4, 8 * log_sd
    distribution = stats.lognorm(log_sd, scale=np.exp(centre))
    nodes = rule.nodes(centre - reach, centre, centre + reach)
    density = nodes.weight * distribution.pdf(nodes.position)
    assert density.sum() == pytest.approx(1.0, abs=1e-9)
    assert density @ nodes.position == pytest.approx(distribution.mean(), rel=1e-7)
    for cut in distribution.ppf([0.02, 0.5, 0.9]):
        below = density @ nodes.fraction(np.array(cut))
        assert below == pytest.approx(distribution.cdf(cut), abs=1e-7)


@pytest.mark.parametrize("integrator", [TRAPEZOID, LIGHT_GAUSS])
def test_the_marginal_likelihood_by_nested_integration(integrator) -> None:
    """Two units of one person each: given sigma the likelihood is a product of two numbers."""
    problem = Problem((1, 1), (1, 0), Prior(0.3, 0.8, Exponential(2.0)))
    z, z_weight = np.polynomial.hermite_e.hermegauss(60)
    node, weight = np.polynomial.legendre.leggauss(150)
    mu, sigma = np.meshgrid(6 * node, 6 * (node + 1), indexing="ij")
    rate = expit(mu[..., None] + sigma[..., None] * z) @ z_weight / z_weight.sum()
    prior = stats.norm.pdf(mu, 0.3, 0.8) * stats.expon.pdf(sigma, scale=0.5)
    mass = (36 * np.outer(weight, weight) * prior * rate * (1 - rate)).sum()
    surface = integrate_surface(problem, integrator)
    # to what 60 nodes of a normal give where sigma is large
    assert surface.log_marginal == pytest.approx(np.log(mass), abs=1e-6)
    assert surface.probability.sum() == pytest.approx(1.0)
    assert surface.sigma.shape == surface.mu.shape == surface.probability.shape


def test_the_range_of_sigma_holds_the_posterior() -> None:
    left, mode, right = sigma_range(PROBLEM)
    assert left < mode < right
    surface = integrate_surface(PROBLEM)
    by_sigma = surface.probability.sum(axis=1)
    # the surface is over that range, and next to nothing is at its ends
    assert np.log(surface.sigma_nodes.position[[0, -1]]) == pytest.approx([left, right], abs=1e-6)
    assert by_sigma[[0, -1]].max() < 1e-11
    densest = np.argmax(by_sigma / surface.sigma_nodes.weight * surface.sigma_nodes.position)
    assert np.log(surface.sigma_nodes.position[densest]) == pytest.approx(mode, abs=0.2)


FEW_SIGMAS = [
    replace(TRAPEZOID, sigma=DoubleExponential(12, 1.0)),
    replace(GAUSS, sigma=DyadicGauss(2, 2)),
]


@pytest.mark.parametrize("integrator", FEW_SIGMAS)
def test_curves_of_mu_are_the_joint_density_between_the_nodes(integrator) -> None:
    surface = integrate_surface(PROBLEM, integrator)
    rows = surface.probability.sum(axis=1) > 1e-3
    sigma = surface.sigma[rows, :1]
    peak = surface.mu_peak
    scores = np.linspace(-3.7, 3.1, 9)
    mu = peak.mode[rows, None] + peak.width[rows, None] * scores
    found = surface.mu_curves.at(mu, rows)
    wanted = log_joint(PROBLEM, mu, np.broadcast_to(sigma, mu.shape), surface.rule)
    np.testing.assert_allclose(found, wanted, rtol=0, atol=1e-7)
