"""Who is compared: the units of a model's cells, which are ranked, and which are shown."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.hidden import Hidden, hidden_of
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

    @cached_property
    def hidden(self) -> Hidden:
        """Who may not be shown."""
        return hidden_of(self.cells, self.model)

    @property
    def is_shown(self) -> Bools:
        """Which units are ranked and shown (unit,)."""
        hidden = np.isin(self.cells["unit"].to_numpy().astype(str), [*self.hidden.units])
        return self.is_ranked & ~hidden

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
