r"""Marginal likelihood of each unit: its random effect integrated out by adaptive quadrature.

The integral over u_j is an adaptive sum, Gauss-Hermite's where effects are normal, centred on the
mode of the unit's own integrand and scaled by the curvature there, in every draw. Nodes around 0
would miss a large unit's likelihood.

References
----------
Merkle, Furr & Rabe-Hesketh (2019), 10.1007/s11336-019-09679-0; Pinheiro & Bates (1995),
10.1080/10618600.1995.10474663.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bayes_bench.numerics.logistic_moments import LogisticMoments
from bayes_bench.parameters import Parameters, few_at_a_time, tables_of
from bayes_bench.posterior.group_effects.protocol import EffectsGivenSd
from bayes_bench.predictive.observed import Observed, SmallUnits, units_of
from bayes_bench.typing import Bools, Floats, Integers

_MAX_NEWTON_STEPS = 60  # bisection alone would do in that many
_LIKELY = 0.994  # quantile: farther effects of a new unit have little weight, and shorter series do
_REACH = 4.0  # posterior sd's of a unit's effect: it lies between, and so do the nodes that count
_MODE_TOLERANCE = 1e-2  # sd's; the nodes need not be centred on the mode itself


def shifts_between(observed: Observed, draws: Parameters) -> tuple[float, float]:
    """Lowest and highest of a new unit's effects, and of all likely ones of large units.

    Parameters
    ----------
    observed : Observed
    draws : Parameters
        All that are used.

    Returns
    -------
    tuple of float
        Logits.
    """
    from bayes_bench.predictive.marginal_kernel import FEW  # numba is slow to import

    farthest = draws.unit_sd.max() * draws.effects.score_quantile(np.array([_LIKELY]))
    own = draws.unit_effect[:, np.diff(observed.population.starts) > FEW]
    mean, reach = own.mean(axis=0), _REACH * own.std(axis=0)
    lowest = np.concatenate([-farthest, mean - reach]).min()
    highest = np.concatenate([farthest, mean + reach]).max()
    return float(lowest), float(highest)


@dataclass(frozen=True)
class MarginalLikelihood:
    """The likelihood of each unit's people with the unit's effect integrated out.

    Attributes
    ----------
    observed : Observed
    event_columns : ndarray (unit, 1 + term)
        Rows of the centred design summed over the people with the event.
    small : SmallUnits
    """

    observed: Observed
    event_columns: Floats
    small: SmallUnits

    @classmethod
    def of(cls, observed: Observed) -> Self:
        """Prepare what all draws have in common."""
        from bayes_bench.predictive.marginal_kernel import FEW  # numba is slow to import

        return cls(observed, _event_columns(observed), SmallUnits.of(observed, FEW))

    def log_density(self, draws: Parameters, mix: LogisticMoments) -> Floats:
        """Log p(y_j | beta, sigma) of every unit.

        Parameters
        ----------
        draws : Parameters
            At most `DRAWS`. Their unit effects are where the search for the modes begins.
        mix : LogisticMoments
            Case mix by unit in these draws, that serves the `shifts_between` all of them.

        Returns
        -------
        ndarray (draw, unit)
        """
        means = np.require(
            mix.means, requirements=("C", "W")
        )  # those of alike units may be but one
        mix = LogisticMoments(mix.centres, means)
        at_centres = _at_centres(self.observed, draws, mix)

        def some(few: slice) -> Floats:
            block, population = draws[few], self.observed.population
            people = population.people.astype(np.float64)
            integrand = _Integrand(
                self.small.cells(block),
                (people, mix.centres, means[few], at_centres[few]),
                population.unit_events,
                block.effects.given(block.unit_sd[:, None]),
            )
            of_events = block.fixed @ self.event_columns.T
            return of_events + _log_integral(integrand, block.unit_effect)

        width = self.small.trials.size + self.observed.population.units
        return np.concatenate([some(few) for few in few_at_a_time(len(draws), width)])


def _event_columns(observed: Observed) -> Floats:
    """Rows of the centred design summed over the people with the event (unit, 1 + term)."""
    population, design = observed.population, observed.design
    summed = units_of(population).multiply(population.events[None, :]) @ design.matrix
    centred = summed.toarray() - np.outer(population.unit_events, design.center)
    columns: Floats = np.concatenate([population.unit_events[:, None], centred], axis=1)
    return columns


def _at_centres(observed: Observed, draws: Parameters, mix: LogisticMoments) -> Floats:
    """Mean log(1 + exp(eta + centre)) over each large unit's people (draw, unit, centre)."""
    from bayes_bench.predictive.marginal_kernel import at_centres, softplus_sums

    lookups, population = observed.design.lookups, observed.population
    sums = softplus_sums(
        tables_of(draws, observed.design),
        (lookups.codes, lookups.loose),
        (population.trials, population.starts),
        float(mix.centres[mix.centres.size // 2]),
    )
    anchor = np.ascontiguousarray((sums / population.people[:, None])[:, : len(draws)].T)
    return at_centres(anchor, mix.centres, mix.means)


@dataclass(frozen=True)
class _Integrand:
    """What is integrated over each unit's effect, as functions of it (draw, unit).

    Attributes
    ----------
    cells, series : tuple of ndarray
        `marginal_kernel.Cells` and `marginal_kernel.Series`.
    events : ndarray (unit,)
    effects : EffectsGivenSd
    """

    cells: tuple[Floats, Floats, Integers]
    series: tuple[Floats, Floats, Floats, Floats]
    events: Integers
    effects: EffectsGivenSd

    def log_integral(self, effect: Floats, log_weight: Floats) -> Floats:
        """Log of sums over nodes of likelihood, density of the effect and weight.

        (draw, unit, node), (node,) -> (draw, unit)
        """
        from bayes_bench.predictive.marginal_kernel import log_integrals

        prior = [self.effects.log_density(effect[:, :, q]) for q in range(log_weight.size)]
        log_weights = np.stack(prior, axis=2) + log_weight
        return log_integrals(self.cells, self.series, self.events, effect, log_weights)

    def update(self, effect: Floats, wanted: Bools, score: Floats, precision: Floats) -> None:
        """Score of the log density, and the observed information, where they are wanted."""
        from bayes_bench.predictive.marginal_kernel import slopes

        slopes(self.cells, self.series, effect, wanted, (score, precision))
        score[wanted] = (self.events - score + self.effects.slope(effect))[wanted]
        least = self.effects.widest(effect) ** -2.0
        precision[wanted] = np.maximum(precision + self.effects.precision(effect), least)[wanted]


def _log_integral(integrand: _Integrand, start: Floats) -> Floats:
    mode, sd = _mode(integrand, start)
    nodes, log_weights = integrand.effects.nodes()
    effect = mode[:, :, None] + sd[:, :, None] * nodes
    found: Floats = integrand.log_integral(effect, log_weights) + np.log(sd)
    return found


def _mode(integrand: _Integrand, start: Floats) -> tuple[Floats, Floats]:
    """The mode, and the sd by the curvature near it (draw, unit).

    Newton's method, with bisection where a step leaves the bracket, for each unit until it stands
    still; the curvature is that of the last step but one.
    """
    # the score of the likelihood, y - n P(u), is at most n in size
    farthest = integrand.effects.farthest_mode(integrand.series[0])
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
