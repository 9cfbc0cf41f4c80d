"""Covariates of units as part of how units do: their effects and unit effects compared as one.

With γ the coefficients of the covariates of units and z_j the unit's values, centred over people, a
unit is then compared by w_j = u_j + z_j'γ in place of u_j, and no expected rate knows of z. What is
predicted of a person stays what it was: in units that were merged, each person keeps their own z.
Where the model has them as case mix, everything here returns what it is given.
"""

from dataclasses import replace

import numpy as np

from bayes_bench.analysis import Analysis
from bayes_bench.design.unit_level import OfUnits
from bayes_bench.estimands.pieces import Pieces, pieces_for, pieces_of
from bayes_bench.parameters import Parameters
from bayes_bench.typing import Floats


def compared[Draws: Parameters](draws: Draws, analysis: Analysis) -> Draws:
    """Draws with what covariates of units add to the logit among the unit effects.

    Parameters
    ----------
    draws : Parameters
    analysis : Analysis

    Returns
    -------
    as draws
        With unit effects w_j = u_j + z_j'γ, coefficients γ = 0, and ``between``: the z'γ of each
        kind of units.
    """
    own = analysis.of_units
    if own is None:
        return draws
    return replace(
        draws,
        coefficient=np.where(own.is_own, 0.0, draws.coefficient),
        unit_effect=draws.unit_effect + _times(draws, own, own.means),
        between=_times(draws, own, own.kinds),
        between_weights=own.weights,
    )


def _times(draws: Parameters, own: OfUnits, rows: Floats) -> Floats:
    """What rows of covariates of units add to the logit (draw, row)."""
    # einsum and not a BLAS product, whose last digit may depend on the number of threads
    product: Floats = np.einsum("st,jt->sj", draws.coefficient[:, own.is_own], rows)
    return product


def compared_pieces(block: Parameters, analysis: Analysis) -> Pieces:
    """`pieces_of` some draws, for every reference.

    Parameters
    ----------
    block : Parameters
        As they were drawn, not yet `compared`.
    analysis : Analysis
    """
    pieces = pieces_of(compared(block, analysis), analysis.design, analysis.population)
    return _with_mixed(pieces, block, analysis)


def compared_pieces_for(reference: str, block: Parameters, analysis: Analysis) -> Pieces:
    """`pieces_for` one reference; the other parameters are those of `compared_pieces`."""
    moved = compared(block, analysis)
    pieces = pieces_for(reference, moved, analysis.design, analysis.population)
    return _with_mixed(pieces, block, analysis)


def _with_mixed(pieces: Pieces, block: Parameters, analysis: Analysis) -> Pieces:
    """With what is predicted of people who have not all of their unit's values, but their own."""
    own = analysis.of_units
    if own is None or not own.mixed:
        return pieces
    predicted, variance = pieces.predicted.copy(), pieces.variance.copy()
    for unit in own.mixed:
        of_one = _one(unit, block, analysis)
        predicted[:, unit], variance[:, unit] = of_one.predicted[:, 0], of_one.variance[:, 0]
    slack = np.einsum("st,t->s", np.abs(block.coefficient[:, own.is_own]), own.widest)
    return replace(pieces, predicted=predicted, variance=variance, slack=slack)


def _one(unit: int, block: Parameters, analysis: Analysis) -> Pieces:
    """Pieces of the people of a single unit."""
    first, last = analysis.population.starts[unit : unit + 2]
    design = analysis.design.of_cells(slice(int(first), int(last)))
    draws = replace(block, unit_effect=block.unit_effect[:, [unit]])
    return pieces_of(draws, design, analysis.population.one(unit), (0.0, 0.0))
