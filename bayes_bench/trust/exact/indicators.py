"""Exact benchmark indicators, 100 (P_j - E_j) in percentage points.

E_j is the expected rate of indirect standardisation. Given (mu, sigma) it is the mean over the
unit's own people of logit^-1(mu + offset) under ``typical``, and of its marginal mean over the
random effect of a new unit under ``population``. Without offsets it is one number for all units,
and under ``national`` it is then the person-weighted mean of the P_k, because the shift c of which
N logit^-1(mu + c) = sum_k n_k P_k has no covariates to depend on.

Under ``national`` E depends on every unit; the cdf then comes from the characteristic function of
the weighted sum of independent rates given (mu, sigma).

References
----------
Gil-Pelaez (1951), doi:10.1093/biomet/38.3-4.481; Davies (1973), doi:10.1093/biomet/60.2.415.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.trust.exact.cuts import Cut, probability_below, unit_given
from bayes_bench.trust.exact.heavy import unit_given_parameters
from bayes_bench.trust.exact.problem import (
    LOG_TWO_PI,
    Array,
    Level,
    Unit,
    refuse_levels,
    unit_of,
)
from bayes_bench.trust.exact.quadrature import DROP, Peak, Rule
from bayes_bench.trust.exact.summaries import moments
from bayes_bench.trust.exact.surface import NEGLIGIBLE, Surface
from bayes_bench.trust.exact.units import WIDE, Conditional

type Reference = Literal["typical", "population", "national"]

FREQUENCIES = 48
RANGE_SDS = 12.0  # half the period of the inversion, in conditional sd's beyond the mean
CERTAIN_SDS = 20.0  # beyond so many conditional sd's from the limit the cdf is taken as 0 or 1


@dataclass(frozen=True)
class GapSummary:
    """Posterior mean and sd (percentage points) of the indicator, and P(indicator < 0), (unit,)."""

    mean: Array
    sd: Array
    probability_negative: Array


@dataclass(frozen=True)
class Weighted:
    """Units given (mu, sigma) at the nodes of non-negligible probability (node,).

    ``rates`` and ``masses`` are (node, z) for each unit; ``mean`` and ``variance`` (unit, node)
    are those of the rates, which are differences from logit^-1(mu).
    """

    probability: Array
    rates: list[Array]
    masses: list[Array]
    mean: Array
    variance: Array


def gap_summary(surface: Surface, reference: Reference) -> GapSummary:
    """Mean, sd and P(< 0) of 100 (P_j - E) for every unit, under one reference."""
    units = range(surface.problem.units)
    negative = np.array(gap_cdf(surface, reference, 0.0))
    if reference == "national":
        mean, sd = national_moments(surface)
        return GapSummary(mean, sd, negative)
    pairs = np.array([_gap_moments(surface, unit, reference) for unit in units])
    return GapSummary(pairs[:, 0], pairs[:, 1], negative)


def gap_cdf(surface: Surface, reference: Reference, x: float) -> Array:
    """P(indicator <= x) for every unit; x in percentage points."""
    if reference == "national":
        return _national_cdf(surface, x / 100)
    units = [unit_of(surface.problem, index) for index in range(surface.problem.units)]
    cuts = [gap_cut(unit, surface.rule, reference, x) for unit in units]
    return np.array([probability_below(surface, index)(cut) for index, cut in enumerate(cuts)])


def gap_cut(unit: Unit, rule: Rule, reference: Reference, x: float) -> Cut:
    """100 (P_j - E) = x as a cut in z = u_j / sigma, under ``typical`` or ``population``."""

    def cut(mu: Array, sigma: Array) -> Array:
        if reference == "typical" and x == 0:
            return np.zeros_like(mu)
        limit = own_expected_rate(unit, rule, mu, sigma, reference) + x / 100
        return np.asarray((unit.log_odds(limit) - mu) / sigma)

    return cut


def gap_beyond(surface: Surface, reference: Reference, margin: float) -> Array:
    """P(|indicator| > margin) for every unit; margin in percentage points."""
    inside = gap_cdf(surface, reference, margin) - gap_cdf(surface, reference, -margin)
    return np.asarray(1 - inside)


def own_expected_rate(
    unit: Unit, rule: Rule, mu: Array, sigma: Array, reference: Reference
) -> Array:
    """E_j given (mu, sigma), under ``typical`` or ``population``: the mean over the own people."""
    rates = [
        weight * expected_rate(rule, mu + at, sigma, reference, unit.df) for weight, at in unit.mix
    ]
    return np.asarray(sum(rates))


def expected_rate(
    rule: Rule, mu: Array, sigma: Array, reference: Reference, df: float = np.inf
) -> Array:
    """E of a person at log odds mu + u, under ``typical`` or ``population``."""
    if reference == "typical":
        return np.asarray(expit(mu))
    if np.isfinite(df):
        nobody = unit_given_parameters(Unit((Level(0, 0),), df), mu, sigma, rule)
        return nobody.mean(expit(nobody.theta))
    nodes = rule.nodes(new_unit_peak(mu, sigma))
    theta = mu[..., None] + sigma[..., None] * nodes.position
    density = np.exp(-(nodes.position**2 + LOG_TWO_PI) / 2)
    return np.asarray((expit(theta) * density * nodes.weight).sum(axis=-1))


def new_unit_peak(mu: Array, sigma: Array) -> Peak:
    """Support of the standard normal, nodes concentrated where the rate jumps if sigma is large."""
    end = np.full_like(mu, np.sqrt(2 * DROP))
    jump = np.clip(-mu / sigma, -end, end)
    mode = np.where(sigma > WIDE, jump, 0.0)
    return Peak(-end, mode, end, np.minimum(1.0, WIDE / sigma))


def person_weights(surface: Surface) -> Array:
    """n_j / N, (unit,)."""
    n = np.array(surface.problem.n, dtype=float)
    return np.asarray(n / n.sum())


def _gap_moments(surface: Surface, index: int, reference: Reference) -> tuple[float, float]:
    unit, given = unit_of(surface.problem, index), unit_given(surface, index)
    expected = own_expected_rate(unit, surface.rule, surface.mu, surface.sigma, reference)
    joint = surface.probability[..., None] * given.probability
    return moments(joint, 100 * (unit.rate(given.theta) - expected[..., None]))


def national_moments(surface: Surface) -> tuple[Array, Array]:
    """Law of total variance over (mu, sigma) for P_j - sum_k a_k P_k."""
    given, weights = _kept(surface), person_weights(surface)
    gap = given.mean - weights @ given.mean  # (unit, node) - (node,)
    within = given.variance * (1 - 2 * weights[:, None]) + weights**2 @ given.variance
    mean = gap @ given.probability
    variance = (within + (gap - mean[:, None]) ** 2) @ given.probability
    return 100 * mean, 100 * np.sqrt(variance)


def _national_cdf(surface: Surface, x: float) -> Array:
    given, weights = _kept(surface), person_weights(surface)
    units = np.eye(weights.size)
    return np.array([given.probability @ sum_cdf(given, unit - weights, x) for unit in units])


def sum_cdf(given: Weighted, coefficients: Array, x: float) -> Array:
    """P(sum_k c_k P_k <= x) at every node, for coefficients that sum to zero.

    Davies's midpoint form of Gil-Pelaez's inversion. It returns the sign exactly on |sum| below
    the half period, so its only errors are what lies beyond and the frequencies left out.
    """
    sd = np.sqrt(coefficients**2 @ given.variance)
    mean = np.clip(coefficients @ given.mean - x, -CERTAIN_SDS * sd, CERTAIN_SDS * sd)
    step = 2 * np.pi / (np.abs(mean) + RANGE_SDS * sd)
    order = np.arange(FREQUENCIES) + 0.5
    product = np.exp(1j * order[:, None] * step * mean)
    for unit, c in enumerate(coefficients):
        centred = given.rates[unit] - given.mean[unit][:, None]
        product *= characteristic(centred * (c * step)[:, None], given.masses[unit])
    return np.asarray(0.5 - (product.imag / order[:, None]).sum(axis=0) / np.pi)


def characteristic(angle: Array, mass: Array) -> NDArray[np.complex128]:
    """sum_i mass_i exp(1j (m + 1/2) angle_i) for m = 0, 1, ..., axes (frequency, node)."""
    turn, current = np.exp(1j * angle), np.exp(0.5j * angle)
    values = np.empty((FREQUENCIES, angle.shape[0]), dtype=np.complex128)
    for order in range(FREQUENCIES):
        values[order] = np.einsum("nz,nz->n", mass, current)
        current *= turn
    return values


def _kept(surface: Surface) -> Weighted:
    """Nodes of non-negligible probability, rates less logit^-1(mu): exact also where sigma -> 0."""
    refuse_levels(surface.problem, "The indicator's distribution under the national reference")
    kept = surface.probability > NEGLIGIBLE
    mu, sigma = surface.mu[kept], surface.sigma[kept]
    units = [unit_of(surface.problem, unit) for unit in range(surface.problem.units)]
    given = [unit_given_parameters(unit, mu, sigma, surface.rule) for unit in units]
    rates = [_rate_less_typical(each, mu, sigma) for each in given]
    mean = np.array([each.mean(rate) for each, rate in zip(given, rates, strict=True)])
    spread = [(rate - centre[:, None]) ** 2 for rate, centre in zip(rates, mean, strict=True)]
    variance = np.array([each.mean(square) for each, square in zip(given, spread, strict=True)])
    masses = [each.probability for each in given]
    return Weighted(surface.probability[kept], rates, masses, mean, variance)


def _rate_less_typical(given: Conditional, mu: Array, sigma: Array) -> Array:
    u = np.clip(sigma[:, None] * given.nodes.position, -700, 700)
    return np.asarray(-expit(given.theta) * expit(-mu)[:, None] * np.expm1(-u))
