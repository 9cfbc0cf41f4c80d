"""Which rows are meant: texts of a column with where they stand, and rows in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.inputs.codes import float_code
from bayes_bench.interface.suggestions import numbered


@dataclass(frozen=True, eq=False)
class Found:
    """The different texts of a column, and which rows have which.

    Attributes
    ----------
    texts : list of str
    places : ndarray (row,)
        The place of each row's text, -1 where it has none.
    """

    texts: list[str]
    places: NDArray[np.int64]

    @cached_property
    def counts(self) -> NDArray[np.int64]:
        """Rows of each text (text,)."""
        present = self.places[self.places >= 0]
        return np.bincount(present, minlength=len(self.texts)).astype(np.int64)

    @cached_property
    def used(self) -> list[int]:
        """Places of the texts that a row has."""
        return [int(place) for place in np.flatnonzero(self.counts)]

    def where(self, places: Sequence[int] | NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which rows have one of these texts (row,)."""
        marked = np.zeros(len(self.texts) + 1, dtype=bool)
        marked[np.asarray(places, dtype=np.int64)] = True
        return np.asarray(marked[self.places])


def found_texts(raw: pd.Series) -> Found:
    """Return the texts of a raw column; numbers as codes are spelt."""
    if isinstance(raw.dtype, pd.CategoricalDtype):
        return Found(raw.cat.categories.tolist(), np.asarray(raw.cat.codes, dtype=np.int64))
    distinct, places = np.unique(raw.dropna().to_numpy(dtype=float), return_inverse=True)
    everywhere = np.full(raw.size, -1, dtype=np.int64)
    everywhere[raw.notna().to_numpy()] = places
    return Found([float_code(float(value)) for value in distinct], everywhere)


def some_rows(where: NDArray[np.bool_]) -> str:
    """Return 'in 3 rows (2, 9, 17)' for the rows that are marked."""
    rows = np.flatnonzero(where) + 1
    if rows.size == 1:
        return f"in row {rows[0]}"
    return f"in {rows.size} rows ({numbered(rows[:6].tolist())})"
