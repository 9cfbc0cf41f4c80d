"""All people of the country on a mesh: as they are, and each without the effect of one covariate.

One pass over the cells lays them on a mesh by table row of the design. Those who have one value of
a covariate are the sum of the rows that have it.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from scipy import sparse

from bayes_bench.analysis import Analysis
from bayes_bench.design.matrix import Design
from bayes_bench.numerics.mesh import Mesh, lay_rows_on_mesh, shift_groups
from bayes_bench.parameters import Parameters, width_of_meshes
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class _Values:
    """The different values of one covariate.

    Attributes
    ----------
    columns : ndarray (term,)
        Columns of the design.
    entries : ndarray (value, term)
        Not centred.
    rows, value : ndarray (row,)
        The table rows that have the covariate, and the value of each.
    """

    columns: Integers
    entries: Floats
    rows: Integers
    value: Integers


@dataclass(frozen=True)
class Everyone:
    """How all people, and those without the effect of each covariate, are made of table rows.

    Parameters
    ----------
    analysis : Analysis
    covariates : tuple of str
        Categories or splines, each of which is wanted without.
    """

    analysis: Analysis
    covariates: tuple[str, ...]

    @property
    def width(self) -> int:
        """How many numbers a draw needs at a time."""
        return width_of_meshes(len(self.analysis.design.lookups.rows))

    def meshes(self, block: Parameters) -> tuple[Mesh, dict[str, Mesh]]:
        """Lay all people on meshes of one group.

        Parameters
        ----------
        block : Parameters
            Of some draws.

        Returns
        -------
        Mesh
            Everybody as they are, with their own unit's effect.
        dict of str to Mesh
            By covariate, everybody without its effect on the logit, as if its entries in the
            design, not centred, were 0: a category at its reference, a spline at its first knot.
        """
        groups = self._laid(block)
        without, first = {}, 1
        for name, values in zip(self.covariates, self._values, strict=True):
            if values is None:
                without[name] = _first_of(self._laid(_without_effect(block, self._design, name)))
            else:
                last = first + len(values.entries)
                own = Mesh(groups.origin, groups.weights[:, first:last])
                effect = block.coefficient[:, values.columns] @ values.entries.T
                without[name], first = shift_groups(own, -effect), last
        return _first_of(groups), without

    @property
    def _design(self) -> Design:
        return self.analysis.design

    @cached_property
    def _values(self) -> list[_Values | None]:
        return [_values_of(name, self._design) for name in self.covariates]

    @cached_property
    def _members(self) -> sparse.csr_array:
        """The rows that make up all people (of one way), and those of every value; 1 or 0."""
        lookups = self._design.lookups
        everyone = np.arange(lookups.starts[1])
        rows, groups, first = [everyone], [np.zeros_like(everyone)], 1
        for values in filter(None, self._values):
            rows.append(values.rows)
            groups.append(first + values.value)
            first += len(values.entries)
        where = np.concatenate(groups), np.concatenate(rows)
        return sparse.csr_array((np.ones(where[0].size), where), shape=(first, len(lookups.rows)))

    def _laid(self, block: Parameters) -> Mesh:
        """All people as group 0, and those of every value as further groups."""
        lookups, population = self._design.lookups, self.analysis.population
        values, slopes = lookups.values(block.fixed)
        lowest, highest = lookups.bounds(values, slopes)
        by_row = lay_rows_on_mesh(
            (values, slopes, block.unit_effect),
            lookups.codes,
            lookups.loose,
            (population.country_fractions, population.starts),
            (lowest + block.unit_effect.min(axis=1), highest + block.unit_effect.max(axis=1)),
        )
        return Mesh(by_row.origin, np.stack([self._members @ draw for draw in by_row.weights]))


def columns_of(covariate: str, design: Design) -> Integers:
    """A covariate's columns of the design (term,)."""
    return np.flatnonzero([term.covariate == covariate for term in design.terms])


def _values_of(covariate: str, design: Design) -> _Values | None:
    """Values of a covariate, or none where it has too many for a table."""
    columns, lookups = columns_of(covariate, design), design.lookups
    if np.isin(1 + columns, lookups.loose_terms).any():
        return None
    way = lookups.way_of(int(columns[0]))
    centred, value = np.unique(lookups.rows[way, 1 + columns], axis=0, return_inverse=True)
    rows = np.arange(way.start, way.stop)
    return _Values(columns, centred + design.center[columns], rows, value.ravel())


def _without_effect(block: Parameters, design: Design, covariate: str) -> Parameters:
    """Parameters under which the covariate's columns, not centred, add nothing."""
    columns = columns_of(covariate, design)
    kept = np.delete(np.arange(len(design.terms)), columns)
    intercept = block.intercept - block.coefficient[:, columns] @ design.center[columns]
    coefficient = np.zeros_like(block.coefficient)
    coefficient[:, kept] = block.coefficient[:, kept]
    return replace(block, intercept=intercept, coefficient=coefficient)


def _first_of(mesh: Mesh) -> Mesh:
    return Mesh(mesh.origin, mesh.weights[:, :1])
