"""Replicated data from the posterior and from the mixed predictive distribution.

``posterior`` keeps each unit's effect as drawn from the posterior, which has seen the unit's data
and therefore hardly tests it (double use of data: conservative p-values). ``mixed`` draws the
effect anew from its distribution given unit_sd, as for a new unit.

Mid-p-values P(y_rep > y) + P(y_rep = y) / 2 are computed in each draw and not counted over
replicates, so that their Monte Carlo error is that of the parameters alone. The new effect is
integrated by the trapezoidal rule with a random shift in each draw, which is unbiased however
sharply a large unit's count depends on its effect. Intervals come from one replicate per draw.

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
    IndexedParameters,
    Observed,
    observed_of,
    thinned_draws,
    units_of,
)
from bayes_bench.predictive.tails import mid_p_value
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class Replicates:
    """Replicated events, and mid-p-values of the observed ones, in every draw.

    Attributes
    ----------
    mid_p_value, events : ndarray (draw, group)
        Posterior predictive: P(y_rep > y) + P(y_rep = y) / 2, and one y_rep.
    mixed_mid_p_value, mixed_events : ndarray (draw, unit)
        Mixed predictive: every unit's effect drawn anew.
    """

    mid_p_value: Floats
    events: Integers
    mixed_mid_p_value: Floats
    mixed_events: Integers


def replicate(
    observed: Observed, draws: IndexedParameters, groups: sparse.csr_array, random_seed: int
) -> Replicates:
    """Replicate the data in every draw.

    Parameters
    ----------
    observed : Observed
    draws : IndexedParameters
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
        rng = streams.replicates(random_seed, int(cast("IndexedParameters", block).index[0]))
        predictor = case_mix_predictor(block, observed.design)
        own = _probabilities(predictor, block.unit_effect, observed)
        probability, square = (
            (groups @ moment).T / people for moment in _moments(own, population.trials)
        )
        new_effect = block.effects.draw(rng, block.unit_sd, population.units)
        return Replicates(
            mid_p_value(people, events, probability, square),
            sum_groups(groups, draw_events(own, population.trials, rng)),
            _mixed_mid_p_value(observed, block, observed.mesh(predictor), rng),
            sum_groups(
                units_of(population),
                draw_events(
                    _probabilities(predictor, new_effect, observed), population.trials, rng
                ),
            ),
        )

    return _joined(map_blocks(work, draws, observed.width, None))


@once
def replicates_of(fit: Fit) -> Replicates:
    """The replicated data of a fit: by unit, of all people, and by the groups that are shown.

    Checks, predictive intervals and pictures all read these. Dims of the first two: draw, group,
    with the groups of `group_matrix`; of the others draw, unit; the draws are those of
    `thinned_draws`.
    """
    seed = fit.model.sampling.random_seed
    return replicate(observed_of(fit.analysis), thinned_draws(fit), group_matrix(fit), seed)


def _probabilities(predictor: Floats, unit_effect: Floats, observed: Observed) -> Floats:
    """Everybody's probability, given unit effects (draw, cell)."""
    return logistic(predictor + observed.population.of_cells(unit_effect))


def draw_events(probability: Floats, trials: Integers, rng: np.random.Generator) -> Integers:
    """Replicated events of people with these probabilities; (draw, cell) both."""
    uniform = rng.random(probability.shape)  # ten times as fast as binomials of 1
    events = (uniform < probability).astype(np.int64)
    several = trials > 1
    events[:, several] = rng.binomial(trials[several], probability[:, several])
    return events


def _moments(own: Floats, trials: Integers) -> tuple[Floats, Floats]:
    """Expected events, and people times the squared probability (cell, draw)."""
    expected = np.ascontiguousarray((own * trials).T)
    return expected, expected * own.T


def sum_groups(groups: sparse.csr_array, events: Integers) -> Integers:
    """Events by group; (draw, cell) -> (draw, group)."""
    totals: Integers = (groups @ np.ascontiguousarray(events.T)).T
    return totals


def _mixed_mid_p_value(
    observed: Observed, draws: Parameters, mesh: Mesh, rng: np.random.Generator
) -> Floats:
    """Mid-p-value with the unit effect integrated out (draw, unit)."""
    population = observed.population
    scores, weights = draws.effects.lattice(rng.random((len(draws), 1)))  # (draw, score)
    # (draw, node, 1) + (draw, 1, score) -> (draw, node, score)
    own = logistic(mesh.nodes[:, :, None] + (draws.unit_sd[:, None] * scores)[:, None, :])
    # (draw, unit, node) @ (draw, node, score) -> (draw, unit, score) -> (draw, score, unit)
    probability, square = ((mesh.weights @ power).swapaxes(1, 2) for power in (own, own**2))
    p = mid_p_value(population.people, population.unit_events, probability, square)
    mixed: Floats = np.einsum("sq,squ->su", weights, p)
    return mixed


def _joined(blocks: list[Replicates]) -> Replicates:
    return Replicates(
        np.concatenate([block.mid_p_value for block in blocks]),
        np.concatenate([block.events for block in blocks]),
        np.concatenate([block.mixed_mid_p_value for block in blocks]),
        np.concatenate([block.mixed_events for block in blocks]),
    )


def rate_bounds(
    events: Integers, people: Integers, probability: float, weight: Floats | None = None
) -> Floats:
    """Equal-tailed predictive interval of the observed rate.

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
        Lower and upper bound, rates that so many people can have.
    """
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    weights = None if weight is None else np.broadcast_to(weight[:, None], events.shape)
    counts = np.quantile(events, tails, axis=0, weights=weights, method="inverted_cdf")
    bounds: Floats = counts / people
    return bounds
