"""Groups of cells as a few codes per cell, so that a loop over cells adds each up in few places.

Groups that have no cell in common are told apart by one code: the units, the tenths of risk, the
levels of a covariate. Several such groupings are taken together, as combinations, while these are
few; a group is then a sum over combinations.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from math import prod

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from bayes_bench.typing import Integers

MAX_COMBINATIONS = 256
"""Combinations of groups under one code; their sums stay near the processor's cache."""


@dataclass(frozen=True)
class GroupCodes:
    """Which combinations a cell is in, and which combinations make a group.

    Attributes
    ----------
    codes : ndarray of int32 (cell, way)
        Combination, counted over all ways.
    members : csr_array (group, combination)
        Ones where a combination belongs to a group.
    """

    codes: NDArray[np.int32]
    members: sparse.csr_array


@dataclass
class _Grouping:
    """Groups without a common cell: the place of each cell's among them, from 1, or 0."""

    places: Integers
    groups: list[int]

    @property
    def size(self) -> int:
        return 1 + len(self.groups)


def coded(groups: sparse.csr_array) -> GroupCodes:
    """Code groups of cells.

    Parameters
    ----------
    groups : csr_array (group, cell)
        Ones where a cell belongs to a group; groups may overlap.

    Returns
    -------
    GroupCodes
    """
    first, codes, rows, columns = 0, [], [], []
    for way in _packed(_groupings(groups)):
        shape = tuple(grouping.size for grouping in way)
        places = tuple(grouping.places for grouping in way)
        codes.append(first + np.ravel_multi_index(places, shape))
        for grouping, place in zip(way, np.indices(shape).reshape(len(shape), -1), strict=True):
            inside = np.flatnonzero(place)
            rows.append(np.array(grouping.groups, dtype=np.int64)[place[inside] - 1])
            columns.append(first + inside)
        first += prod(shape)
    ones = np.ones(sum(column.size for column in columns))
    where = np.concatenate(rows), np.concatenate(columns)
    members = sparse.csr_array((ones, where), shape=(groups.shape[0], first))
    return GroupCodes(np.stack(codes, axis=1).astype(np.int32), members)


def _groupings(groups: sparse.csr_array) -> list[_Grouping]:
    """Put every group with the first that it has no cell in common with."""
    found: list[_Grouping] = []
    for group in range(groups.shape[0]):
        cells = groups.indices[groups.indptr[group] : groups.indptr[group + 1]]
        apart = (one for one in found if not one.places[cells].any())
        grouping = next(apart, None)
        if grouping is None:
            grouping = _Grouping(np.zeros(groups.shape[1], dtype=np.int64), [])
            found.append(grouping)
        grouping.groups.append(group)
        grouping.places[cells] = len(grouping.groups)
    return found


def _packed(groupings: list[_Grouping]) -> Iterator[list[_Grouping]]:
    """Take neighbours together while their combinations are few."""
    way: list[_Grouping] = []
    for grouping in groupings:
        if way and prod(one.size for one in [*way, grouping]) > MAX_COMBINATIONS:
            yield way
            way = []
        way.append(grouping)
    if way:
        yield way
