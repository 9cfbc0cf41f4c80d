"""What of covariates is asked: changes by level or step, levels, values of splines."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import Design
from bayes_bench.design.splines import spline_basis, weighted_quantiles
from bayes_bench.estimands.covariates.everyone import columns_of
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.interactions import PER_SD, PER_UNIT
from bayes_bench.parameters import Parameters
from bayes_bench.typing import Floats, Integers

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
