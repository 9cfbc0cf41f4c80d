r"""Marginal likelihood of each unit: its random effect integrated out by adaptive quadrature.

The integral over u_j is an adaptive Gauss-Hermite sum, centred on the mode of the unit's own
integrand and scaled by the curvature there, in every draw. Nodes around 0 would miss a large unit's
likelihood.

References
----------
Merkle, Furr & Rabe-Hesketh (2019), 10.1007/s11336-019-09679-0; Pinheiro & Bates (1995),
10.1080/10618600.1995.10474663.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import roots_hermitenorm

from bayes_bench.parameters import Parameters, case_mix_predictor, map_blocks
from bayes_bench.posterior.group_effects.protocol import EffectsGivenSd
from bayes_bench.predictive.observed import Observed, units_of
from bayes_bench.typing import Bools, Floats, Integers

_NODES = 8  # err by less than 1e-4 for one person at an sd of 2.5, as a rule by 1e-7
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
    columns = _event_columns(observed)

    def work(block: Parameters) -> Floats:
        predictor = case_mix_predictor(block, observed.design)
        effects = block.effects.given(block.unit_sd[:, None])
        integrand = _Integrand(observed, predictor, effects)
        fixed = np.concatenate([block.intercept[:, None], block.coefficient], axis=1) @ columns.T
        return fixed + _log_integral(integrand, block.unit_effect)

    return np.concatenate(map_blocks(work, draws, observed.width, None))


def _event_columns(observed: Observed) -> Floats:
    """Rows of the centred design summed over the people with the event (unit, 1 + term)."""
    population, design = observed.population, observed.design
    summed = units_of(population).multiply(population.events[None, :]) @ design.matrix
    centred = summed.toarray() - np.outer(population.unit_events, design.center)
    columns: Floats = np.concatenate([population.unit_events[:, None], centred], axis=1)
    return columns


@dataclass(frozen=True)
class _Integrand:
    """What is integrated over each unit's effect, as functions of it (draw, unit)."""

    observed: Observed
    predictor: Floats
    effects: EffectsGivenSd

    @cached_property
    def people(self) -> tuple[Floats, Floats, Integers, Floats, Floats]:
        """The people of every unit: `marginal_kernel.People`."""
        from bayes_bench.predictive.marginal_kernel import FEW  # numba is slow to import

        population = self.observed.population
        of_cells = self.predictor, population.trials.astype(np.float64), population.starts
        nodes, on_nodes = np.empty((len(self.predictor), 0)), np.empty((0, 0, 0))
        if np.diff(population.starts).max() > FEW:
            mesh = self.observed.mesh(self.predictor)
            nodes, on_nodes = mesh.nodes, mesh.weights * population.people[:, None]
        return (*of_cells, nodes, on_nodes)

    def log_integral(self, effect: Floats, log_weight: Floats) -> Floats:
        """Log of sums over nodes of likelihood, density of the effect and weight.

        (draw, unit, node), (node,) -> (draw, unit)
        """
        from bayes_bench.predictive.marginal_kernel import log_integrals

        prior = [self.effects.log_density(effect[:, :, q]) for q in range(_NODES)]
        log_weights = np.stack(prior, axis=2) + log_weight
        return log_integrals(self.people, self.observed.population.unit_events, effect, log_weights)

    def update(self, effect: Floats, wanted: Bools, score: Floats, precision: Floats) -> None:
        """Score of the log density, and the observed information, where they are wanted."""
        from bayes_bench.predictive.marginal_kernel import slopes

        slopes(self.people, effect, wanted, (score, precision))
        events = self.observed.population.unit_events
        score[wanted] = (events - score + self.effects.slope(effect))[wanted]
        precision[wanted] = (precision + self.effects.precision(effect))[wanted]


def _log_integral(integrand: _Integrand, start: Floats) -> Floats:
    mode, sd = _mode(integrand, start)
    nodes, weights = roots_hermitenorm(_NODES)
    effect = mode[:, :, None] + sd[:, :, None] * nodes
    found: Floats = integrand.log_integral(effect, np.log(weights) + 0.5 * nodes**2) + np.log(sd)
    return found


def _mode(integrand: _Integrand, start: Floats) -> tuple[Floats, Floats]:
    """The mode, and the sd by the curvature near it (draw, unit).

    Newton's method, with bisection where a step leaves the bracket, for each unit until it stands
    still; the curvature is that of the last step but one.
    """
    # the score of the likelihood, y - n P(u), is at most n in size
    farthest = integrand.effects.farthest_mode(
        integrand.observed.population.people.astype(np.float64)
    )
    low, high = -farthest, farthest
    mode: Floats = np.clip(start, low, high)
    score, precision = np.empty(mode.shape), np.empty(mode.shape)
    moving = np.ones(mode.shape, dtype=np.bool_)
    for _ in range(_MAX_NEWTON_STEPS):
        integrand.update(mode, moving, score, precision)
        low, high = np.where(score > 0, mode, low), np.where(score < 0, mode, high)
        newton = mode + score / precision
        inside = (newton >= low) & (newton <= high)
        updated = np.where(inside, newton, 0.5 * (low + high))
        step = np.abs(updated - mode) * np.sqrt(precision)
        mode = np.where(moving, updated, mode)
        moving &= step >= _MODE_TOLERANCE
        if not moving.any():
            break
    return mode, precision**-0.5
