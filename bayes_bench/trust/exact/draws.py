"""Independent draws from the exact posterior: sigma, then mu given sigma, then each u_j.

sigma and mu come by inverting their cdfs on the quadrature surface (interpolated to about 1e-6 of
an sd); u_j given (mu, sigma) by rejection sampling from a three-piece envelope, which is exact.

References
----------
Gilks & Wild (1992), adaptive rejection for log-concave densities, doi:10.2307/2347565.
"""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.interpolate import PchipInterpolator, RectBivariateSpline
from scipy.special import expit, ndtri

from bayes_bench.trust.exact.problem import Array, Problem, Unit, refuse_heavy, unit_of
from bayes_bench.trust.exact.quadrature import Concave, Peak
from bayes_bench.trust.exact.surface import Surface, integrate_surface
from bayes_bench.trust.exact.units import unit_peak

SCORES = np.linspace(-6.0, 6.0, 121)  # standard normal scores at which quantiles are tabulated
FINE = 800  # cdf values per inversion
CHUNK = 200_000


@dataclass(frozen=True)
class Draws:
    """Independent draws: mu, sigma (draw,), effect (draw, unit) in log odds."""

    mu: Array
    sigma: Array
    effect: Array

    @property
    def rate(self) -> Array:
        """P_j = logit^-1(mu + u_j), (draw, unit)."""
        return np.asarray(expit(self.mu[:, None] + self.effect))


def exact_draws(problem: Problem, n: int, random_seed: int | np.random.Generator) -> Draws:
    """``n`` independent draws from the posterior of a problem.

    Parameters
    ----------
    problem : Problem
    n : int
        Number of draws.
    random_seed : int or numpy.random.Generator
    """
    refuse_heavy(problem, "Independent draws")
    generator = np.random.default_rng(random_seed)
    surface = integrate_surface(problem)
    sizes = [min(CHUNK, n - start) for start in range(0, n, CHUNK)]
    parts = [_draw_chunk(surface, size, generator) for size in sizes]
    mu, sigma, effect = (np.concatenate([part[i] for part in parts]) for i in range(3))
    return Draws(mu, sigma, effect)


def draw_log_concave(function: Concave, peak: Peak, generator: np.random.Generator) -> Array:
    """One draw from each log-concave density.

    Rejection sampling. The log envelope is constant at its maximum and falls along the tangents at
    ``peak.left`` and ``peak.right``; any points on either side of the mode give exact draws.
    """
    draws = np.full(peak.mode.shape, np.nan)
    envelope = _envelope(function, peak)
    waiting = np.isnan(draws)
    while waiting.any():
        proposed, log_envelope = envelope.propose(generator)
        log_uniform = -generator.exponential(size=draws.shape)
        accepted = waiting & (log_uniform + log_envelope <= function(proposed)[0])
        draws = np.where(accepted, proposed, draws)
        waiting &= ~accepted
    return draws


@dataclass(frozen=True)
class Envelope:
    """Log density ``top`` between ``left`` and ``right``, exponential tails outside."""

    left: Array
    right: Array
    top: Array
    left_rate: Array
    right_rate: Array

    def propose(self, generator: np.random.Generator) -> tuple[Array, Array]:
        """Points from the envelope and its log density there."""
        middle, below, above = self.right - self.left, 1 / self.left_rate, 1 / self.right_rate
        where = generator.random(self.top.shape) * (middle + below + above)
        tail = generator.exponential(size=self.top.shape)
        point = self.left + np.clip(where, 0, middle)
        in_left, in_right = where > middle + above, (where > middle) & (where <= middle + above)
        point = np.where(in_left, self.left - tail * below, point)
        point = np.where(in_right, self.right + tail * above, point)
        return point, np.where(in_left | in_right, self.top - tail, self.top)


def _envelope(function: Concave, peak: Peak) -> Envelope:
    top = function(peak.mode)[0]
    low, low_slope, _ = function(peak.left)
    high, high_slope, _ = function(peak.right)
    left = peak.left + (top - low) / low_slope
    right = peak.right + (top - high) / high_slope
    return Envelope(left, right, top, low_slope, -high_slope)


def _draw_chunk(
    surface: Surface, n: int, generator: np.random.Generator
) -> tuple[Array, Array, Array]:
    mu, sigma = _draw_parameters(surface, n, generator)
    units = [unit_of(surface.problem, unit) for unit in range(surface.problem.units)]
    z = [_draw_unit(unit, mu, sigma, generator) for unit in units]
    return mu, sigma, sigma[:, None] * np.column_stack(z)


def _draw_unit(unit: Unit, mu: Array, sigma: Array, generator: np.random.Generator) -> Array:
    integrand = partial(unit.integrand, mu=mu, sigma=sigma)
    return draw_log_concave(integrand, unit_peak(unit, mu, sigma, drop=1.0), generator)


def _draw_parameters(
    surface: Surface, n: int, generator: np.random.Generator
) -> tuple[Array, Array]:
    log_sigma = np.log(surface.sigma_nodes.position)
    row = _draw_row(surface, n, generator)
    score = np.clip(generator.standard_normal(n), SCORES[0], SCORES[-1])
    table = _mu_quantiles(surface)
    kept = surface.probability.sum(axis=1) > 0
    mu = RectBivariateSpline(log_sigma[kept], SCORES, table[kept]).ev(row, score)
    return np.asarray(mu), np.exp(row)


def _draw_row(surface: Surface, n: int, generator: np.random.Generator) -> Array:
    nodes, probability = surface.sigma_nodes, surface.probability.sum(axis=1)
    log_sigma = np.linspace(np.log(nodes.position[0]), np.log(nodes.position[-1]), 4 * FINE)
    cdf = np.array([probability @ nodes.fraction(np.array(np.exp(t))) for t in log_sigma])
    return _inverse(cdf, log_sigma, generator.standard_normal(n))


def _mu_quantiles(surface: Surface) -> Array:
    """Quantiles of mu given sigma at SCORES, (sigma, score)."""
    position = surface.mu_nodes.position
    fine = np.linspace(position[:, 0], position[:, -1], FINE)
    given = surface.probability / surface.probability.sum(axis=1, keepdims=True)
    cdf = np.array([(given * surface.mu_nodes.fraction(cut)).sum(axis=1) for cut in fine])
    return np.array([_inverse(p, x, SCORES) for p, x in zip(cdf.T, fine.T, strict=True)])


def _inverse(cdf: Array, x: Array, score: Array) -> Array:
    """The x at which the cdf has these normal scores; outside 1e-10 the last value within."""
    rises = np.diff(np.maximum.accumulate(cdf), prepend=-1.0) > 1e-13
    inside = (cdf > 1e-10) & (cdf < 1 - 1e-10) & rises
    known = ndtri(cdf[inside])
    quantile = PchipInterpolator(known, x[inside])
    return np.asarray(quantile(np.clip(score, known[0], known[-1])))
