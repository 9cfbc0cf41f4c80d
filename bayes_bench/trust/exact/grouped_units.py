"""One unit given sigma and the log odds of every member: its likelihood and its estimands."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.interpolate import make_interp_spline
from scipy.special import expit, logsumexp

from bayes_bench.trust.exact.grouped_problem import GroupedUnit
from bayes_bench.trust.exact.grouped_rules import GroupedRule
from bayes_bench.trust.exact.indicators import new_unit_peak
from bayes_bench.trust.exact.problem import LOG_TWO_PI, Array
from bayes_bench.trust.exact.quadrature import find_mode, find_peak

UNIT_DROP = 30.0  # e^-30 = 1e-13
BLOCK = 20_000  # nodes at a time
LOG_LIKELIHOOD = "log_likelihood"

type Values = dict[str, Array]


@dataclass(frozen=True)
class UnitGiven:
    """Log likelihood of a unit at every node (node,), and conditional means by name (node,)."""

    log_likelihood: Array
    moments: Values


def rough_log_likelihood(unit: GroupedUnit, at: Array, sigma: float, rule: GroupedRule) -> Array:
    """The log likelihood at log odds ``at`` (node, member), near enough to find the great ones."""
    if unit.present.size == 1:
        return unit_given(unit, at, sigma, rule).log_likelihood
    return np.concatenate([_laplace(unit, part, sigma) for part in _blocks(at)])


def unit_given(unit: GroupedUnit, at: Array, sigma: float, rule: GroupedRule) -> UnitGiven:
    """A unit at log odds ``at`` (node, member).

    Where it has people in one member only, everything depends on that member's log odds alone and
    is interpolated between points of it: the two sets of rules differ in points and in degree.
    """
    if unit.present.size > 1 or len(at) <= rule.points:
        found = _in_blocks(unit, at, sigma, rule)
    else:
        own = at[:, unit.present[0]]
        grid = np.linspace(own.min(), own.max(), rule.points)
        wide = np.repeat(grid[:, None], at.shape[1], axis=1)
        values = _in_blocks(unit, wide, sigma, rule)
        spline = make_interp_spline(grid, np.stack([*values.values()], axis=1), k=rule.degree)
        found = dict(zip(values, spline(own).T, strict=True))
    return UnitGiven(found.pop(LOG_LIKELIHOOD), found)


def _in_blocks(unit: GroupedUnit, at: Array, sigma: float, rule: GroupedRule) -> Values:
    blocks = [_block(unit, part, sigma, rule) for part in _blocks(at)]
    return {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}


def _laplace(unit: GroupedUnit, at: Array, sigma: float) -> Array:
    def without_value(z: Array) -> tuple[Array, Array, Array]:
        return z, *unit.slopes(z, at, sigma)

    ends = (np.full(len(at), end) for end in unit.bracket(sigma))
    z = find_mode(without_value, np.zeros(len(at)), *ends)
    value, _, curvature = unit.integrand(z, at, sigma)
    return np.asarray(value + LOG_TWO_PI / 2 - np.log(-curvature) / 2)


def _blocks(at: Array) -> Iterator[Array]:
    return (at[start : start + BLOCK] for start in range(0, len(at), BLOCK))


def _block(unit: GroupedUnit, at: Array, sigma: float, rule: GroupedRule) -> Values:
    integrand = partial(unit.integrand, at=at, sigma=sigma)
    low, high = (np.full(len(at), end) for end in unit.bracket(sigma))
    nodes = rule.unit.nodes(find_peak(integrand, np.zeros(len(at)), low, high, UNIT_DROP))
    wide, u = at[:, None, :], sigma * nodes.position
    log_mass = unit.log_density(nodes.position, wide, sigma) + _log(nodes.weight)
    total = logsumexp(log_mass, axis=1)
    mass = np.exp(log_mass - total[:, None])
    rate, zero = unit.rate(u, wide), np.zeros(len(at))
    population = _of_new_units(unit, at, sigma, rule)
    quantities = {
        "effect": u,
        "rate": rate,
        "typical_gap": 100 * (rate - unit.rate(zero, at)[:, None]),
        "population_gap": 100 * (rate - population[:, None]),
    }
    moments = {name: (mass * value).sum(axis=1) for name, value in quantities.items()}
    moments |= {
        f"{name}_square": (mass * value**2).sum(axis=1) for name, value in quantities.items()
    }
    below = (mass * nodes.fraction(zero)).sum(axis=1)
    return moments | {"typical_gap_probability_negative": below, LOG_LIKELIHOOD: total}


def _of_new_units(unit: GroupedUnit, at: Array, sigma: float, rule: GroupedRule) -> Array:
    """Mean rate of the unit's own people in units that might be, at ``at`` (node, member)."""
    total = np.zeros(len(at))
    for member, share in zip(unit.present, unit.share, strict=True):
        mu = at[:, member]
        nodes = rule.unit.nodes(new_unit_peak(mu, np.full_like(mu, sigma)))
        density = np.exp(-(nodes.position**2 + LOG_TWO_PI) / 2) * nodes.weight
        rates = expit(mu[:, None] + sigma * nodes.position)
        total = total + share * (rates * density).sum(axis=1)
    return total


def _log(weight: Array) -> Array:
    with np.errstate(divide="ignore"):
        return np.log(weight)
