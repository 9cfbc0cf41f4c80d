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
from bayes_bench.analysis import Population
from bayes_bench.estimands.pieces import pieces_of
from bayes_bench.fitted import Fit, once
from bayes_bench.numerics.logistic_moments import LogisticMoments
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.parameters import Parameters, few_at_a_time, map_lanes
from bayes_bench.predictive.group_codes import GroupCodes, coded
from bayes_bench.predictive.groups import group_matrix
from bayes_bench.predictive.marginal import MarginalLikelihood, shifts_between
from bayes_bench.predictive.observed import (
    IndexedParameters,
    Observed,
    SmallUnits,
    observed_of,
    thinned_draws,
)
from bayes_bench.predictive.tails import mean_mid_p_value, mid_p_value
from bayes_bench.typing import Bools, Floats, Integers

_DRAWS = 64
"""Draws done together: a cell's codes are looked up once for all, and the sums of its groups stay
near the processor's cache."""
_FEW_CELLS = 16
"""Cells up to which a mean over a unit's people is made of them, and not of its moments."""


@dataclass(frozen=True)
class Replicates:
    """Replicated events, and mid-p-values of the observed ones, in every draw.

    Attributes
    ----------
    mid_p_value, events : ndarray (draw, group)
        Posterior predictive: P(y_rep > y) + P(y_rep = y) / 2, and one y_rep.
    mixed_mid_p_value, mixed_events : ndarray (draw, unit)
        Mixed predictive: every unit's effect drawn anew.
    log_density : ndarray (draw, unit)
        Log density of every unit's people, its effect integrated out.
    national_shift : ndarray (draw,)
        Of the reference ``national``, logits.
    """

    mid_p_value: Floats
    events: Integers
    mixed_mid_p_value: Floats
    mixed_events: Integers
    log_density: Floats
    national_shift: Floats


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
    counts = groups @ observed.population.trials, groups @ observed.population.events
    codes = coded(groups)

    def work(block: IndexedParameters) -> tuple[Floats, Integers, Integers]:
        rng = streams.replicates(random_seed, int(block.index[0]))
        moments, events, mixed_events = drawn_events(observed, block, codes, rng)
        return mid_p_value(*counts, *(moments / counts[0])), events, mixed_events

    blocks = [draws[first : first + _DRAWS] for first in range(0, len(draws), _DRAWS)]
    p, events, mixed = (np.concatenate(of) for of in zip(*on_all_cores(work, blocks), strict=True))
    mixed_p, log_density, national = _integrated(observed, draws, random_seed)
    return Replicates(p, events, mixed_p, mixed, log_density, national)


def drawn_events(
    observed: Observed, block: Parameters, codes: GroupCodes, rng: np.random.Generator
) -> tuple[Floats, Integers, Integers]:
    """Of some draws: moments of groups (2, draw, group), events (draw, group), mixed (draw, unit).

    The moments are the expected events, and people times the squared probability.
    """
    from bayes_bench.numerics.random_kernel import states_from  # numba is slow to import
    from bayes_bench.predictive.replicate_kernel import replicate_cells

    population, lookups = observed.population, observed.design.lookups
    fixed = np.concatenate([block.intercept[:, None], block.coefficient], axis=1).T
    anew = block.effects.draw(rng, block.unit_sd, population.units)
    sums, mixed_events = replicate_cells(
        (lookups.rows @ fixed, fixed[lookups.loose_terms]),
        (lookups.codes, lookups.loose),
        (np.ascontiguousarray(block.unit_effect.T), np.ascontiguousarray(anew.T)),
        (population.unit_index, population.trials),
        states_from(rng, len(block)),
        (codes.codes, codes.members.shape[1]),
    )
    of_groups = (codes.members @ sums.reshape(len(sums), -1)).reshape(-1, 3, len(block))
    by_draw = np.moveaxis(of_groups, 0, 2)  # (3, draw, group)
    return by_draw[:2], by_draw[2].astype(np.int64), mixed_events.T.astype(np.int64)


@once
def replicates_of(fit: Fit) -> Replicates:
    """The replicated data of a fit: by unit, of all people, and by the groups that are shown.

    Checks, predictive intervals and pictures all read these. Dims of the first two: draw, group,
    with the groups of `group_matrix`; of the others draw, unit; the draws are those of
    `thinned_draws`.
    """
    seed = fit.model.sampling.random_seed
    return replicate(observed_of(fit.analysis), thinned_draws(fit), group_matrix(fit), seed)


def _integrated(
    observed: Observed, draws: IndexedParameters, random_seed: int
) -> tuple[Floats, Floats, Floats]:
    """Mixed mid-p-values and log densities (draw, unit), and the national shift (draw,).

    All are made of the units' case mix: of one pass over the people.
    """
    shifts = streams.lattice(random_seed).random(len(draws))
    between, likelihood = shifts_between(observed, draws), MarginalLikelihood.of(observed)
    small = SmallUnits.of(observed, _FEW_CELLS)

    def work(block: Parameters) -> tuple[Floats, Floats, Floats]:
        pieces = pieces_of(block, observed.design, observed.population, between)
        shift = shifts[cast("IndexedParameters", block).index - draws.index[0]]
        mixed = _mixed_mid_p_values(observed.population, block, (small, pieces.mix), shift)
        return mixed, likelihood.log_density(block, pieces.mix), pieces.national_shift

    mixed, log_density, national = zip(*map_lanes(work, draws, None), strict=True)
    return np.concatenate(mixed), np.concatenate(log_density), np.concatenate(national)


def _mixed_mid_p_values(
    population: Population,
    draws: Parameters,
    case_mix: tuple[SmallUnits, LogisticMoments],
    shift: Floats,
) -> Floats:
    """Mid-p-values with the unit effects integrated out, the lattice shifted (draw,).

    Returns (draw, unit).
    """
    scores, weights = draws.effects.lattice(shift[:, None])  # (draw, score)
    effects = draws.unit_sd[:, None] * scores
    small, mix = case_mix

    def some(few: slice) -> Floats:
        moments = _moments_at(small.cells(draws[few]), small.large, mix[few], effects[few])
        return mean_mid_p_value(population.people, population.unit_events, moments, weights[few])

    width = population.units * scores.shape[1] + small.trials.size
    return np.concatenate([some(few) for few in few_at_a_time(len(draws), width)])


def _moments_at(
    cells: tuple[Floats, Floats, Integers], large: Bools, mix: LogisticMoments, effects: Floats
) -> tuple[Floats, Floats]:
    """Mean p and mean p^2 of every unit at the same effects (draw, unit, effect)."""
    from bayes_bench.predictive.marginal_kernel import means_of_small  # numba is slow to import

    mean, square = np.empty((2, len(effects), large.size, effects.shape[1]))
    if large.any():
        mean[:, large], variance = LogisticMoments(mix.centres, mix.means[:, large]).by_group(
            effects
        )
        square[:, large] = mean[:, large] - variance
    means_of_small(cells, effects, (mean, square))
    return mean, square


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
    weight : ndarray (draw,) or (draw, group), optional
        Of the draws.

    Returns
    -------
    ndarray (2, group)
        Lower and upper bound, rates that so many people can have.
    """
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    if weight is None:
        of_all: Floats = np.quantile(events, tails, axis=0, method="inverted_cdf") / people
        return of_all
    bounds: Floats = _weighted_quantiles(events, tails, weight.reshape(len(weight), -1)) / people
    return bounds


def _weighted_quantiles(events: Integers, tails: list[float], weight: Floats) -> Integers:
    """The least counts with so much weight up to them (tail, group)."""
    order = np.argsort(events, axis=0)
    counts = np.take_along_axis(events, order, axis=0)
    weights = np.broadcast_to(weight, events.shape)
    cumulated = np.cumsum(np.take_along_axis(weights, order, axis=0), axis=0)
    cumulated /= cumulated[-1]
    places = np.stack([(cumulated >= tail).argmax(axis=0) for tail in tails])
    found: Integers = np.take_along_axis(counts, places, axis=0)
    return found
