"""Means over everybody: of changes by a covariate, with each level, and along each spline.

All of them come from one pass over the cells for a few draws, in the draws of a `thinned_fit`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.estimands.covariates.contrasts import (
    Contrast,
    Factor,
    Grid,
    contrasts_of,
    factors_of,
    grids_of,
)
from bayes_bench.estimands.covariates.crossed import Crossed, crossed_averages
from bayes_bench.estimands.covariates.everyone import Everyone
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import Mesh
from bayes_bench.parameters import Parameters, map_blocks
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class Averages:
    """Means over everybody, in the draws of a `thinned_fit`.

    Attributes
    ----------
    changes : ndarray (draw, effect)
        Mean change of probability by each contrast, percentage points; where there are
        interactions, then by each of `conditionals_of`.
    rates : ndarray (draw, category)
        Mean probability with each level of each factor, 0-1.
    curves : mapping of str to ndarray (draw, value + 1)
        Mean probability at each value of a spline's grid, by covariate, 0-1.
    """

    changes: Floats
    rates: Floats
    curves: Mapping[str, Floats]


@once
def averages_of(fit: Fit) -> Averages:
    """Pass over the cells in the draws of a `thinned_fit`.

    Parameters
    ----------
    fit : Fit

    Raises
    ------
    InputError
        The posterior was fitted to other units or terms.
    """
    parameters, crossed = thinned_fit(fit).parameters, crossed_averages(fit)
    contrasts, factors = contrasts_of(fit.analysis.design), factors_of(fit.analysis)
    alone = (
        [one for one in contrasts if one.covariate not in crossed.covariates],
        [one for one in factors if one.name not in crossed.covariates],
        {name: g for name, g in grids_of(fit).items() if name not in crossed.covariates},
    )
    everyone = Everyone(fit.analysis, (*(factor.name for factor in alone[1]), *alone[2]))

    def averaged(block: Parameters) -> tuple[Floats, ...]:
        return _averaged(block, everyone.meshes(block), *alone)

    parts = map_blocks(averaged, parameters, everyone.width, None)
    changes, rates, *curves = (np.concatenate(part) for part in zip(*parts, strict=True))
    found = Averages(changes, rates, dict(zip(alone[2], curves, strict=True)))
    return _with_crossed(found, crossed, contrasts, factors) if crossed.covariates else found


def _with_crossed(
    alone: Averages, crossed: Crossed, contrasts: Sequence[Contrast], factors: Sequence[Factor]
) -> Averages:
    """Averages of all covariates in the order of the design, then those of `conditionals_of`."""
    changes, rates = iter(alone.changes.T), iter(alone.rates.T)
    every = [
        crossed.changes[c.covariate, c.level]
        if c.covariate in crossed.covariates
        else next(changes)
        for c in contrasts
    ]
    levels = [
        level
        for f in factors
        for level in (
            crossed.rates[f.name].T
            if f.name in crossed.covariates
            else [next(rates) for _ in f.levels]
        )
    ]
    nothing = np.empty((0, len(alone.changes)))
    return Averages(
        np.vstack([nothing, *every, crossed.conditional.T]).T,
        np.vstack([nothing, *levels]).T,
        {**alone.curves, **crossed.curves},
    )


def _averaged(
    block: Parameters,
    people: tuple[Mesh, Mapping[str, Mesh]],
    contrasts: Sequence[Contrast],
    factors: Sequence[Factor],
    grids: Mapping[str, Grid],
) -> tuple[Floats, ...]:
    """Changes, rates, and every curve, of some draws."""
    everyone, without = people
    changes = [
        _mean_change(without.get(contrast.covariate, everyone), contrast.shift(block))
        for contrast in contrasts
    ]
    rates = [_mean_probabilities(without[f.name], f.shifts(block)) for f in factors]
    curves = (_mean_probabilities(without[name], g.shifts(block)) for name, g in grids.items())
    nothing = np.empty((len(block), 0))
    return (
        np.concatenate([nothing, *changes], axis=1),
        np.concatenate([nothing, *rates], axis=1),
        *curves,
    )


def _mean_change(people: Mesh, shift: Floats) -> Floats:
    """Mean change of probability, percentage points, when all logits rise by ``shift`` (draw,).

    Dims (draw, 1).
    """
    change = logistic(people.nodes + shift[:, None]) - logistic(people.nodes)
    return 100 * people.expect(change)


def _mean_probabilities(people: Mesh, shifts: Floats) -> Floats:
    """Everybody's mean probability at each shift of the logits: (draw, shift) -> (draw, shift)."""
    means = [people.expect(logistic(people.nodes + shift[:, None])) for shift in shifts.T]
    return np.concatenate(means, axis=1)
