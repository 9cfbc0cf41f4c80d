"""Mu and tau given the mean t of mu + w_g and the length r of their differences: no data needed."""

from dataclasses import dataclass

import numpy as np

from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.problem import LOG_TWO_PI, Array
from bayes_bench.trust.exact.quadrature import Nodes

POINTS = (0.03, 0.1, 0.3)
"""Values of tau whose probability from below is certified: the left tail of log tau is heavy."""


@dataclass(frozen=True)
class Radial:
    """The part of r: nodes of log tau, and log of their weight and density with every r (tau, r).

    ``r`` includes the weights of r.
    """

    tau: Nodes
    log_mass: Array


@dataclass(frozen=True)
class Kernel:
    """Log density of (t, r) with r's weights, (T, R), and means given them, (T, R, ...)."""

    log_density: Array
    moments: dict[str, Array]


def radial(problem: GroupedProblem, tau: Nodes, log_r: Nodes) -> Radial:
    """Log of prior of tau times density of r given tau times both weights."""
    dimensions = problem.members - 1
    log_tau, at = tau.position[:, None], log_r.position
    prior = problem.group_sd.log_density(np.exp(log_tau)) + log_tau
    normal = -dimensions * (log_tau + LOG_TWO_PI / 2) - np.exp(2 * (at - log_tau)) / 2
    density = prior + normal + dimensions * at  # r^(G - 2) dr = r^(G - 1) d log r
    return Radial(tau, density + np.log(tau.weight)[:, None] + np.log(log_r.weight))


def kernel_at(problem: GroupedProblem, radii: Radial, t: Array) -> Kernel:
    """Everything of mu and tau at nodes of t, by sums over the nodes of tau."""
    prior, tau = problem.prior, np.exp(radii.tau.position)
    spread = tau**2 / problem.members
    variance = prior.sd**2 + spread
    log_t = -((t[:, None] - prior.mean) ** 2 / variance + np.log(variance) + LOG_TWO_PI) / 2
    highest = radii.log_mass.max(axis=0)
    mass, by_t = np.exp(radii.log_mass - highest), np.exp(log_t)
    total = by_t @ mass
    mu = prior.mean + prior.sd**2 / variance * (t[:, None] - prior.mean)
    square = mu**2 + prior.sd**2 * spread / variance
    quantities = {"mu": mu, "mu_square": square} | _of_tau(tau)
    moments = {name: (by_t * value) @ mass / total for name, value in quantities.items()}
    below = [radii.tau.fraction(np.array(np.log(point))) for point in POINTS]
    moments["tau_below"] = np.stack([(by_t * each) @ mass / total for each in below], axis=-1)
    return Kernel(np.log(total) + highest, moments)


def _of_tau(tau: Array) -> dict[str, Array]:
    log_tau = np.log(tau)
    return {
        "tau": tau,
        "tau_square": tau**2,
        "log_tau": log_tau,
        "log_tau_square": log_tau**2,
    }
