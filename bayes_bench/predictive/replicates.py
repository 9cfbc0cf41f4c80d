"""Replicated data, given the posterior: with the units as they are, and with units drawn anew.

``posterior`` keeps each unit's effect as drawn from the posterior, which has seen the unit's data
and therefore hardly tests it. ``mixed`` draws the effect anew from its distribution given unit_sd,
as for a unit that might have been.

Exceedances P(y_rep > y) + P(y_rep = y) / 2 are computed in each draw and not counted over
replicates, so that their Monte Carlo error is that of the parameters alone; the new effect is
integrated over a lattice whose place is random in each draw, which is unbiased however sharply a
large unit's count depends on its effect. Intervals come from one replicate per draw.

References
----------
Marshall & Spiegelhalter (2007), 10.1214/07-BA218; Gelman, Meng & Stern (1996), Posterior
predictive assessment of model fitness via realized discrepancies, Statistica Sinica 6.
"""

from dataclasses import dataclass
from typing import cast

import numpy as np
from scipy import sparse

from bayes_bench import streams
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import Mesh
from bayes_bench.parameters import Parameters, case_mix_predictor, map_blocks
from bayes_bench.predictive.groups import group_matrix
from bayes_bench.predictive.observed import (
    Observed,
    Placed,
    observed_of,
    thinned_draws,
    units_of,
)
from bayes_bench.predictive.tails import exceedance
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class Replicates:
    """Replicated events, and how far out the observed ones lie, in every draw.

    Attributes
    ----------
    exceedance, events : ndarray (draw, group)
        With the units as they are: P(y_rep > y) + P(y_rep = y) / 2, and one y_rep.
    mixed_exceedance, mixed_events : ndarray (draw, unit)
        With every unit's effect drawn anew.
    """

    exceedance: Floats
    events: Integers
    mixed_exceedance: Floats
    mixed_events: Integers


def replicate(
    observed: Observed, draws: Placed, groups: sparse.csr_array, random_seed: int
) -> Replicates:
    """Replicate the data in every draw.

    Parameters
    ----------
    observed : Observed
    draws : Placed
    groups : csr_array (group, cell)
        Ones where a cell belongs to a group.
    random_seed : int
        The same seed gives the same replicates for any number of cores.

    Returns
    -------
    Replicates
    """
    population = observed.population
    people, events = groups @ population.trials, groups @ population.events

    def work(block: Parameters) -> Replicates:
        rng = streams.replicates(random_seed, int(cast("Placed", block).place[0]))
        predictor = case_mix_predictor(block, observed.design)
        own = _own(predictor, block.unit_effect, observed)
        share, square = (
            (groups @ moment).T / people for moment in _moments(own, population.trials)
        )
        anew = block.effects.draw(rng, block.unit_sd, population.units)
        return Replicates(
            exceedance(people, events, share, square),
            totals(groups, events_at(own, population.trials, rng)),
            _mixed_exceedance(observed, block, observed.mesh(predictor), rng),
            totals(
                units_of(population),
                events_at(_own(predictor, anew, observed), population.trials, rng),
            ),
        )

    return _joined(map_blocks(work, draws, observed.width, None))


@once
def replicates_of(fit: Fit) -> Replicates:
    """The replicated data of a fit: by unit, of all people, and by the groups that are shown.

    Checks, ranges and pictures all read these. Dims of the first two: draw, group, with the groups
    of `group_matrix`; of the others draw, unit; the draws are those of `thinned_draws`.
    """
    seed = fit.model.sampling.random_seed
    return replicate(observed_of(fit.analysis), thinned_draws(fit), group_matrix(fit), seed)


def _own(predictor: Floats, unit_effect: Floats, observed: Observed) -> Floats:
    """Everybody's probability (draw, cell)."""
    return logistic(predictor + observed.population.of_cells(unit_effect))


def events_at(probability: Floats, trials: Integers, rng: np.random.Generator) -> Integers:
    """Replicated events of people with these probabilities; (draw, cell) both."""
    draws = rng.random(probability.shape)  # ten times as fast as binomials of 1
    events = (draws < probability).astype(np.int64)
    several = trials > 1
    events[:, several] = rng.binomial(trials[several], probability[:, several])
    return events


def _moments(own: Floats, trials: Integers) -> tuple[Floats, Floats]:
    """Expected events, and people times the squared probability (cell, draw)."""
    expected = np.ascontiguousarray((own * trials).T)
    return expected, expected * own.T


def totals(groups: sparse.csr_array, events: Integers) -> Integers:
    """Events by group; (draw, cell) -> (draw, group)."""
    totals: Integers = (groups @ np.ascontiguousarray(events.T)).T
    return totals


def _mixed_exceedance(
    observed: Observed, draws: Parameters, mesh: Mesh, rng: np.random.Generator
) -> Floats:
    """Exceedance with the unit effect integrated out (draw, unit)."""
    population = observed.population
    scores, weights = draws.effects.lattice(rng.random((len(draws), 1)))  # (draw, score)
    # (draw, node, 1) + (draw, 1, score) -> (draw, node, score)
    own = logistic(mesh.nodes[:, :, None] + (draws.unit_sd[:, None] * scores)[:, None, :])
    # (draw, unit, node) @ (draw, node, score) -> (draw, unit, score) -> (draw, score, unit)
    share, square = ((mesh.weights @ power).swapaxes(1, 2) for power in (own, own**2))
    beyond = exceedance(population.people, population.unit_events, share, square)
    mixed: Floats = np.einsum("sq,squ->su", weights, beyond)
    return mixed


def _joined(blocks: list[Replicates]) -> Replicates:
    return Replicates(
        np.concatenate([block.exceedance for block in blocks]),
        np.concatenate([block.events for block in blocks]),
        np.concatenate([block.mixed_exceedance for block in blocks]),
        np.concatenate([block.mixed_events for block in blocks]),
    )


def share_bounds(
    events: Integers, people: Integers, probability: float, weight: Floats | None = None
) -> Floats:
    """Equal-tailed predictive interval of the observed share.

    Parameters
    ----------
    events : ndarray (draw, group)
        Replicated.
    people : ndarray (group,)
    probability : float
    weight : ndarray (draw,), optional
        Of the draws.

    Returns
    -------
    ndarray (2, group)
        Lower and upper bound, shares that so many people can have.
    """
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    spread = None if weight is None else np.broadcast_to(weight[:, None], events.shape)
    counts = np.quantile(events, tails, axis=0, weights=spread, method="inverted_cdf")
    bounds: Floats = counts / people
    return bounds
