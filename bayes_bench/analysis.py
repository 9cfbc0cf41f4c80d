"""An analysis before it is fitted: a model, its cells, and what follows from the two alone."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from bayes_bench.design.matrix import Design, design_matrix
from bayes_bench.design.pooled_logistic import PooledFit, fit_pooled
from bayes_bench.design.unit_level import OfUnits
from bayes_bench.inputs.compared import Compared
from bayes_bench.inputs.model.file import Model
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class Population:
    """Who the people are, and what happened to them: sizes and places of the cells.

    Attributes
    ----------
    starts : ndarray (unit + 1,)
        First cell of every unit, and the number of cells.
    people : ndarray (unit,)
        Number of people (trials) of every unit.
    fractions : ndarray (cell,)
        Each cell's part of the people of its unit.
    unit_index : ndarray (cell,)
    trials, events : ndarray (cell,)
        Counts.
    """

    starts: Integers
    people: Integers
    fractions: Floats
    unit_index: Integers
    trials: Integers
    events: Integers

    @cached_property
    def unit_fractions(self) -> Floats:
        """Each unit's part of all people (unit,)."""
        fractions: Floats = self.people / self.people.sum()
        return fractions

    @cached_property
    def country_fractions(self) -> Floats:
        """Each cell's part of all people (cell,)."""
        fractions: Floats = self.fractions * self.unit_fractions[self.unit_index]
        return fractions

    @cached_property
    def unit_events(self) -> Integers:
        """Events by unit (unit,)."""
        totals: Integers = np.add.reduceat(self.events, self.starts[:-1])
        return totals

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.people.size)

    def of_cells(self, by_unit: Floats) -> Floats:
        """What each cell's unit has; (draw, unit) -> (draw, cell)."""
        # four times as fast as taking by unit_index
        return np.repeat(by_unit, np.diff(self.starts), axis=-1)

    def one(self, unit: int) -> "Population":
        """The people of a single unit."""
        first, last = self.starts[unit : unit + 2]
        cells = slice(int(first), int(last))
        return Population(
            starts=np.array([0, last - first]),
            people=self.people[[unit]],
            fractions=self.fractions[cells],
            unit_index=np.zeros(last - first, dtype=np.int64),
            trials=self.trials[cells],
            events=self.events[cells],
        )


def population_of(cells: xr.Dataset) -> Population:
    """Read the sizes and places of the cells, which are sorted by unit."""
    trials, events = (cells[name].to_numpy().astype(np.int64) for name in ("trials", "events"))
    unit_index = cells["unit_index"].to_numpy().astype(np.int64)
    starts = np.searchsorted(unit_index, np.arange(cells.sizes["unit"] + 1))
    people = np.add.reduceat(trials, starts[:-1])
    return Population(starts, people, trials / people[unit_index], unit_index, trials, events)


@dataclass(frozen=True, eq=False)
class Analysis(Compared):
    """A model and the cells of its people, with what follows from them, each computed once.

    Parameters
    ----------
    model : Model
    cells : Dataset
        Binomial cells, dims ``cell, unit``, from `bayes_bench.aggregate`.
    """

    @cached_property
    def design(self) -> Design:
        """The sparse design of the cells."""
        return design_matrix(self.cells, self.model)

    @cached_property
    def population(self) -> Population:
        """Sizes and places of the cells."""
        return population_of(self.cells)

    @cached_property
    def pooled(self) -> PooledFit:
        """The regression without effects of units or groupings, by maximum likelihood.

        Nor of covariates of units where these are part of how a unit does.
        """
        events, trials = (self.cells[name].to_numpy() for name in ("events", "trials"))
        own = self.of_units
        design = self.design if own is None else self.design.where(~own.is_own)
        return fit_pooled(design.case_mix, events, trials)

    @cached_property
    def of_units(self) -> OfUnits | None:
        """Covariates of units that are part of how a unit does; none where they are case mix."""
        if self.model.benchmark.unit_covariates == "case_mix":
            return None
        population = self.population
        names = self.model.of_units
        return OfUnits.of(self.design, names, population.fractions, population.starts)

    def varies_within_units(self, values: Floats | Integers) -> bool:
        """Whether two people of one ranked unit differ in a column (cell,); "other" is several."""
        first = self.population.starts[:-1]
        varies = np.minimum.reduceat(values, first) < np.maximum.reduceat(values, first)
        return bool(varies[self.is_ranked].any())

    def with_model(self, model: Model) -> "Analysis":
        """The same people under another model; what both have in common is not derived again."""
        other = Analysis(model, self.cells)
        if (model.covariates, model.groups) == (self.model.covariates, self.model.groups):
            derived = ["design", "population"]
            if model.benchmark.unit_covariates == self.model.benchmark.unit_covariates:
                derived.append("pooled")
            vars(other).update({name: vars(self)[name] for name in derived if name in vars(self)})
        return other

    @property
    def unit_coords(self) -> dict[str, xr.DataArray]:
        """Coordinates of everything that is by unit: code, name, and whether it is ranked."""
        return {name: self.cells[name] for name in ("unit", "name", "ranked")}
