"""The design as a few table lookups per cell.

Covariates have few different values, so that a cell's row of the centred design is a sum of a few
rows of a short table: one row for each combination of values of some covariates that are taken
together (a *way*). Whatever is needed of all cells is then a handful of additions per cell instead
of a product with every column. A measurement with too many different values for a table keeps
columns of its own (*loose*).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bayes_bench.typing import Floats

type Codes = NDArray[np.int32]

ROWS_PER_WAY = 200
"""Combinations of values in one way; some hundred rows times 32 draws stay in the cache."""
MIN_WAYS = 4
"""Some of them may add nothing: a loop over four ways, a number known beforehand, is fast."""


@dataclass(frozen=True)
class Lookups:
    """Rows a_c = (1, x_c - center) of the design, as sums of rows of a table and loose columns.

    Attributes
    ----------
    codes : ndarray of int32 (cell, way)
        Which row of `rows` each way adds; `MIN_WAYS` at least.
    rows : ndarray (row, 1 + term)
        Of all ways, one below the other; zero in the loose terms.
    loose : ndarray (cell, loose)
        Centred columns of the terms that have no table.
    loose_terms : ndarray of int64 (loose,)
        Their places among the 1 + term.
    starts : ndarray of int64 (way + 1,)
        First row of every way, and the number of rows.
    """

    codes: Codes
    rows: Floats
    loose: Floats
    loose_terms: NDArray[np.int64]
    starts: NDArray[np.int64]

    @cached_property
    def dense(self) -> Floats:
        """Every row of the design (cell, 1 + term): for few cells, or for a test."""
        rows: Floats = self.rows[self.codes].sum(axis=1)
        rows[:, self.loose_terms] += self.loose
        return rows

    def values(self, fixed: Floats) -> tuple[Floats, Floats]:
        """What each row adds to the linear predictor, and the slopes of the loose columns.

        Parameters
        ----------
        fixed : ndarray (draw, 1 + term)
            Intercept and coefficients.

        Returns
        -------
        ndarray (draw, row)
            Logits.
        ndarray (draw, loose)
        """
        return fixed @ self.rows.T, np.ascontiguousarray(fixed[:, self.loose_terms])

    def bounds(self, values: Floats, slopes: Floats) -> tuple[Floats, Floats]:
        """Between what each draw's linear predictor lies: no cell need have all that is least.

        Parameters
        ----------
        values : ndarray (draw, row)
            What each row adds.
        slopes : ndarray (draw, loose)

        Returns
        -------
        lowest, highest : ndarray (draw,)
            Without the unit effect.
        """
        ends = slopes[:, None, :] * self._loose_ends  # (draw, 2, loose)
        lowest = np.minimum.reduceat(values, self.starts[:-1], axis=1).sum(axis=1)
        highest = np.maximum.reduceat(values, self.starts[:-1], axis=1).sum(axis=1)
        return lowest + ends.min(axis=1).sum(axis=1), highest + ends.max(axis=1).sum(axis=1)

    @cached_property
    def _loose_ends(self) -> Floats:
        """Smallest and largest entry of each loose column (2, loose)."""
        return np.stack([self.loose.min(axis=0), self.loose.max(axis=0)])

    def way_of(self, term: int) -> slice:
        """The rows of the way that has a term, counted from 0 without the intercept."""
        row = int(np.flatnonzero(self.rows[:, 1 + term])[0])
        way = int(np.searchsorted(self.starts, row, side="right"))
        return slice(int(self.starts[way - 1]), int(self.starts[way]))


@dataclass(frozen=True)
class _Way:
    """Some covariates' combinations of values: each cell's, and what each adds to the design."""

    code: NDArray[np.int64]  # (cell,)
    rows: Floats  # (combination, 1 + term)

    def joined(self, other: "_Way") -> "_Way":
        """Every combination of both."""
        rows = self.rows[:, None, :] + other.rows[None, :, :]
        code = self.code * len(other.rows) + other.code
        return _Way(code, rows.reshape(-1, rows.shape[2]))


def take_apart(matrix: sparse.csr_array, center: Floats, covariates: Sequence[str]) -> Lookups:
    """Take a design apart into tables.

    Parameters
    ----------
    matrix : csr_array (cell, term)
        Not centred.
    center : ndarray (term,)
    covariates : sequence of str
        The covariate of each term.

    Returns
    -------
    Lookups
    """
    names = np.array(covariates, dtype=str)
    ways, loose = [_intercept(matrix.shape[0], center.size)], np.empty(0, dtype=np.int64)
    for name in dict.fromkeys(covariates):
        terms = np.flatnonzero(names == name)
        code, rows = _distinct(matrix[:, terms])
        if len(rows) > max(ROWS_PER_WAY, terms.size + 1):  # a category may have many levels
            loose = np.concatenate([loose, terms])
        else:
            ways.append(_way(code, rows - center[terms], terms, center.size))
    packed = _packed(ways, _nothing(matrix.shape[0], center.size))
    starts = np.cumsum([0, *(len(way.rows) for way in packed)])
    codes = np.stack([way.code + start for way, start in zip(packed, starts, strict=False)], axis=1)
    return Lookups(
        codes=np.ascontiguousarray(codes, dtype=np.int32),
        rows=np.concatenate([way.rows for way in packed]),
        loose=np.ascontiguousarray(matrix[:, loose].toarray() - center[loose]),
        loose_terms=1 + loose,
        starts=starts,
    )


def _distinct(columns: sparse.csr_array) -> tuple[NDArray[np.int64], Floats]:
    """Which of the distinct rows each cell has, and these rows: (cell,), (row, term).

    Rows are told apart by one random combination of their columns.
    """
    mixed = columns @ np.random.default_rng(columns.shape[1]).uniform(1.0, 2.0, columns.shape[1])
    code, _ = pd.factorize(mixed)
    _, first = np.unique(code, return_index=True)
    return code.astype(np.int64), columns[first].toarray()


def _nothing(cells: int, terms: int) -> _Way:
    """One row for everybody, which adds nothing."""
    return _Way(np.zeros(cells, dtype=np.int64), np.zeros((1, 1 + terms)))


def _intercept(cells: int, terms: int) -> _Way:
    """One row for everybody: the first column of the design."""
    way = _nothing(cells, terms)
    way.rows[0, 0] = 1.0
    return way


def _way(code: NDArray[np.int64], rows: Floats, columns: NDArray[np.int64], terms: int) -> _Way:
    """The values of one covariate, in their columns of the design."""
    wide = np.zeros((len(rows), 1 + terms))
    wide[:, 1 + columns] = rows
    return _Way(code, wide)


def _packed(ways: Iterable[_Way], nothing: _Way) -> list[_Way]:
    """Join ways while their combinations are few, so that the tables are of about equal length."""
    packed = [nothing] * MIN_WAYS
    for way in sorted(ways, key=lambda way: -len(way.rows)):
        place = min(range(len(packed)), key=lambda place: len(packed[place].rows))
        shortest = packed[place]
        if len(shortest.rows) > 1 and len(shortest.rows) * len(way.rows) > ROWS_PER_WAY:
            packed.append(way)
        else:
            packed[place] = shortest.joined(way)
    return packed
