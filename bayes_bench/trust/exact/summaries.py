"""Exact posteriors of hierarchical logistic models with one grouping and at most one covariate.

``solve(problem)`` is the joint posterior of (mu, sigma) on quadrature nodes, its surface;
everything else is an integral over it::

    surface = solve(Problem(n, events, Prior(0, 10, HalfNormal(1))))
    summarise(surface).rate_mean          # (unit,)
    rate_quantile(surface, 3, 0.975)
    rank_probabilities(surface, better="lower")       # ranks.py
    gap_summary(surface, "typical")                   # indicators.py
    certify(problem).digits                           # certify.py: two integrators compared
    integrate_stack(CovariateProblem(...))            # covariate.py: a surface for every beta
    grouped_values(GroupedProblem(...), TRAPEZOID)    # grouped.py: units nested or crossed

Given (mu, sigma) the units are independent, so no integral has more than three dimensions,
or four with a covariate.
Likelihoods are per person (no binomial coefficients). No code is shared with the samplers that are
compared with it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import brentq

from bayes_bench.trust.exact.cuts import Cut, probability_below, unit_given
from bayes_bench.trust.exact.problem import (
    Array,
    Exponential,
    HalfNormal,
    HalfT,
    PrecisionGamma,
    Prior,
    Problem,
    unit_of,
)
from bayes_bench.trust.exact.surface import (
    GAUSS,
    TRAPEZOID,
    Integrator,
    Surface,
    integrate_surface,
)

__all__ = [
    "GAUSS",
    "TRAPEZOID",
    "Exponential",
    "HalfNormal",
    "HalfT",
    "Integrator",
    "PrecisionGamma",
    "Prior",
    "Problem",
    "Summary",
    "Surface",
    "effect_cdf",
    "effect_quantile",
    "mu_cdf",
    "mu_quantile",
    "rate_cdf",
    "rate_quantile",
    "sigma_cdf",
    "sigma_quantile",
    "solve",
    "summarise",
]

solve = integrate_surface


@dataclass(frozen=True)
class Summary:
    """Posterior means and sd's; arrays are (unit,), rates 0-1, effects log odds.

    ``log_marginal`` is the log marginal likelihood per person, without binomial coefficients and
    with every constant of the priors.
    """

    log_marginal: float
    mu_mean: float
    mu_sd: float
    sigma_mean: float
    sigma_sd: float
    log_sigma_mean: float
    log_sigma_sd: float
    effect_mean: Array
    effect_sd: Array
    rate_mean: Array
    rate_sd: Array


def summarise(surface: Surface) -> Summary:
    """Posterior means and sd's of parameters, unit effects and rates."""
    units = [_unit_moments(surface, index) for index in range(surface.problem.units)]
    effect_mean, effect_sd, rate_mean, rate_sd = np.array(units).T
    return Summary(
        surface.log_marginal,
        *moments(surface.probability, surface.mu),
        *moments(surface.probability, surface.sigma),
        *moments(surface.probability, np.log(surface.sigma)),
        effect_mean,
        effect_sd,
        rate_mean,
        rate_sd,
    )


def moments(probability: Array, values: Array) -> tuple[float, float]:
    """Mean and sd of values with these probabilities (same shape, sum one)."""
    mean = float((probability * values).sum())
    return mean, float(np.sqrt((probability * (values - mean) ** 2).sum()))


def mu_cdf(surface: Surface, x: float) -> float:
    """P(mu <= x)."""
    cut = np.full(surface.mu.shape[:1], x)
    return float((surface.probability * surface.mu_nodes.fraction(cut)).sum())


def sigma_cdf(surface: Surface, x: float) -> float:
    """P(sigma <= x); P(log sigma <= t) is ``sigma_cdf(surface, exp(t))``."""
    return float(surface.probability.sum(axis=1) @ surface.sigma_nodes.fraction(np.array(x)))


def effect_cdf(surface: Surface, unit: int, x: float) -> float:
    """P(u_j <= x), in log odds."""
    return probability_below(surface, unit)(effect_cut(x))


def rate_cdf(surface: Surface, unit: int, x: float) -> float:
    """P(P_j <= x) for a rate x within (0, 1)."""
    theta = unit_of(surface.problem, unit).log_odds(np.array(x))
    return probability_below(surface, unit)(theta_cut(float(theta)))


def effect_cut(x: float) -> Cut:
    """u_j = x as a cut in z = u_j / sigma."""
    return lambda _, sigma: x / sigma


def theta_cut(theta: float) -> Cut:
    """mu + u_j = theta as a cut in z = u_j / sigma."""
    return lambda mu, sigma: np.asarray((theta - mu) / sigma)


def mu_quantile(surface: Surface, p: float) -> float:
    """The x with P(mu <= x) = p."""
    position = surface.mu_nodes.position
    return invert(lambda x: mu_cdf(surface, x), p, position.min(), position.max())


def sigma_quantile(surface: Surface, p: float) -> float:
    """The x with P(sigma <= x) = p; the quantile of log sigma is its logarithm."""
    position = np.log(surface.sigma_nodes.position)
    log_x = invert(lambda t: sigma_cdf(surface, np.exp(t)), p, position.min(), position.max())
    return float(np.exp(log_x))


def effect_quantile(surface: Surface, unit: int, p: float) -> float:
    """The x with P(u_j <= x) = p."""
    given, below = unit_given(surface, unit), probability_below(surface, unit)
    u = given.nodes.position * surface.sigma[..., None]
    return invert(lambda x: below(effect_cut(x)), p, u.min(), u.max())


def rate_quantile(surface: Surface, unit: int, p: float) -> float:
    """The rate x with P(P_j <= x) = p."""
    given, below = unit_given(surface, unit), probability_below(surface, unit)
    low, high = given.theta.min(), given.theta.max()
    theta = invert(lambda at: below(theta_cut(at)), p, low, high)
    return float(unit_of(surface.problem, unit).rate(np.array(theta)))


def invert(cdf: Callable[[float], float], p: float, low: float, high: float) -> float:
    """The root of cdf(x) = p between low and high."""
    return float(brentq(lambda x: cdf(x) - p, low, high, xtol=1e-11, rtol=1e-11))


def _unit_moments(surface: Surface, unit: int) -> tuple[float, float, float, float]:
    given = unit_given(surface, unit)
    joint = surface.probability[..., None] * given.probability
    effect = given.nodes.position * surface.sigma[..., None]
    rate = unit_of(surface.problem, unit).rate(given.theta)
    return *moments(joint, effect), *moments(joint, rate)
