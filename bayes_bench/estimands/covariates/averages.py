"""Means over everybody: of changes by a covariate, with each level, and along each spline.

All of them come from one pass over the cells for a few draws, in the draws of a `thinned_fit`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import Design
from bayes_bench.design.splines import spline_basis, weighted_quantiles
from bayes_bench.estimands.covariates.everyone import Everyone, columns_of
from bayes_bench.fitted import Fit, once, thinned_fit
from bayes_bench.numerics.logistic import logistic
from bayes_bench.numerics.mesh import Mesh
from bayes_bench.parameters import Parameters, map_blocks
from bayes_bench.typing import Floats, Integers

PER_UNIT, PER_SD = "per unit", "per sd"

POINTS = 41
"""Points of a curve, equally spaced."""

_ENDS = (0.01, 0.99)  # quantiles of the people: the extreme values belong to single persons


@dataclass(frozen=True)
class Contrast:
    """One row of the effects: a change of the linear predictor.

    Attributes
    ----------
    covariate, level : str
        What changes, and to what ("per unit" and "per sd" for a linear covariate).
    column : int
        Its column of the design.
    factor : float
        What the column's coefficient is multiplied by.
    """

    covariate: str
    level: str
    column: int
    factor: float

    def shift(self, parameters: Parameters) -> Floats:
        """The change of the logit (draw,)."""
        return self.factor * parameters.coefficient[:, self.column]


@dataclass(frozen=True)
class Factor:
    """A category covariate: its levels, and their columns of the design.

    Attributes
    ----------
    name : str
    levels : tuple of str
    columns : tuple of int
        Column of each level; -1 for the reference.
    """

    name: str
    levels: tuple[str, ...]
    columns: tuple[int, ...]

    def shifts(self, parameters: Parameters) -> Floats:
        """Log odds ratio of every level against the reference; dims (draw, level)."""
        padded = np.pad(parameters.coefficient, ((0, 0), (0, 1)))  # column -1: the reference's 0
        return padded[:, list(self.columns)]


@dataclass(frozen=True)
class Grid:
    """Where the curve of a spline covariate is wanted.

    Attributes
    ----------
    values : ndarray (value,)
        Equally spaced from the 1st to the 99th percentile over people, original units.
    median : float
        Over people.
    columns : ndarray (term,)
        The covariate's columns of the design.
    basis : ndarray (value + 1, term)
        At the values, and last at the median.
    """

    values: Floats
    median: float
    columns: Integers
    basis: Floats

    def shifts(self, parameters: Parameters) -> Floats:
        """Log odds against the first knot, last at the median; dims (draw, value + 1)."""
        return np.asarray(parameters.coefficient[:, self.columns] @ self.basis.T)


@dataclass(frozen=True)
class Averages:
    """Means over everybody, in the draws of a `thinned_fit`.

    Attributes
    ----------
    changes : ndarray (draw, effect)
        Mean change of probability by each contrast, percentage points.
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
    parameters = thinned_fit(fit).parameters
    wanted = contrasts_of(fit.analysis.design), factors_of(fit.analysis), grids_of(fit)
    factors, grids = wanted[1:]
    everyone = Everyone(fit.analysis, (*(factor.name for factor in factors), *grids))

    def averaged(block: Parameters) -> tuple[Floats, ...]:
        return _averaged(block, everyone.meshes(block), *wanted)

    parts = map_blocks(averaged, parameters, everyone.width, None)
    changes, rates, *curves = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Averages(changes, rates, dict(zip(grids, curves, strict=True)))


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


def contrasts_of(design: Design) -> list[Contrast]:
    """The effects: every level but the reference, and two steps of a linear covariate."""
    return list(_contrasts(design))


def _contrasts(design: Design) -> Iterator[Contrast]:
    for column, term in enumerate(design.terms):
        if term.kind == "category":
            yield Contrast(term.covariate, term.level, column, 1.0)
        elif term.kind == "linear":
            yield Contrast(term.covariate, PER_UNIT, column, 1.0 / term.scale)
            yield Contrast(term.covariate, PER_SD, column, 1.0)


def factors_of(analysis: Analysis) -> list[Factor]:
    """The category covariates."""
    terms = analysis.design.terms
    names = dict.fromkeys(term.covariate for term in terms if term.kind == "category")
    return [_factor(name, analysis) for name in names]


def _factor(name: str, analysis: Analysis) -> Factor:
    columns = {t.level: i for i, t in enumerate(analysis.design.terms) if t.covariate == name}
    levels = tuple(analysis.cells[f"covariate_{name}"].attrs["levels"])
    return Factor(name, levels, tuple(columns.get(level, -1) for level in levels))


@once
def grids_of(fit: Fit) -> dict[str, Grid]:
    """The grid of every spline covariate, by name."""
    names = [covariate.name for covariate in fit.model.covariates if covariate.kind == "spline"]
    return {name: _grid(name, fit.analysis) for name in names}


def _grid(name: str, analysis: Analysis) -> Grid:
    cells, design = analysis.cells, analysis.design
    people = (cells[f"covariate_{name}"].to_numpy(), cells["trials"].to_numpy())
    low, median, high = weighted_quantiles(*people, np.array([_ENDS[0], 0.5, _ENDS[1]]))
    values = np.linspace(low, high, POINTS)
    basis = spline_basis(np.append(values, median), design.knots[name])
    return Grid(values, float(median), columns_of(name, design), basis)
