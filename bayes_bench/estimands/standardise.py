"""Indirect standardisation (expected rates under a reference) and direct standardisation.

Each function takes the `Pieces` of one block of draws, whose case mix is kept on meshes.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bayes_bench.analysis import Population
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import Mesh, lay_on_mesh
from bayes_bench.parameters import Parameters
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.typing import Floats

_MAX_NEWTON_STEPS = 60  # bisection alone reaches the last digit in that many
_NEWTON_TOLERANCE = 1e-13  # logits; Newton's error is then the rounding of the means


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
    mix : Mesh
        Case mix by unit.
    country : Mesh
        Case mix of all people, one group.
    effects : GroupEffects
        The distribution of the unit effects given their sd.
    """

    people: NDArray[np.int64]
    unit_sd: Floats
    unit_effect: Floats
    predicted: Floats
    mix: Mesh
    country: Mesh
    effects: GroupEffects


def pieces_of(predictor: Floats, parameters: Parameters, population: Population) -> Pieces:
    """Lay the case mix on meshes, and take the exact mean of every unit's own probabilities.

    Parameters
    ----------
    predictor : ndarray (draw, cell)
        Linear predictor without the unit effect, logits.
    parameters : Parameters
        The same draws.
    population : Population
    """
    from bayes_bench.numerics.probability_kernel import (
        mean_probabilities,  # numba is slow to import
    )

    starts, fractions = population.starts, population.fractions
    mix = lay_on_mesh(predictor, fractions, population.unit_index, population.people.size)
    return Pieces(
        people=population.people,
        unit_sd=parameters.unit_sd,
        unit_effect=parameters.unit_effect,
        predicted=mean_probabilities(predictor, parameters.unit_effect, fractions, starts),
        mix=mix,
        country=mix.pooled(population.unit_fractions),
        effects=parameters.effects,
    )


def expected_under(reference: str, pieces: Pieces, average_weights: str = "units") -> Floats:
    """Expected rate of every unit's people under a reference: indirect standardisation.

    ``typical``: conditional on a random effect of 0. ``population``: marginal, the random effect
    integrated over its distribution given unit_sd. ``average_unit``: the mean over the units at
    hand, "other" included. ``national``: calibrated, by the one shift of everybody's logit for
    which the country's expected events are its predicted events.

    Parameters
    ----------
    reference : {"national", "typical", "population", "average_unit"}
    pieces : Pieces
    average_weights : {"units", "persons"}
        Whether units or people have equal weights under ``average_unit``.

    Returns
    -------
    ndarray (draw, unit)
        Rates 0-1. They err by less than 1e-9 for the interpolation; for ``population`` by less
        than 1e-7 for the quadrature.
    """
    shifts, weights = reference_shifts(reference, pieces, average_weights)
    return pieces.mix.expect(mean_curve(pieces.mix.nodes, shifts, weights))


def reference_shifts(
    reference: str, pieces: Pieces, average_weights: str = "units"
) -> tuple[Floats, Floats]:
    """A reference as weighted shifts of everybody's logit; its expected rate is the mean over them.

    Parameters are those of `expected_under`.

    Returns
    -------
    shifts : ndarray (draw, shift)
        Logits.
    weights : ndarray (draw or 1, shift)
        They sum to 1; some may be negative.
    """
    if reference == "average_unit":
        return _average_unit_shifts(pieces, average_weights)
    return _SHIFTS[reference](pieces)


def _typical_shifts(pieces: Pieces) -> tuple[Floats, Floats]:
    return np.zeros((pieces.unit_sd.size, 1)), np.ones((1, 1))


def _national_shifts(pieces: Pieces) -> tuple[Floats, Floats]:
    return national_shift(pieces)[:, None], np.ones((1, 1))


def _population_shifts(pieces: Pieces) -> tuple[Floats, Floats]:
    nodes, weights = pieces.effects.quadrature(float(pieces.unit_sd.max()))
    return np.outer(pieces.unit_sd, nodes), weights[None, :]


def _average_unit_shifts(pieces: Pieces, average_weights: str) -> tuple[Floats, Floats]:
    people = pieces.people
    weights = people if average_weights == "persons" else np.ones_like(people)
    units = _unit_mesh(pieces).pooled(weights / weights.sum())
    return units.nodes, units.weights[:, 0, :]


_SHIFTS: Mapping[str, Callable[[Pieces], tuple[Floats, Floats]]] = {
    "typical": _typical_shifts,
    "national": _national_shifts,
    "population": _population_shifts,
}


def mean_curve(nodes: Floats, shifts: Floats, weights: Floats) -> Floats:
    """Mean of the logistic curve over weighted shifts, such as a marginal (averaged) curve.

    Parameters
    ----------
    nodes : ndarray (draw, node)
        Where it is wanted, logits.
    shifts : ndarray (draw, shift)
    weights : ndarray (draw or 1, shift)

    Returns
    -------
    ndarray (draw, node)
        Probabilities 0-1.
    """
    curve = np.zeros_like(nodes)
    for q in range(shifts.shape[1]):
        curve += weights[:, q, None] * logistic(nodes + shifts[:, q, None])
    return curve


def national_shift(pieces: Pieces) -> Floats:
    """Shift of everybody's logit for which expected events are the predicted events (calibration).

    The smallest and the largest unit effect bracket it; Newton's method with bisection where a
    step leaves the bracket.

    Returns
    -------
    ndarray (draw,)
        Logits.
    """
    nodes, weights = pieces.country.nodes, pieces.country.weights[:, 0, :]
    unit_fractions = pieces.people / pieces.people.sum()
    target = pieces.predicted @ unit_fractions
    low, high = pieces.unit_effect.min(axis=1), pieces.unit_effect.max(axis=1)
    shift = pieces.unit_effect @ unit_fractions
    for _ in range(_MAX_NEWTON_STEPS):
        curve = logistic(nodes + shift[:, None])
        excess = np.einsum("sk,sk->s", weights, curve) - target
        slope = np.einsum("sk,sk->s", weights, curve * (1.0 - curve))
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


def direct_rate(pieces: Pieces) -> Floats:
    """Directly standardised rate: that of everybody in the country if all lived in the unit.

    It is a smooth function of the unit effect, so that it is taken at the nodes of a mesh over
    the unit effects and interpolated.

    Returns
    -------
    ndarray (draw, unit)
        Rates 0-1; they err by less than 1e-9.
    """
    units = _unit_mesh(pieces)
    country = mean_curve(units.nodes, pieces.country.nodes, pieces.country.weights[:, 0, :])
    return units.expect(country)


def _unit_mesh(pieces: Pieces) -> Mesh:
    """Lay the unit effects on a mesh, each unit a group of its own."""
    units = pieces.unit_effect.shape[1]
    return lay_on_mesh(pieces.unit_effect, np.ones(units), np.arange(units), units)
