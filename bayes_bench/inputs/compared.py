"""Who is compared: the units of a model's cells, and which of them are ranked."""

from dataclasses import dataclass

import xarray as xr

from bayes_bench.inputs.model.file import Model, top_k
from bayes_bench.typing import Bools


@dataclass(frozen=True, eq=False)
class Compared:
    """A model and the cells of its people.

    Parameters
    ----------
    model : Model
    cells : Dataset
        Binomial cells, dims ``cell, unit``, from `bayes_bench.aggregate`.
    """

    model: Model
    cells: xr.Dataset

    @property
    def is_ranked(self) -> Bools:
        """Which units are ranked (unit,)."""
        return self.cells["ranked"].to_numpy().astype(bool)

    @property
    def ranked_count(self) -> int:
        """How many units are ranked."""
        return int(self.is_ranked.sum())

    @property
    def top(self) -> int:
        """k of "among the k best".

        Raises
        ------
        ModelFileError
            ``benchmark.top`` is not below the number of ranked units.
        """
        return top_k(self.model, self.ranked_count)
