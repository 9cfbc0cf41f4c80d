"""Covariates of units in the design: what they are in each unit, and where people of one differ.

Where they are part of how a unit does (``benchmark.unit_covariates = "performance"``), what they
add to the logit belongs to the unit's effect: of a unit j with the values z_j, centred over people,
it is u_j + z_j'γ. People differ in them only where units were merged; then the unit has the mean of
its people, and each of these keeps their own value in what is predicted of them.
"""

from dataclasses import dataclass

import numpy as np
from scipy import sparse

from bayes_bench.design.matrix import Design
from bayes_bench.typing import Bools, Floats, Integers


@dataclass(frozen=True)
class OfUnits:
    """Columns of the design that are of units.

    Attributes
    ----------
    is_own : ndarray of bool (term,)
        Which columns they are.
    means : ndarray (unit, own)
        Centred over people; means over the people of each unit.
    kinds : ndarray (kind, own)
        The different rows of `means`.
    weights : ndarray (kind,)
        Parts of all units that have each; they sum to 1.
    mixed : tuple of int
        Units whose people differ, for they were several.
    widest : ndarray (own,)
        How far a person of one of these is at most from the mean of its unit.
    """

    is_own: Bools
    means: Floats
    kinds: Floats
    weights: Floats
    mixed: tuple[int, ...]
    widest: Floats

    @classmethod
    def of(
        cls, design: Design, names: tuple[str, ...], fractions: Floats, starts: Integers
    ) -> "OfUnits":
        """From a design.

        Parameters
        ----------
        design : Design
        names : tuple of str
            The covariates.
        fractions : ndarray (cell,)
            Each cell's part of the people of its unit.
        starts : ndarray (unit + 1,)
            First cell of every unit, and the number of cells.
        """
        is_own = np.array([term.covariate in names for term in design.terms], dtype=bool)
        columns = sparse.csr_array(design.matrix[:, np.flatnonzero(is_own)]).toarray()
        columns -= design.center[is_own]
        first = starts[:-1]
        low, high = (f.reduceat(columns, first, axis=0) for f in (np.minimum, np.maximum))
        differ = (low < high).any(axis=1)
        means = np.add.reduceat(columns * fractions[:, None], first, axis=0)
        means = np.where(differ[:, None], means, low)
        kinds, counts = np.unique(means, axis=0, return_counts=True)
        widest = np.maximum(high - means, means - low).max(axis=0)
        mixed = tuple(np.flatnonzero(differ).tolist())
        return cls(is_own, means, kinds, counts / counts.sum(), mixed, widest)
