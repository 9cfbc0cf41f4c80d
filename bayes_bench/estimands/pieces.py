"""What standardised figures are made of: one pass over the people, their case mix as moments."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bayes_bench.analysis import Population
from bayes_bench.design.matrix import Design
from bayes_bench.numerics.lanes import DRAWS, side_by_side
from bayes_bench.numerics.logistic_moments import (
    LogisticMoments,
    centres_between,
    orders_within,
)
from bayes_bench.parameters import Parameters, tables_of
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.typing import Floats, Integers

_MAX_NEWTON_STEPS = 60  # bisection alone reaches the last digit in that many
_NEWTON_TOLERANCE = 1e-13  # logits; Newton's error is then the rounding of the means
_TAIL = 2.5  # sd's: shifts beyond it have so little weight that a poorer series does
_NEAR = 0.15  # logits from the mean unit effect within which the national shift nearly always is

type Range = tuple[float, float]
"""Lowest and highest shift of everybody's logit that moments have to serve."""


@dataclass(frozen=True)
class Pieces:
    """What every standardised figure of some draws is made of.

    Attributes
    ----------
    people : ndarray (unit,)
        Number of people.
    unit_sd : ndarray (draw,)
        Sd of the unit effects, logits.
    unit_effect : ndarray (draw, unit)
        Unit effects, logits.
    predicted : ndarray (draw, unit)
        Predicted rate of every unit, 0-1: the mean of its own people's probabilities.
    variance : ndarray (draw, unit)
        Mean p (1 - p) of its own people's probabilities p.
    mix : LogisticMoments
        Case mix by unit.
    country : LogisticMoments
        Case mix of all people, one group.
    effects : GroupEffects
        The distribution of the unit effects given their sd.
    between, between_weights
        As of `Parameters`.
    slack : ndarray (draw,)
        By how much single people's effects lie beyond their units', logits; none where 0.
    """

    people: NDArray[np.int64]
    unit_sd: Floats
    unit_effect: Floats
    predicted: Floats
    variance: Floats
    mix: LogisticMoments
    country: LogisticMoments
    effects: GroupEffects
    between: Floats | None = None
    between_weights: Floats | None = None
    slack: Floats | None = None

    @cached_property
    def national_shift(self) -> Floats:
        """Shift of everybody's logit for which expected events are the predicted events (draw,)."""
        return _calibrated(self)


def pieces_of(
    parameters: Parameters,
    design: Design,
    population: Population,
    between: Range | None = None,
) -> Pieces:
    """Pass once over the people of every unit.

    Parameters
    ----------
    parameters : Parameters
        Of some draws; `DRAWS`, or a multiple, cost least.
    design : Design
    population : Population
    between : tuple of float, optional
        Lowest and highest shift that the moments serve, logits; such as serve every reference and
        unit effect where not given.
    """
    lowest, highest = between or _every_shift(parameters)
    centres = centres_between(lowest, highest)
    orders = orders_within(0.5 * (highest - lowest) / centres.size)
    firsts = range(0, len(parameters), DRAWS)
    sums = [_sums(parameters[i : i + DRAWS], design, population, centres, orders) for i in firsts]
    predicted, variance, means = sums[0] if len(sums) == 1 else _joined(sums)
    mix = LogisticMoments(centres, means)
    return Pieces(
        people=population.people,
        unit_sd=parameters.unit_sd,
        unit_effect=parameters.unit_effect,
        predicted=predicted,
        variance=variance,
        mix=mix,
        country=mix.pooled(population.unit_fractions),
        effects=parameters.effects,
        between=parameters.between,
        between_weights=parameters.between_weights,
    )


def pieces_for(
    reference: str, parameters: Parameters, design: Design, population: Population
) -> Pieces:
    """`pieces_of` that serve one reference and nothing else, which costs less.

    Parameters are those of `expected_under` and `pieces_of`.
    """
    between = _shifts_under(reference, parameters, population)
    pieces = pieces_of(parameters, design, population, between)
    if reference == "national" and not _all_within(pieces.national_shift, between):
        return pieces_of(parameters, design, population)
    return pieces


def _shifts_under(reference: str, parameters: Parameters, population: Population) -> Range:
    """Lowest and highest shift of one reference; of the national one, where it probably lies."""
    effects, tail = parameters.unit_effect, _TAIL * float(parameters.unit_sd.max())
    if reference == "national":
        mean = effects @ population.unit_fractions
        return float(mean.min()) - _NEAR, float(mean.max()) + _NEAR
    if reference == "average_unit":
        return float(effects.min()), float(effects.max())
    if reference == "population":
        low, high = _ends(parameters.between)
        return low - tail, high + tail
    return 0.0, 0.0


def _all_within(shifts: Floats, between: Range) -> bool:
    return bool((shifts >= between[0]).all() and (shifts <= between[1]).all())


def _every_shift(parameters: Parameters) -> Range:
    """Every shift that is asked for, but for those of a new unit in the farthest tails."""
    tail = _TAIL * float(parameters.unit_sd.max())
    lowest, highest = parameters.unit_effect.min(), parameters.unit_effect.max()
    low, high = _ends(parameters.between)
    return min(low - tail, float(lowest)), max(high + tail, float(highest))


def _ends(between: Floats | None) -> Range:
    """The lowest and the highest of what effects vary about, at least from 0 to 0."""
    if between is None:
        return 0.0, 0.0
    return min(0.0, float(between.min())), max(0.0, float(between.max()))


def _joined(sums: list[tuple[Floats, Floats, Floats]]) -> tuple[Floats, ...]:
    return tuple(np.concatenate(parts) for parts in zip(*sums, strict=True))


def _sums(
    parameters: Parameters, design: Design, population: Population, centres: Floats, orders: int
) -> tuple[Floats, Floats, Floats]:
    """Predicted rate, mean p (1 - p), moments: (draw, unit) twice, (draw, unit, centre, order)."""
    from bayes_bench.numerics.compiled import MAX_LOGIT  # numba is slow to import

    everybody = population.fractions, population.starts
    shifts = side_by_side(parameters.unit_effect), centres
    of_unit, of_centre = (np.exp(np.clip(shift, -MAX_LOGIT, MAX_LOGIT)) for shift in shifts)
    if design.terms:
        return _passed(parameters, design, everybody, (of_unit, of_centre), orders)
    # without covariates one person stands for all
    predicted, variance, _ = _passed(parameters, design, everybody, (of_unit, of_centre[:0]), 0)
    one = np.ones(1), np.array([0, 1])
    *_, moments = _passed(parameters, design, one, (of_unit[:1], of_centre), orders)
    return predicted, variance, np.broadcast_to(moments, predicted.shape + moments.shape[2:])


def _passed(
    parameters: Parameters,
    design: Design,
    cells: tuple[Floats, Integers],
    factors: tuple[Floats, Floats],
    orders: int,
) -> tuple[Floats, Floats, Floats]:
    """`_sums` of some cells, by what the odds are multiplied in a unit and for a centre.

    (weights (cell,), first cells (unit + 1,)), ((unit, DRAWS), (centre,)), terms of a series
    """
    from bayes_bench.numerics.moments_kernel import group_sums

    lookups, draws = design.lookups, len(parameters)
    tables, shape = tables_of(parameters, design), (len(factors[0]), factors[1].size, orders, DRAWS)
    *own, moments = group_sums(tables, lookups.codes, lookups.loose, cells, factors, orders)
    predicted, variance = (np.ascontiguousarray(sums.T[:draws]) for sums in own)
    by_draw = moments.reshape(shape).transpose(3, 0, 1, 2)
    return predicted, variance, np.ascontiguousarray(by_draw[:draws])


def _calibrated(pieces: Pieces) -> Floats:
    """The national shift.

    The smallest and the largest unit effect bracket it; Newton's method with bisection where a
    step leaves the bracket.
    """
    unit_fractions = pieces.people / pieces.people.sum()
    target = pieces.predicted @ unit_fractions
    low, high = pieces.unit_effect.min(axis=1), pieces.unit_effect.max(axis=1)
    if pieces.slack is not None:
        low, high = low - pieces.slack, high + pieces.slack
    shift = pieces.unit_effect @ unit_fractions
    for _ in range(_MAX_NEWTON_STEPS):
        mean, slope = (found[:, 0] for found in pieces.country.at(shift[:, None]))
        excess = mean - target
        low, high = np.where(excess < 0, shift, low), np.where(excess > 0, shift, high)
        updated = _newton_step(shift, excess, slope, low, high)
        step, shift = np.abs(updated - shift).max(), updated
        if step < _NEWTON_TOLERANCE:
            break
    return shift


def _newton_step(shift: Floats, excess: Floats, slope: Floats, low: Floats, high: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):  # slope 0: all are certain; bisect
        step = shift - excess / slope
    inside = (step >= low) & (step <= high)
    return np.where(excess == 0.0, shift, np.where(inside, step, (low + high) / 2))
