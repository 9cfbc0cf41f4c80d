"""Cells with fewer columns: the covariate patterns that remain."""

from collections.abc import Sequence

import numpy as np
import xarray as xr


def fewer_patterns(cells: xr.Dataset, columns: Sequence[str]) -> xr.Dataset:
    """Merge the cells that are equal in some columns, and sort them by these.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell``.
    columns : sequence of str
        Coordinates by cell; the first decides first on the order.

    Returns
    -------
    Dataset
        Other coordinates by cell are those of one of the merged cells.
    """
    keys = [cells[column].to_numpy() for column in columns]
    order = np.lexsort(keys[::-1])  # the last key decides first
    ordered = [key[order] for key in keys]
    is_new = np.any([key[1:] != key[:-1] for key in ordered], axis=0)
    starts = np.flatnonzero(np.concatenate([[True], is_new]))
    sums = {
        name: ("cell", np.add.reduceat(cells[name].to_numpy()[order], starts))
        for name in ("events", "trials")
    }
    return cells.isel(cell=order[starts]).assign(sums)
