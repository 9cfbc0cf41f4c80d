"""One unit given (mu, sigma): the conditional posterior of z = u / sigma, its mode and support."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import logsumexp

from bayes_bench.trust.exact.problem import Array, Unit
from bayes_bench.trust.exact.quadrature import DROP, Nodes, Peak, Rule, find_peak

WIDE = 1.5  # sigma from which the likelihood of a 0 % or 100 % unit is steep in z


@dataclass(frozen=True)
class Conditional:
    """One unit given (mu, sigma): nodes of z = u / sigma and their probabilities, (..., node)."""

    nodes: Nodes
    theta: Array
    probability: Array
    log_likelihood: Array

    def mean(self, values: Array) -> Array:
        """Conditional mean of ``values`` given at the nodes."""
        return np.asarray((self.probability * values).sum(axis=-1))


def conditional(unit: Unit, mu: Array, sigma: Array, rule: Rule) -> Conditional:
    """Distribution of z = u / sigma given (mu, sigma), and the unit's marginal log likelihood."""
    nodes = rule.nodes(around_corner(unit_peak(unit, mu, sigma), unit, mu, sigma))
    theta = mu[..., None] + sigma[..., None] * nodes.position
    log_mass = unit.log_density(nodes.position, theta)
    with np.errstate(divide="ignore"):
        log_mass = log_mass + np.log(nodes.weight)
    total = logsumexp(log_mass, axis=-1)
    return Conditional(nodes, theta, np.exp(log_mass - total[..., None]), np.asarray(total))


def unit_peak(unit: Unit, mu: Array, sigma: Array, drop: float = DROP) -> Peak:
    """Mode and support of a unit's integrand in z = u / sigma, given (mu, sigma)."""
    integrand = partial(unit.integrand, mu=mu, sigma=sigma)
    offsets = sorted(set(unit.offsets))
    likelihood_mode = np.array([_likelihood_mode(unit, mu + offset, sigma) for offset in offsets])
    return find_peak(integrand, *_start_and_bracket(unit, sigma, likelihood_mode), drop)


def around_corner(peak: Peak, unit: Unit, mu: Array, sigma: Array) -> Peak:
    """For a 0 % or 100 % unit with a large sigma, centre the rule on the likelihood's corner.

    The corner is where n p = 1: the likelihood is nearly 1 on one side of it and 0 on the other.
    The integrand is then a normal of sd 1 (in z), truncated within about 1 / sigma, far from its
    mode: the nodes must concentrate at the truncation and not at the mode.
    """
    if unit.n == 0 or 0 < unit.events < unit.n:
        return peak
    side = 1 if unit.events else -1
    average = mu + sum(weight * offset for weight, offset in unit.mix)
    corner = np.clip((side * np.log(unit.n) - average) / sigma, peak.left, peak.right)
    wide = sigma > WIDE
    width = np.where(wide, np.minimum(peak.width, WIDE / sigma), peak.width)
    return Peak(peak.left, np.where(wide, corner, peak.mode), peak.right, width)


def _likelihood_mode(unit: Unit, mu: Array, sigma: Array) -> Array:
    """The maximum-likelihood z, or a bound: the posterior mode lies between it and 0.

    With levels that holds of one of the offsets between the lowest and the highest.

    A 0 % unit has no maximum-likelihood z. Its mode solves -z = sigma n p, and at either bound
    below -z is more than sigma n p: beyond the corner n p < 1; and n p < 1 / (e sigma^2) from
    theta = -log n - 2 log sigma - 1 on. A 100 % unit is its mirror image.
    """
    if 0 < unit.events < unit.n:
        return np.asarray((np.log(unit.events / (unit.n - unit.events)) - mu) / sigma)
    if unit.n == 0:
        return np.zeros_like(mu)
    side = 1 if unit.events else -1
    corner = np.log(unit.n) - side * mu  # distance of the corner from mu, outwards
    near = np.maximum(corner / sigma, sigma)
    far = (1 + np.maximum(corner + 2 * np.log(np.maximum(sigma, 1)), 0)) / sigma
    return np.asarray(side * np.minimum(near, far))


def _start_and_bracket(
    unit: Unit, sigma: Array, likelihood_mode: Array
) -> tuple[Array, Array, Array]:
    """Start and bracket of the posterior mode: the likelihood's, shrunken by its information."""
    rate = (unit.events + 0.5) / (unit.n + 1)
    information = sigma**2 * unit.n * rate * (1 - rate)
    slack = 1e-9 * (1 + np.abs(likelihood_mode).max(axis=0))
    start = likelihood_mode.mean(axis=0) * information / (1 + information)
    return (
        start,
        np.minimum(likelihood_mode.min(axis=0), 0) - slack,
        np.maximum(likelihood_mode.max(axis=0), 0) + slack,
    )
