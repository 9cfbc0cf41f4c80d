r"""Marginal likelihood of each unit: its random effect integrated out by adaptive quadrature.

The integral over u_j is an adaptive Gauss-Hermite sum, centred on the mode of the unit's own
integrand and scaled by the curvature there, in every draw. Nodes around 0 would miss a large unit's
likelihood.

References
----------
Merkle, Furr & Rabe-Hesketh (2019), 10.1007/s11336-019-09679-0; Pinheiro & Bates (1995),
10.1080/10618600.1995.10474663.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp, roots_hermitenorm

from bayes_bench.numerics.logistic import logistic, logistic_variance, softplus
from bayes_bench.numerics.mesh import Mesh
from bayes_bench.parameters import Parameters, case_mix_predictor, map_blocks
from bayes_bench.posterior.group_effects.protocol import EffectsGivenSd
from bayes_bench.predictive.observed import Observed
from bayes_bench.typing import Floats

_NODES = 15
_MAX_NEWTON_STEPS = 60  # bisection alone would do in that many
_MODE_TOLERANCE = 1e-2  # sd's; the nodes need not be centred on the mode itself


def unit_log_density(observed: Observed, draws: Parameters) -> Floats:
    """Log p(y_j | beta, sigma): the marginal likelihood of each unit's people.

    Parameters
    ----------
    observed : Observed
    draws : Parameters
        Their unit effects are where the search for the modes begins.

    Returns
    -------
    ndarray (draw, unit)
    """

    def work(block: Parameters) -> Floats:
        predictor = case_mix_predictor(block, observed.design)
        fixed = np.add.reduceat(
            predictor * observed.population.events, observed.population.starts[:-1], 1
        )
        effects = draws.effects.given(block.unit_sd[:, None])
        integrand = _Integrand(observed, observed.mesh(predictor), effects)
        return fixed + _log_integral(integrand, block.unit_effect)

    return np.concatenate(map_blocks(work, draws, observed.width, None))


@dataclass(frozen=True)
class _Integrand:
    """What is integrated over each unit's effect, as functions of it (draw, unit)."""

    observed: Observed
    mesh: Mesh
    effects: EffectsGivenSd

    def mean(self, effect: Floats, of: Callable[[Floats], Floats]) -> Floats:
        """Mean of a function of the logit over each unit's people."""
        logits = self.mesh.nodes[:, None, :] + effect[:, :, None]  # (draw, unit, node)
        means: Floats = np.einsum("suk,suk->su", self.mesh.weights, of(logits))
        return means

    def log_density(self, effect: Floats) -> Floats:
        """Log likelihood plus the log density of the random effect."""
        people, events = self.observed.population.people, self.observed.population.unit_events
        likelihood = events * effect - people * self.mean(effect, softplus)
        log_density: Floats = likelihood + self.effects.log_density(effect)
        return log_density

    def score(self, effect: Floats) -> Floats:
        """First derivative of the log density."""
        people, events = self.observed.population.people, self.observed.population.unit_events
        likelihood: Floats = events - people * self.mean(effect, logistic)
        return likelihood + self.effects.slope(effect)

    def precision(self, effect: Floats) -> Floats:
        """Minus the second derivative of the log density: the observed information."""
        people = self.observed.population.people
        return people * self.mean(effect, logistic_variance) + self.effects.precision(effect)


def _log_integral(integrand: _Integrand, start: Floats) -> Floats:
    mode = _mode(integrand, start)
    sd = integrand.precision(mode) ** -0.5
    nodes, weights = roots_hermitenorm(_NODES)
    terms = [
        integrand.log_density(mode + sd * node) + np.log(weight) + 0.5 * node**2
        for node, weight in zip(nodes, weights, strict=True)
    ]
    return np.asarray(logsumexp(terms, axis=0) + np.log(sd))


def _mode(integrand: _Integrand, start: Floats) -> Floats:
    """Newton's method, with bisection where a step leaves the bracket."""
    # the score of the likelihood, y - n P(u), is at most n in size
    farthest = integrand.effects.farthest_mode(
        integrand.observed.population.people.astype(np.float64)
    )
    low, high = -farthest, farthest
    mode: Floats = np.clip(start, low, high)
    for _ in range(_MAX_NEWTON_STEPS):
        score, precision = integrand.score(mode), integrand.precision(mode)
        low, high = np.where(score > 0, mode, low), np.where(score < 0, mode, high)
        newton = mode + score / precision
        inside = (newton >= low) & (newton <= high)
        updated = np.where(inside, newton, 0.5 * (low + high))
        step = np.abs(updated - mode) * np.sqrt(precision)
        mode = updated
        if step.max() < _MODE_TOLERANCE:
            break
    return mode
