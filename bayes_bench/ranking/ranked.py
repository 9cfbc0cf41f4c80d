"""Which units take part in a ranking."""

import numpy as np
import xarray as xr


def ranked_units[Values: (xr.DataArray, xr.Dataset)](values: Values) -> Values:
    """The units that are ranked: all, but for those whose coord ``ranked`` is False.

    Parameters
    ----------
    values : DataArray or Dataset (..., unit)

    Returns
    -------
    DataArray or Dataset
    """
    if "ranked" not in values.coords:
        return values
    return values.isel(unit=np.flatnonzero(values["ranked"].values))
