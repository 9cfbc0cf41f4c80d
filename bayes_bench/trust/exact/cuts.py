"""Posterior probability that a unit's effect lies below a cut that may depend on (mu, sigma).

Given (mu, sigma) that is a cdf in z. As a function of mu it may be nearly a step: where sigma -> 0
(the rate is logit^-1(mu)), or where a unit of a million people meets a cut at the country's rate.
The nodes of mu that integrate the posterior are then too coarse for the step, so for such sigma the
rule is refined where the cut crosses the unit's mode.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import logsumexp

from bayes_bench.trust.exact.heavy import unit_given_parameters
from bayes_bench.trust.exact.problem import Array, unit_of
from bayes_bench.trust.exact.quadrature import Gauss, Peak, Rule, Sinc
from bayes_bench.trust.exact.surface import NEGLIGIBLE, Surface
from bayes_bench.trust.exact.units import Conditional, unit_peak

type Mask = NDArray[np.bool_]
type Cut = Callable[[Array, Array], Array]  # (mu, sigma) -> z

BISECTIONS = 24  # of mu's support: to 1e-6 of its width, finer than the narrowest step
SHARP = 2.0  # a step is sharp if narrower than so many widths of mu
MIN_WIDTH = 1e-4  # of mu's width: a narrower step has about as little posterior probability


def unit_given(surface: Surface, unit: int) -> Conditional:
    """Unit number ``unit`` given (mu, sigma), at every node of the surface."""
    return unit_given_parameters(
        unit_of(surface.problem, unit), surface.mu, surface.sigma, surface.rule
    )


def probability_below(surface: Surface, unit: int) -> Callable[[Cut], float]:
    """P(z_j <= cut(mu, sigma)) of one unit as a function of the cut, where z = u / sigma."""
    given = unit_given(surface, unit)

    def below(cut: Cut) -> float:
        cdf = given.mean(given.nodes.fraction(cut(surface.mu, surface.sigma)))
        by_sigma = (surface.probability * cdf).sum(axis=1)
        sharp, peak = _sharp(surface, unit, cut)
        if sharp.any():
            by_sigma[sharp] = _refined(surface, unit, cut, Rows(sharp, peak))
        return float(by_sigma.sum())

    return below


@dataclass(frozen=True)
class Rows:
    """Which values of sigma, and where the rule in mu is refined at those."""

    chosen: Mask
    peak: Peak


def _refined(surface: Surface, unit: int, cut: Cut, rows: Rows) -> Array:
    """The probability at the chosen sigma, by a rule in mu refined about the step."""
    nodes = _refined_rule(surface).nodes(rows.peak)
    mu, problem = nodes.position, surface.problem
    sigma = np.broadcast_to(surface.sigma[rows.chosen, :1], mu.shape)
    with np.errstate(divide="ignore"):
        log_mass = surface.mu_curves.at(mu, rows.chosen) + np.log(nodes.weight)
    mass = np.exp(log_mass - logsumexp(log_mass, axis=1, keepdims=True))
    given = unit_given_parameters(unit_of(problem, unit), mu, sigma, surface.rule)
    cdf = given.mean(given.nodes.fraction(cut(mu, sigma)))
    return np.asarray((mass * cdf).sum(axis=1) * surface.probability[rows.chosen].sum(axis=1))


def _refined_rule(surface: Surface) -> Rule:
    return Gauss(5, 7) if isinstance(surface.rule, Gauss) else Sinc(160)


def _sharp(surface: Surface, unit: int, cut: Cut) -> tuple[Mask, Peak]:
    """The sigma at which the cut crosses the unit's mode within a short interval of mu."""
    whole, sigma = surface.mu_peak, surface.sigma[:, 0]
    standardised = _standardised_cut(surface, unit, cut)
    first, last = standardised(whole.left, sigma), standardised(whole.right, sigma)
    crosses = (np.minimum(first, last) < -1) & (np.maximum(first, last) > 1)
    crosses &= surface.probability.sum(axis=1) > NEGLIGIBLE
    peak = select(whole, crosses)
    if not crosses.any():
        return crosses, peak
    low, high = (_root(standardised, sigma[crosses], level, peak) for level in (-1.0, 1.0))
    width = np.maximum(np.abs(high - low) / 2, MIN_WIDTH * peak.width)
    narrow = width < SHARP * peak.width
    found = Peak(peak.left, (low + high) / 2, peak.right, np.minimum(width, peak.width))
    crosses[crosses] = narrow
    return crosses, select(found, narrow)


def _standardised_cut(surface: Surface, unit: int, cut: Cut) -> Cut:
    """The cut less the unit's mode, in the unit's conditional sd's, as a function of mu."""

    def standardised(mu: Array, sigma: Array) -> Array:
        found = unit_peak(unit_of(surface.problem, unit), mu, sigma)
        return np.asarray((cut(mu, sigma) - found.mode) / found.width)

    return standardised


def _root(standardised: Cut, sigma: Array, level: float, peak: Peak) -> Array:
    """Where a monotone function of mu crosses a level, by bisection of mu's support."""
    low, high = peak.left, peak.right
    rising = standardised(high, sigma) > standardised(low, sigma)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        to_left = (standardised(middle, sigma) > level) == rising
        low, high = np.where(to_left, low, middle), np.where(to_left, middle, high)
    return np.asarray((low + high) / 2)


def select(peak: Peak, chosen: Mask) -> Peak:
    """The chosen ones of a vector of peaks."""
    return Peak(peak.left[chosen], peak.mode[chosen], peak.right[chosen], peak.width[chosen])
