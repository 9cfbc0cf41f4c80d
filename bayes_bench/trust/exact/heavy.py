"""One unit given (mu, sigma), its effect normal or Student-t.

A Student-t effect makes the conditional posterior of z = u / sigma no longer log-concave: it may
have two modes. The two integrators go about it in unlike ways. ``Gauss`` takes the density as it
is, on panels of which some follow the prior and others the likelihood. ``Sinc`` takes it for what
it is made of, a normal of random variance, z = s e^(v/2) x with x standard normal and e^-v from a
gamma distribution: the log-concave integrals of ``units.py``, summed over v.

References
----------
Andrews & Mallows (1974), 10.1111/j.2517-6161.1974.tb00989.x, for scale mixtures of normals.
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.special import gammaln, logsumexp

from bayes_bench.trust.exact.problem import Array, Unit
from bayes_bench.trust.exact.quadrature import DROP, Gauss, GaussNodes, Nodes, Rule, Sinc
from bayes_bench.trust.exact.units import Conditional, around_corner, conditional, unit_peak

INNER = Sinc(34)
COARSE = Gauss(5, 4)  # where the rule is a coarse one: to find ranges
FEWEST = 60  # nodes of a rule that is not
STEP, STEP_SDS = (
    0.4,
    0.6,
)  # of v: analytic within pi / 2 of the real axis, of an sd near (2 / df)^.5
PRIOR_PANEL, LIKELIHOOD_PANELS = 0.5, 20  # in arcsinh of the distance from the mode
LIKELIHOOD_REACH = 4.0  # 27 widths


@dataclass(frozen=True)
class MixtureNodes:
    """Nodes of x for every v, as nodes of z: v after v."""

    parts: tuple[Nodes, ...]
    scales: Array

    @property
    def position(self) -> Array:
        """z."""
        pairs = zip(self.parts, self.scales, strict=True)
        return np.concatenate([part.position * scale for part, scale in pairs], axis=-1)

    @property
    def weight(self) -> Array:
        """Weights in x: those of v are in the probabilities."""
        return np.concatenate([part.weight for part in self.parts], axis=-1)

    def fraction(self, cut: Array) -> Array:
        """Fraction of each node's weight in the integral up to ``cut``."""
        pairs = zip(self.parts, self.scales, strict=True)
        return np.concatenate([part.fraction(cut / scale) for part, scale in pairs], axis=-1)


def unit_given_parameters(unit: Unit, mu: Array, sigma: Array, rule: Rule) -> Conditional:
    """Distribution of z = u / sigma given (mu, sigma), and the unit's marginal log likelihood."""
    if np.isinf(unit.df):
        return conditional(unit, mu, sigma, rule)
    if isinstance(rule, Sinc) and rule.count >= FEWEST:
        return _mixture(unit, mu, sigma)
    return _panels(unit, mu, sigma, rule if isinstance(rule, Gauss) else COARSE)


def _mixture(unit: Unit, mu: Array, sigma: Array) -> Conditional:
    normal, half = replace(unit, df=np.inf), unit.df / 2
    step = min(STEP, STEP_SDS * half**-0.5)
    v = np.arange(-np.log(2 * DROP / unit.df) - 1.0, DROP / half + 2.0, step)
    log_v = half * (np.log(half) - v - np.exp(-v)) - gammaln(half) + np.log(step)
    scales = np.sqrt((unit.df - 2) / unit.df) * np.exp(v / 2)
    parts, thetas, logs = [], [], []
    for scale, log in zip(scales, log_v, strict=True):
        wide = sigma * scale
        nodes = INNER.nodes(around_corner(unit_peak(normal, mu, wide), normal, mu, wide))
        theta = mu[..., None] + wide[..., None] * nodes.position
        density = normal.log_density(nodes.position, theta)
        with np.errstate(divide="ignore"):
            logs.append(log + density + np.log(nodes.weight))
        parts.append(nodes)
        thetas.append(theta)
    nodes_of_z = MixtureNodes(tuple(parts), scales)
    return _normalised(nodes_of_z, np.concatenate(thetas, -1), np.concatenate(logs, -1))


def _panels(unit: Unit, mu: Array, sigma: Array, rule: Gauss) -> Conditional:
    """Panels of the prior about 0 and of the likelihood about its mode, one among the other."""
    reach = np.sqrt(unit.df - 2)
    end = DROP / unit.df + 1.0
    prior = reach * np.sinh(np.linspace(-end, end, 2 * int(np.ceil(end / PRIOR_PANEL)) + 1))
    mode, width = _likelihood(unit, mu, sigma)
    steps = np.sinh(np.linspace(-LIKELIHOOD_REACH, LIKELIHOOD_REACH, LIKELIHOOD_PANELS + 1))
    likelihood = np.clip(mode[..., None] + width[..., None] * steps, prior[0], prior[-1])
    every = np.concatenate([np.broadcast_to(prior, (*mu.shape, prior.size)), likelihood], -1)
    nodes = GaussNodes(np.sort(every, axis=-1), rule.order)
    z = nodes.position
    theta = mu[..., None] + sigma[..., None] * z
    tail = (unit.df + 1) / 2
    constant = gammaln(tail) - gammaln(unit.df / 2) - np.log(np.pi) / 2 - np.log(reach)
    log = unit.log_likelihood(theta) + constant - tail * np.log1p((z / reach) ** 2)
    with np.errstate(divide="ignore"):
        return _normalised(nodes, theta, log + np.log(nodes.weight))


def _likelihood(unit: Unit, mu: Array, sigma: Array) -> tuple[Array, Array]:
    """Mode and width of the likelihood in z, as far as panels need them."""
    rate = (unit.events + 0.5) / (unit.n + 1)
    average = mu + sum(weight * offset for weight, offset in unit.mix)
    mode = (np.log(rate / (1 - rate)) - average) / sigma
    return mode, np.asarray(1 / (sigma * np.sqrt(max(unit.n * rate * (1 - rate), 0.5))))


def _normalised(nodes: Nodes, theta: Array, log_mass: Array) -> Conditional:
    total = logsumexp(log_mass, axis=-1)
    return Conditional(nodes, theta, np.exp(log_mass - total[..., None]), np.asarray(total))
