"""What replicates are made from and compared with: the observed counts, and thinned draws."""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from scipy import sparse

from bayes_bench.analysis import Analysis, Population
from bayes_bench.design.lookups import Lookups
from bayes_bench.design.matrix import Design
from bayes_bench.fitted import Fit, once
from bayes_bench.parameters import Parameters, predictor_of
from bayes_bench.typing import Bools, Floats, Integers

MAX_DRAWS = 2000
"""Draws that the checks use at most, evenly spaced. A mid-p-value then has a Monte Carlo error
below .003 as a rule; a bound of a 95 % interval one of a sixteenth of the predictive sd."""
FEWER_DRAWS = 1000
"""As many at least where there are many cells or units: the errors grow by 1.4, that of a bound to
a twelfth of the predictive sd, which is a 45th of the interval."""
MOST_CELLS, MOST_UNITS = 250_000, 2_000
"""Up to which there are no fewer draws."""


@dataclass(frozen=True)
class Observed:
    """The data that replicates are compared with: the design and the counts.

    Attributes
    ----------
    design : Design
    population : Population
    """

    design: Design
    population: Population

    def one(self, unit: int) -> "Observed":
        """The same of a single unit; the design keeps its centre."""
        first, last = self.population.starts[unit : unit + 2]
        design = self.design.of_cells(slice(int(first), int(last)))
        return Observed(design, self.population.one(unit))


@dataclass(frozen=True)
class SmallUnits:
    """The cells of the units that have few of them.

    Attributes
    ----------
    lookups : Lookups
        Of these cells only.
    trials : ndarray (cell,)
    starts : ndarray (unit + 1,)
        First cell of every unit: where a unit has too many cells, the same as of the next.
    """

    lookups: Lookups
    trials: Floats
    starts: Integers

    @classmethod
    def of(cls, observed: Observed, most: int) -> Self:
        """Of the units of so many cells at most."""
        lookups, population = observed.design.lookups, observed.population
        sizes = np.diff(population.starts)
        kept = np.repeat(sizes <= most, sizes)
        some = replace(lookups, codes=lookups.codes[kept], loose=lookups.loose[kept])
        starts = np.concatenate([[0], np.cumsum(np.where(sizes <= most, sizes, 0))])
        return cls(some, population.trials[kept].astype(np.float64), starts)

    @property
    def large(self) -> Bools:
        """Whether a unit has more cells (unit,)."""
        large: Bools = np.diff(self.starts) == 0
        return large

    def cells(self, draws: Parameters) -> tuple[Floats, Floats, Integers]:
        """Logits without unit effects (draw, cell), trials, and first cells."""
        return predictor_of(draws, self.lookups), self.trials, self.starts


def observed_of(analysis: Analysis) -> Observed:
    """The data of an analysis."""
    return Observed(analysis.design, analysis.population)


@dataclass(frozen=True)
class IndexedParameters(Parameters):
    """Draws with their numbers, so that every block has a random stream of its own.

    Attributes
    ----------
    index : ndarray (draw,)
        From 0, among all draws that are kept.
    """

    index: Integers

    def __getitem__(self, draws: slice) -> Self:
        """Keep some of the draws."""
        return replace(super().__getitem__(draws), index=self.index[draws])


def thinned_rows(draws: int, max_draws: int = MAX_DRAWS) -> Integers:
    """Indices of evenly spaced draws, at most so many, the first and the last among them."""
    kept = np.unique(np.linspace(0, draws - 1, min(max_draws, draws)).round())
    rows: Integers = kept.astype(np.int64)
    return rows


def thinned(parameters: Parameters, max_draws: int = MAX_DRAWS) -> IndexedParameters:
    """Evenly spaced draws of all chains, at most so many."""
    return at_rows(parameters, thinned_rows(len(parameters), max_draws))


def at_rows(parameters: Parameters, rows: Integers) -> IndexedParameters:
    """The draws at these places, numbered anew."""
    return IndexedParameters(
        parameters.intercept[rows],
        parameters.coefficient[rows],
        parameters.unit_sd[rows],
        parameters.unit_effect[rows],
        np.arange(rows.size),
        effects=parameters.effects,
    )


def max_draws_of(cells: int, units: int) -> int:
    """Draws that are used at most for so many cells and units: fewer where these are many."""
    excess = max(cells / MOST_CELLS, units / MOST_UNITS, 1.0)
    return max(FEWER_DRAWS, int(MAX_DRAWS / excess))


@once
def predictive_rows(fit: Fit) -> Integers:
    """Places, among all draws, of those that everything predictive is made from (draw,)."""
    population = fit.analysis.population
    most = max_draws_of(population.trials.size, population.units)
    return thinned_rows(len(fit.parameters), most)


@once
def thinned_draws(fit: Fit) -> IndexedParameters:
    """The draws that everything predictive is made from."""
    return thinned(fit.parameters, predictive_rows(fit).size)


def units_of(population: Population) -> sparse.csr_array:
    """The units as groups of cells; (unit, cell), ones."""
    cells = np.arange(population.trials.size)
    ones = np.ones(cells.size, dtype=np.int64)
    return sparse.csr_array((ones, cells, population.starts))
