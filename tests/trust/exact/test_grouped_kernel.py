"""Mu and tau given the members' log odds, against the normal densities of scipy."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats

from bayes_bench.trust.exact.grouped_kernel import POINTS, kernel_at, radial
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.grouped_rules import LEAST, TRAPEZOID, contrasts, sd_range
from bayes_bench.trust.exact.problem import HalfNormal, Prior
from bayes_bench.trust.exact.quadrature import SincNodes

MEAN, SD, SCALE = 0.4, 1.5, 0.7
ODDS = {2: np.array([-0.3, 0.5]), 3: np.array([-0.9, 0.1, 0.4])}


def problem_of(members: int) -> GroupedProblem:
    table = ((5,) * members,) * 2
    events = ((1,) * members,) * 2
    return GroupedProblem(table, events, Prior(MEAN, SD, HalfNormal(0.5)), HalfNormal(SCALE))


def given(members: int) -> tuple[float, dict[str, float]]:
    """Density of (t, log r) in one direction, and means given them, at `ODDS`."""
    problem, odds = problem_of(members), ODDS[members]
    t, log_r = odds.mean(), np.log(np.linalg.norm(contrasts(members) @ odds))
    one = SincNodes(np.array([log_r]), np.ones(1), np.array([log_r]), np.asarray)
    tau = TRAPEZOID.tau(LEAST, sd_range(problem.group_sd)[2])
    kernel = kernel_at(problem, radial(problem, tau, one), np.array([t]))
    moments = {name: value[0, 0] for name, value in kernel.moments.items()}
    return float(kernel.log_density[0, 0]), moments


def over_tau(members: int, quantity: Callable[[float], float]) -> float:
    """Integral over tau of its prior, the multivariate normal of the log odds and a quantity."""
    odds, eye = ODDS[members], np.eye(members)

    def at(tau: float) -> float:
        covariance = SD**2 + tau**2 * eye
        density = stats.multivariate_normal.pdf(odds, np.full(members, MEAN), covariance)
        return float(stats.halfnorm.pdf(tau, 0, SCALE) * density * quantity(tau))

    return float(integrate.quad(at, 1e-9, 6.0, epsabs=1e-13, epsrel=1e-12, limit=400)[0])


def mean_of_mu(members: int, tau: float) -> float:
    """By the textbook's regression of mu on the members' log odds."""
    covariance = SD**2 + tau**2 * np.eye(members)
    weights = np.linalg.solve(covariance, np.full(members, SD**2))
    return float(MEAN + weights @ (ODDS[members] - MEAN))


def variance_of_mu(members: int, tau: float) -> float:
    """What the regression leaves."""
    covariance = SD**2 + tau**2 * np.eye(members)
    covered = np.linalg.solve(covariance, np.full(members, SD**2))
    return float(SD**2 - SD**2 * covered.sum())


@pytest.mark.parametrize("members", [2, 3])
def test_density_is_that_of_a_multivariate_normal(members: int) -> None:
    """d odds = sqrt(G) dt r^(G - 2) dr d direction, and dr = r d log r."""
    log_density, _ = given(members)
    r = np.linalg.norm(contrasts(members) @ ODDS[members])
    exact = over_tau(members, lambda _: 1.0) * np.sqrt(members) * r ** (members - 1)
    assert log_density == pytest.approx(np.log(exact), abs=1e-9)


@pytest.mark.parametrize("members", [2, 3])
def test_means_given_the_log_odds(members: int) -> None:
    _, moments = given(members)
    total = over_tau(members, lambda _: 1.0)

    def mean(quantity: Callable[[float], float]) -> float:
        return over_tau(members, quantity) / total

    assert moments["tau"] == pytest.approx(mean(lambda tau: tau), rel=1e-9)
    assert moments["log_tau_square"] == pytest.approx(mean(lambda tau: np.log(tau) ** 2), rel=1e-9)
    assert moments["mu"] == pytest.approx(mean(lambda tau: mean_of_mu(members, tau)), rel=1e-9)
    square = mean(lambda tau: mean_of_mu(members, tau) ** 2 + variance_of_mu(members, tau))
    assert moments["mu_square"] == pytest.approx(square, rel=1e-9)
    below = mean(lambda tau: float(tau < POINTS[2]))
    assert moments["tau_below"][2] == pytest.approx(below, abs=1e-6)
