"""The design as a few table lookups per cell.

Covariates have few different values, so that a cell's row of the centred design is a sum of a few
rows of a short table: one row for each combination of values of some covariates that are taken
together (a *way*). Whatever is needed of all cells is then a handful of additions per cell instead
of a product with every column. A measurement with too many different values for a table keeps
columns of its own (*loose*).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray

from bayes_bench.inputs.design import Design
from bayes_bench.inputs.model_file import Model

type Floats = NDArray[np.float64]
type Codes = NDArray[np.int32]

ROWS_PER_WAY = 200
"""Combinations of values in one way; some hundred rows times 32 draws stay in the cache."""
LEAST_WAYS = 4
"""Some of them may add nothing: a loop over four ways, a number known beforehand, is fast."""


@dataclass(frozen=True)
class Lookups:
    """Rows a_c = (1, x_c - center) of the design, as sums of rows of a table and loose columns.

    Attributes
    ----------
    codes : ndarray of int32 (cell, way)
        Which row of `rows` each way adds; `LEAST_WAYS` at least.
    rows : ndarray (row, 1 + term)
        Of all ways, one below the other; zero in the loose terms.
    loose : ndarray (cell, loose)
        Centred columns of the terms that have no table.
    loose_terms : ndarray of int64 (loose,)
        Their places among the 1 + term.
    """

    codes: Codes
    rows: Floats
    loose: Floats
    loose_terms: NDArray[np.int64]

    @cached_property
    def dense(self) -> Floats:
        """Every row of the design (cell, 1 + term): for few cells, or for a test."""
        rows: Floats = self.rows[self.codes].sum(axis=1)
        rows[:, self.loose_terms] += self.loose
        return rows


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


def lookups_of(cells: xr.Dataset, model: Model, design: Design) -> Lookups:
    """Take the design apart into tables.

    Parameters
    ----------
    cells : Dataset
        From :func:`bayes_bench.inputs.cells.aggregate`.
    model : Model
    design : Design
        Of these cells.

    Returns
    -------
    Lookups
    """
    names = np.array([term.covariate for term in design.terms], dtype=str)
    ways, loose = [_intercept(cells.sizes["cell"], names.size)], np.empty(0, dtype=np.int64)
    for covariate in model.covariates:
        terms = np.flatnonzero(names == covariate.name)
        code, values = pd.factorize(cells[f"covariate_{covariate.name}"].to_numpy())
        if covariate.kind != "category" and values.size > ROWS_PER_WAY:
            loose = np.concatenate([loose, terms])
        else:
            ways.append(_way(code.astype(np.int64), terms, design))
    packed = _packed(ways, _nothing(cells.sizes["cell"], names.size))
    first = np.cumsum([0, *(len(way.rows) for way in packed)])[:-1]
    codes = np.stack([way.code + start for way, start in zip(packed, first, strict=True)], axis=1)
    columns = design.matrix[:, loose].toarray() - design.center[loose]
    return Lookups(
        codes=np.ascontiguousarray(codes, dtype=np.int32),
        rows=np.concatenate([way.rows for way in packed]),
        loose=np.ascontiguousarray(columns),
        loose_terms=1 + loose,
    )


def _nothing(cells: int, terms: int) -> _Way:
    """One row for everybody, which adds nothing."""
    return _Way(np.zeros(cells, dtype=np.int64), np.zeros((1, 1 + terms)))


def _intercept(cells: int, terms: int) -> _Way:
    """One row for everybody: the first column of the design."""
    way = _nothing(cells, terms)
    way.rows[0, 0] = 1.0
    return way


def _way(code: NDArray[np.int64], terms: NDArray[np.int64], design: Design) -> _Way:
    """The values of one covariate, each as the first cell that has it is coded."""
    _, first = np.unique(code, return_index=True)
    rows = np.zeros((first.size, 1 + design.center.size))
    rows[:, 1 + terms] = design.matrix[first][:, terms].toarray() - design.center[terms]
    return _Way(code, rows)


def _packed(ways: Iterable[_Way], nothing: _Way) -> list[_Way]:
    """Join ways while their combinations are few, so that the tables are of about equal length."""
    packed = [nothing] * LEAST_WAYS
    for way in sorted(ways, key=lambda way: -len(way.rows)):
        place = min(range(len(packed)), key=lambda place: len(packed[place].rows))
        shortest = packed[place]
        if len(shortest.rows) > 1 and len(shortest.rows) * len(way.rows) > ROWS_PER_WAY:
            packed.append(way)
        else:
            packed[place] = shortest.joined(way)
    return packed
