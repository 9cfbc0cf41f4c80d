"""The joint posterior of (mu, sigma) on quadrature nodes, every unit effect integrated out.

Given sigma the marginal posterior of mu is log-concave (Prekopa), so its mode and support are
found by Newton's method; the range of sigma comes from a grid search of its marginal over 28 orders
of magnitude.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from scipy.special import logsumexp, wrightomega

from bayes_bench.trust.exact.curves import Curves, interpolate
from bayes_bench.trust.exact.heavy import unit_given_parameters
from bayes_bench.trust.exact.problem import Array, Problem, Unit, unit_of
from bayes_bench.trust.exact.quadrature import (
    DROP,
    Gauss,
    GaussNodes,
    Nodes,
    OnePanel,
    Peak,
    Rule,
    Sinc,
    SincNodes,
    find_peak,
)

SCAN = np.arange(-40.0, 26.5, 0.5)  # log sigma
SIGMA_DROP = 30.0  # e^-30 = 1e-13
NEGLIGIBLE = 1e-13  # probability of a node below which costly quantities leave it out
MU_SCAN = 121  # points of each of two scans of mu, where its posterior may have several modes
MU_BRACKET = 40.0  # prior sd's: beyond, the prior alone is e^-800


class SigmaRule(Protocol):
    """A quadrature rule in sigma, given log sigma at the left end, the mode and the right end."""

    def nodes(self, left: float, mode: float, right: float) -> Nodes:
        """Nodes in sigma."""
        ...


@dataclass(frozen=True)
class DoubleExponential:
    """Trapezoidal rule in x, where log sigma = mode + x - e^-x.

    The left tail of log sigma, which is exponential where the units are alike, falls double
    exponentially in x (Takahasi & Mori 1974, doi:10.2977/prims/1195192451).
    """

    count: int
    step: float

    def nodes(self, left: float, mode: float, right: float) -> SincNodes:
        """Nodes in sigma from e^left to e^right."""

        def into(cut: Array) -> Array:  # x - e^-x = d has the solution x = omega(-d) + d
            with np.errstate(divide="ignore"):
                distance = np.maximum(np.log(cut) - mode, -300.0)
            return np.asarray(wrightomega(-distance) + distance)

        first, last = into(np.exp(left)), into(np.exp(right))
        x = np.linspace(first, last, max(self.count, int(np.ceil((last - first) / self.step))))
        sigma = np.exp(mode + x - np.exp(-x))
        return SincNodes(sigma, (x[1] - x[0]) * sigma * (1 + np.exp(-x)), x, into)


@dataclass(frozen=True)
class DyadicGauss:
    """Gauss-Legendre in sigma itself, on panels that grow by e^0.7 (e^1.4 far on the left)."""

    panels: int
    order: int

    def nodes(self, left: float, mode: float, right: float) -> GaussNodes:
        """Nodes in sigma from e^left to e^right."""
        knee = max(left, mode - 3)
        count = max(self.panels, int(np.ceil((right - knee) / 0.7)))
        tail = np.linspace(left, knee, int(np.ceil((knee - left) / 1.4)), endpoint=False)
        return GaussNodes(np.exp(np.append(tail, np.linspace(knee, right, count + 1))), self.order)


@dataclass(frozen=True)
class Integrator:
    """The rules for z = u / sigma, for mu given sigma, for sigma, and for a covariate's beta."""

    name: str
    unit: Rule
    mu: Rule
    sigma: SigmaRule
    beta: Rule


TRAPEZOID = Integrator("trapezoid", Sinc(100), Sinc(48), DoubleExponential(80, 0.09), Sinc(28))
GAUSS = Integrator("gauss", Gauss(5, 11), Gauss(5, 10), DyadicGauss(14, 9), OnePanel(32))
LIGHT_GAUSS = Integrator("light gauss", Gauss(5, 10), Gauss(5, 8), DyadicGauss(12, 8), OnePanel(32))
COARSE = Integrator("coarse", Sinc(48), Sinc(20), DoubleExponential(28, 0.3), Sinc(16))


@dataclass(frozen=True)
class Surface:
    """Joint posterior of (sigma, mu) on quadrature nodes: their posterior probabilities.

    Axes: sigma (S,), mu and probability (S, M); ``probability`` includes the quadrature weights
    and sums to one. ``log_marginal`` is the log marginal likelihood per person.
    """

    problem: Problem
    rule: Rule
    sigma_nodes: Nodes
    mu_peak: Peak
    mu_nodes: Nodes
    probability: Array
    log_marginal: float

    @property
    def mu(self) -> Array:
        """mu at every node, (S, M)."""
        return self.mu_nodes.position

    @property
    def sigma(self) -> Array:
        """sigma at every node, (S, M)."""
        return np.broadcast_to(self.sigma_nodes.position[:, None], self.mu.shape)

    @cached_property
    def mu_curves(self) -> Curves:
        """Log joint density of mu and the data at every sigma, between the nodes too.

        The two integrators' splines differ in degree and nodes, as everything of theirs does.
        """
        sigma = self.sigma_nodes.position[:, None]

        def log_density(mu: Array) -> Array:
            return log_joint(self.problem, mu, np.broadcast_to(sigma, mu.shape), self.rule)

        count, degree = (160, 7) if isinstance(self.rule, Sinc) else (220, 5)
        return interpolate(log_density, self.mu_peak, count, degree)


def mu_profile(
    problem: Problem, sigma: Array, rule: Rule
) -> Callable[[Array], tuple[Array, Array, Array]]:
    """Log joint of (mu, data) at given sigma as a function of mu, with two derivatives.

    The derivatives are Louis's identities (1982, doi:10.1111/j.2517-6161.1982.tb01203.x).
    """

    def profile(mu: Array) -> tuple[Array, Array, Array]:
        prior = problem.prior
        value = prior.mu_log_density(mu)
        slope, curvature = (prior.mean - mu) / prior.sd**2, np.full_like(mu, -(prior.sd**-2))
        for index in range(problem.units):
            terms = _unit_terms(unit_of(problem, index), mu, sigma, rule)
            value, slope, curvature = value + terms[0], slope + terms[1], curvature + terms[2]
        return value, slope, np.minimum(curvature, -(prior.sd**-2))

    return profile


def mu_peak_given(problem: Problem, sigma: Array) -> Peak:
    """Mode and support of mu for every sigma of a vector."""
    if np.isfinite(problem.df):
        return _scanned_mu_peak(problem, sigma)
    prior = problem.prior
    pooled = (sum(problem.events) + 0.5) / (sum(problem.n) + 1)
    start = np.full_like(sigma, np.log(pooled / (1 - pooled)))
    reach = MU_BRACKET * prior.sd + abs(prior.mean)
    low, high = np.minimum(prior.mean - reach, start), np.maximum(prior.mean + reach, start)
    profile = mu_profile(problem, sigma, COARSE.unit)
    return find_peak(profile, start, low, high)


def _scanned_mu_peak(problem: Problem, sigma: Array) -> Peak:
    """Likewise, where mu's posterior need not be log-concave: from a scan, and a finer one.

    The support is from the first point that is not `DROP` below the highest to the last one.
    """
    reach = np.sqrt(2 * DROP) * problem.prior.sd + 2.0
    ends = np.full_like(sigma, problem.prior.mean - reach), np.full_like(sigma, reach)
    left, right = ends[0], problem.prior.mean + ends[1]
    for _ in range(2):
        mu = np.linspace(left, right, MU_SCAN, axis=-1)
        wide = np.broadcast_to(sigma[:, None], mu.shape)
        value = log_joint(problem, mu, wide, COARSE.unit)
        kept = value > value.max(axis=1, keepdims=True) - DROP
        row = np.arange(sigma.size)
        first = np.maximum(kept.argmax(axis=1) - 1, 0)
        last = np.minimum(MU_SCAN - kept[:, ::-1].argmax(axis=1), MU_SCAN - 1)
        left, right = mu[row, first], mu[row, last]
    mode = mu[row, value.argmax(axis=1)]
    mass = np.exp(value - value.max(axis=1, keepdims=True))
    width = mass.sum(axis=1) * (mu[:, 1] - mu[:, 0]) / np.sqrt(2 * np.pi)
    return Peak(left, mode, right, width)


def log_joint(problem: Problem, mu: Array, sigma: Array, rule: Rule) -> Array:
    """Log of prior times marginal likelihood at nodes (mu, sigma) of one shape."""
    total = problem.prior.mu_log_density(mu) + problem.prior.unit_sd.log_density(sigma)
    for index in range(problem.units):
        total = (
            total + unit_given_parameters(unit_of(problem, index), mu, sigma, rule).log_likelihood
        )
    return total


def integrate_surface(problem: Problem, integrator: Integrator = TRAPEZOID) -> Surface:
    """The posterior of (mu, sigma) on the nodes of an integrator.

    Parameters
    ----------
    problem : Problem
    integrator : Integrator
        TRAPEZOID or GAUSS; COARSE is good to some five digits.
    """
    sigma_nodes = integrator.sigma.nodes(*sigma_range(problem))
    mu_peak = mu_peak_given(problem, sigma_nodes.position)
    mu_nodes = integrator.mu.nodes(mu_peak)
    log_mass = _log_mass(problem, sigma_nodes.position, mu_nodes, integrator.unit)
    log_mass = log_mass + np.log(sigma_nodes.weight)[:, None]
    total = float(logsumexp(log_mass))
    probability = np.exp(log_mass - total)
    return Surface(problem, integrator.unit, sigma_nodes, mu_peak, mu_nodes, probability, total)


def sigma_range(problem: Problem) -> tuple[float, float, float]:
    """Log sigma at the left end, the mode and the right end of its marginal posterior.

    The right end is where sigma^2 times the density has vanished, since moments need it. A second,
    finer scan is for posteriors that are narrow compared with the steps of the first.
    """
    scan = SCAN
    for _ in range(2):
        log_density = scan + _sigma_log_marginal(problem, np.exp(scan))
        best = int(np.argmax(log_density))
        second_moment = log_density + 2 * np.maximum(scan - scan[best], 0)
        (kept,) = np.nonzero(second_moment > log_density[best] - SIGMA_DROP)
        left, right = scan[max(kept[0] - 1, 0)], scan[min(kept[-1] + 1, scan.size - 1)]
        mode, scan = scan[best], np.linspace(left, right, 61)
    return float(left), float(mode), float(right)


def _sigma_log_marginal(problem: Problem, sigma: Array) -> Array:
    nodes = COARSE.mu.nodes(mu_peak_given(problem, sigma))
    return np.asarray(logsumexp(_log_mass(problem, sigma, nodes, COARSE.unit), axis=1))


def _log_mass(problem: Problem, sigma: Array, mu_nodes: Nodes, rule: Rule) -> Array:
    mu = mu_nodes.position
    wide = np.broadcast_to(sigma[:, None], mu.shape)
    return np.asarray(log_joint(problem, mu, wide, rule) + np.log(mu_nodes.weight))


def _unit_terms(unit: Unit, mu: Array, sigma: Array, rule: Rule) -> tuple[Array, Array, Array]:
    given = unit_given_parameters(unit, mu, sigma, rule)
    score = unit.events - unit.n * unit.rate(given.theta)
    slope = given.mean(score)
    spread = given.mean((score - slope[..., None]) ** 2)
    return given.log_likelihood, slope, spread - given.mean(unit.information(given.theta))
