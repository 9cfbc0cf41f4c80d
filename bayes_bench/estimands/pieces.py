"""What every standardised figure is made of: one pass over the people of every unit."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayes_bench.analysis import Population
from bayes_bench.design.matrix import Design
from bayes_bench.numerics.lanes import side_by_side
from bayes_bench.numerics.logistic_moments import (
    DRAWS,
    ORDERS,
    LogisticMoments,
    centres_between,
)
from bayes_bench.parameters import Parameters, tables_of
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.typing import Floats, Integers

_TAIL = 2.5  # sd's: shifts beyond it have so little weight that a poorer series does


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
    """

    people: NDArray[np.int64]
    unit_sd: Floats
    unit_effect: Floats
    predicted: Floats
    variance: Floats
    mix: LogisticMoments
    country: LogisticMoments
    effects: GroupEffects


def pieces_of(
    parameters: Parameters,
    design: Design,
    population: Population,
    centres: Floats | None = None,
) -> Pieces:
    """Pass once over the people of every unit.

    Parameters
    ----------
    parameters : Parameters
        Of some draws; `DRAWS`, or a multiple, cost least.
    design : Design
    population : Population
    centres : ndarray (centre,), optional
        Of the moments, logits; such as serve every reference and unit effect where not given.
    """
    centres = _centres(parameters) if centres is None else centres
    firsts = range(0, len(parameters), DRAWS)
    sums = [_sums(parameters[i : i + DRAWS], design, population, centres) for i in firsts]
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
    )


def _joined(sums: list[tuple[Floats, Floats, Floats]]) -> tuple[Floats, ...]:
    return tuple(np.concatenate(parts) for parts in zip(*sums, strict=True))


def _centres(parameters: Parameters) -> Floats:
    """For every shift that is asked for, but for those of a new unit in the farthest tails."""
    tail = _TAIL * float(parameters.unit_sd.max())
    lowest, highest = parameters.unit_effect.min(), parameters.unit_effect.max()
    return centres_between(min(-tail, float(lowest)), max(tail, float(highest)))


def _sums(
    parameters: Parameters, design: Design, population: Population, centres: Floats
) -> tuple[Floats, Floats, Floats]:
    """Predicted rate, mean p (1 - p), moments: (draw, unit) twice, (draw, unit, centre, order)."""
    everybody = population.fractions, population.starts
    effects = side_by_side(parameters.unit_effect)
    if design.terms:
        return _passed(parameters, design, everybody, effects, centres)
    # without covariates one person stands for all
    predicted, variance, _ = _passed(parameters, design, everybody, effects, centres[:0])
    one = np.ones(1), np.array([0, 1])
    *_, moments = _passed(parameters, design, one, effects[:1], centres)
    return predicted, variance, np.broadcast_to(moments, predicted.shape + moments.shape[2:])


def _passed(
    parameters: Parameters,
    design: Design,
    cells: tuple[Floats, Integers],
    effects: Floats,
    centres: Floats,
) -> tuple[Floats, Floats, Floats]:
    """`_sums` of the first cells: weights (cell,), first cells (group + 1,), (group, DRAWS)."""
    from bayes_bench.numerics.moments_kernel import group_sums  # numba is slow to import

    lookups, draws = design.lookups, len(parameters)
    tables = tables_of(parameters, design)
    *own, moments = group_sums(tables, lookups.codes, lookups.loose, cells, effects, centres)
    predicted, variance = (np.ascontiguousarray(sums.T[:draws]) for sums in own)
    by_draw = moments.reshape(len(effects), centres.size, ORDERS, DRAWS).transpose(3, 0, 1, 2)
    return predicted, variance, np.ascontiguousarray(by_draw[:draws])
