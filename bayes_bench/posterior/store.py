"""A posterior as a netCDF file, and back."""

from pathlib import Path
from typing import Literal

import h5netcdf  # type: ignore[import-untyped]
import numpy as np
import xarray as xr

from bayes_bench.errors import InputError

ENGINE: Literal["h5netcdf"] = "h5netcdf"
CELLS = "cells"
"""Attribute with the digest of all cells that draws were made from; it stays inside, as they do."""


def save_posterior(tree: xr.DataTree, path: Path) -> None:
    """Write a posterior; the same tree gives the same bytes.

    Parameters
    ----------
    tree : DataTree
    path : Path
        Overwritten if it exists.
    """
    # in memory first: on a full disk the HDF5 library takes the whole process down
    path.write_bytes(tree.to_netcdf(engine=ENGINE))


def load_posterior(path: Path) -> xr.DataTree:
    """Read a posterior into memory and close the file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    DataTree
        With text coordinates as NumPy text, as they were before saving.

    Raises
    ------
    InputError
        If the file is not a posterior.
    """
    try:
        tree = xr.load_datatree(path, engine=ENGINE)
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path.name}: is not a posterior file that can be read") from error
    return tree.map_over_datasets(_with_text)


def _with_text(group: xr.Dataset) -> xr.Dataset:
    """Labels back from Python objects to NumPy text."""
    text = {
        name: variable.astype(str)
        for name, variable in group.variables.items()
        if variable.dtype == np.dtype(object)
    }
    return group.assign(
        {name: text[name] for name in text if name not in group.coords}
    ).assign_coords({name: text[name] for name in text if name in group.coords})


def cells_of_draws(path: Path) -> str | None:
    """The digest of all cells that draws were made from; None where there are none, or damaged."""
    try:
        with h5netcdf.File(path, "r") as file:
            found = file.attrs.get(CELLS)
    except (OSError, RuntimeError, ValueError, KeyError):
        return None
    return None if found is None else str(found)
