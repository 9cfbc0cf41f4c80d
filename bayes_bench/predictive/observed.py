"""What replicates are made from and compared with: the observed counts, and some of the draws."""

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np
import xarray as xr
from scipy import sparse

from bayes_bench.design.matrix import Design
from bayes_bench.estimands.parameters import Parameters, Population, population_of, width_of
from bayes_bench.numerics.mesh import Mesh, lay_on_mesh
from bayes_bench.typing import Floats, Integers

DRAWS = 2000
"""Draws that the checks use at most, evenly spaced. An exceedance then has a Monte Carlo error
below .003 as a rule; a bound of a 95 % interval one of a twentieth of the predictive sd."""


@dataclass(frozen=True)
class Observed:
    """What happened to whom: the data that replicates are compared with.

    Attributes
    ----------
    design : Design
    population : Population
    trials, events : ndarray (cell,)
        Counts.
    """

    design: Design
    population: Population
    trials: Integers
    events: Integers

    @cached_property
    def unit_events(self) -> Integers:
        """Events by unit; dims (unit,)."""
        totals: Integers = np.add.reduceat(self.events, self.population.starts[:-1])
        return totals

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.population.people.size)

    @property
    def width(self) -> int:
        """How many numbers a draw needs at a time."""
        return width_of(self.trials.size, self.units)

    def mesh(self, predictor: Floats) -> Mesh:
        """The case mix of every unit, from the logits without unit effects (draw, cell)."""
        population = self.population
        return lay_on_mesh(predictor, population.shares, population.unit_index, self.units)

    def one(self, unit: int) -> "Observed":
        """The same of a single unit; the design keeps its centre."""
        first, last = self.population.starts[unit : unit + 2]
        cells = slice(int(first), int(last))
        population = Population(
            starts=np.array([0, last - first]),
            people=self.population.people[[unit]],
            shares=self.population.shares[cells],
            unit_index=np.zeros(last - first, dtype=np.int64),
        )
        matrix = sparse.csr_array(self.design.matrix[cells])
        design = Design(matrix, self.design.center, self.design.terms, self.design.knots)
        return Observed(design, population, self.trials[cells], self.events[cells])


def observed_of(cells: xr.Dataset, design: Design) -> Observed:
    """Collect the data of binomial cells (dims cell, unit) with their design."""
    trials, events = (cells[name].to_numpy().astype(np.int64) for name in ("trials", "events"))
    return Observed(design, population_of(cells), trials, events)


@dataclass(frozen=True)
class Placed(Parameters):
    """Draws that know their places, so that every block has a random stream of its own.

    Attributes
    ----------
    place : ndarray (draw,)
    """

    place: Integers

    def __getitem__(self, draws: slice) -> Self:
        """Keep some of the draws."""
        return type(self)(
            self.intercept[draws],
            self.coefficient[draws],
            self.unit_sd[draws],
            self.unit_effect[draws],
            self.place[draws],
        )


def thinned(parameters: Parameters, most: int = DRAWS) -> Placed:
    """Evenly spaced draws of all chains, at most so many."""
    kept = np.unique(np.linspace(0, len(parameters) - 1, min(most, len(parameters))).round())
    rows = kept.astype(np.int64)
    return Placed(
        parameters.intercept[rows],
        parameters.coefficient[rows],
        parameters.unit_sd[rows],
        parameters.unit_effect[rows],
        np.arange(rows.size),
    )


def units_of(observed: Observed) -> sparse.csr_array:
    """The units as groups of cells; (unit, cell), ones."""
    cells = np.arange(observed.trials.size)
    ones = np.ones(cells.size, dtype=np.int64)
    return sparse.csr_array((ones, cells, observed.population.starts))
