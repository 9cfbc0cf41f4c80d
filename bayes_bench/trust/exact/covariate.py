"""One covariate of few values: quadrature over its coefficient, with a surface at each node.

y_jg ~ Binomial(n_jg, logit^-1(mu + beta x_g + u_j)) and beta ~ N(0, sd^2). Given beta, the people
of a unit fall into levels with known offsets beta x_g, which ``surface.py`` solves; over beta every
mean and probability is an average of the surfaces' own, and every variance the average of theirs
plus the variance of their means (law of total variance).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from bayes_bench.errors import InputError
from bayes_bench.trust.exact.problem import LOG_TWO_PI, Array, Level, Prior, Problem
from bayes_bench.trust.exact.quadrature import Peak
from bayes_bench.trust.exact.surface import (
    COARSE,
    TRAPEZOID,
    Integrator,
    Surface,
    integrate_surface,
)

type Values = dict[str, Array]

BETA_BRACKET = 10.0  # prior sd's: beyond, the prior alone is e^-50
BETA_DROP = 27.0  # e^-27 = 2e-12, and the mass beyond is less still: every node is a whole surface
SCANS, POINTS = 3, 17


@dataclass(frozen=True)
class CovariateProblem:
    """A table of units by level of a covariate, and the priors.

    Parameters
    ----------
    n, events : sequence of sequence of int
        People and events, (unit, level).
    values : sequence of float
        The covariate at every level, (level,), coded and centred already.
    prior : Prior
        Priors of mu and sigma.
    coefficient_sd : float
        Prior sd of beta, log odds per unit of the covariate; its prior mean is 0.

    Raises
    ------
    InputError
        If the tables are not of one shape with ``values``, or no ``Problem`` can be made of them.
    """

    n: Sequence[Sequence[int]]
    events: Sequence[Sequence[int]]
    values: Sequence[float]
    prior: Prior
    coefficient_sd: float

    def __post_init__(self) -> None:
        rows = [*self.n, *self.events]
        if len(self.n) != len(self.events) or any(len(row) != len(self.values) for row in rows):
            raise InputError("n and events need a row per unit and a column per covariate value.")
        for column in range(len(self.values)):
            Problem(
                [row[column] for row in self.n], [row[column] for row in self.events], self.prior
            )

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.n)

    def given(self, beta: float) -> Problem:
        """The problem given beta: the people of each unit by offset."""
        offsets = [beta * value for value in self.values]
        mix = tuple(
            tuple(Level(*level) for level in zip(n, events, offsets, strict=True))
            for n, events in zip(self.n, self.events, strict=True)
        )
        return Problem([sum(row) for row in self.n], [sum(y) for y in self.events], self.prior, mix)

    def beta_log_density(self, beta: Array) -> Array:
        """Log prior density of beta."""
        standard = beta / self.coefficient_sd
        return np.asarray(-(standard**2) / 2 - np.log(self.coefficient_sd) - LOG_TWO_PI / 2)


@dataclass(frozen=True)
class Stack:
    """Posterior on nodes of beta: their probabilities (node,), and the surface given each.

    ``log_marginal`` is the log marginal likelihood per person.
    """

    problem: CovariateProblem
    beta: Array
    probability: Array
    surfaces: tuple[Surface, ...]
    log_marginal: float


def integrate_stack(problem: CovariateProblem, integrator: Integrator = TRAPEZOID) -> Stack:
    """The posterior of (beta, mu, sigma) on the nodes of an integrator.

    Parameters
    ----------
    problem : CovariateProblem
    integrator : Integrator
        TRAPEZOID, GAUSS or LIGHT_GAUSS, which is good to eight digits at half the price.
    """
    nodes = integrator.beta.nodes(beta_peak(problem))
    beta = nodes.position
    surfaces = tuple(integrate_surface(problem.given(float(b)), integrator) for b in beta)
    log_mass = np.array([surface.log_marginal for surface in surfaces])
    log_mass = log_mass + problem.beta_log_density(beta) + np.log(nodes.weight)
    total = float(logsumexp(log_mass))
    return Stack(problem, beta, np.exp(log_mass - total), surfaces, total)


def average(stack: Stack, quantity: Callable[[Surface], Values]) -> Values:
    """Posterior summaries over beta from those given beta.

    Parameters
    ----------
    stack : Stack
    quantity : callable
        Summaries of a surface by name: a ``*_mean`` has its ``*_sd`` beside it, and anything
        else is a probability.

    Returns
    -------
    dict
        The same names and shapes.
    """
    read = [quantity(surface) for surface in stack.surfaces]
    by_beta = {name: np.array([values[name] for values in read]) for name in read[0]}
    mean = {name: np.tensordot(stack.probability, at, 1) for name, at in by_beta.items()}
    return {name: _total_sd(stack, by_beta, name) if _is_sd(name) else mean[name] for name in mean}


def beta_moments(stack: Stack) -> Values:
    """Posterior mean and sd of beta."""
    mean = stack.probability @ stack.beta
    variance = stack.probability @ (stack.beta - mean) ** 2
    return {"beta_mean": np.array(mean), "beta_sd": np.array(np.sqrt(variance))}


def beta_peak(problem: CovariateProblem) -> Peak:
    """Mode, width and effective support of beta's marginal posterior, from ever finer scans."""
    reach = BETA_BRACKET * problem.coefficient_sd
    scan = np.linspace(-reach, reach, POINTS)
    for _ in range(SCANS):
        log_density = _beta_log_marginal(problem, scan)
        best = int(np.clip(np.argmax(log_density), 1, POINTS - 2))
        (kept,) = np.nonzero(log_density > log_density[best] - BETA_DROP)
        left, right = scan[max(kept[0] - 1, 0)], scan[min(kept[-1] + 1, POINTS - 1)]
        second_difference = log_density[best - 1] - 2 * log_density[best] + log_density[best + 1]
        mode, width = scan[best], (scan[1] - scan[0]) / np.sqrt(-second_difference)
        scan = np.linspace(left, right, POINTS)
    return Peak(*(np.array(end) for end in (left, mode, right, width)))


def _beta_log_marginal(problem: CovariateProblem, beta: Array) -> Array:
    surfaces = [integrate_surface(problem.given(float(b)), COARSE) for b in beta]
    log_marginal = np.array([surface.log_marginal for surface in surfaces])
    return np.asarray(log_marginal + problem.beta_log_density(beta))


def _is_sd(name: str) -> bool:
    return name.endswith("_sd")


def _total_sd(stack: Stack, by_beta: Values, name: str) -> Array:
    """The sd over beta by the law of total variance: mean of variances plus variance of means."""
    means = by_beta[name.removesuffix("_sd") + "_mean"]
    centre = np.tensordot(stack.probability, means, 1)
    squares = by_beta[name] ** 2 + (means - centre) ** 2
    return np.asarray(np.sqrt(np.tensordot(stack.probability, squares, 1)))
