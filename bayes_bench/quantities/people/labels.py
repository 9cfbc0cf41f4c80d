"""How effects and levels are called in ``diagnostics.csv``."""

import numpy as np
import xarray as xr
from numpy.typing import NDArray


def by_level(covariates: xr.DataArray, levels: xr.DataArray) -> NDArray[np.str_]:
    """Names such as ``joint=hip``."""
    pairs = zip(covariates.to_numpy(), levels.to_numpy(), strict=True)
    return np.array([f"{covariate}={level}" for covariate, level in pairs], dtype=str)
