"""Thinned draws know which chain they are of."""

import numpy as np
import xarray as xr

from bayes_bench.fitted import Fit
from bayes_bench.predictive.observed import predictive_rows
from bayes_bench.typing import Floats, Integers


def predictive_draws(values: Floats, labels: list[str], fit: Fit) -> xr.DataArray:
    """Values by the draws that everything predictive is made from.

    Parameters
    ----------
    values : ndarray (draw, label)
    labels : list of str
    fit : Fit

    Returns
    -------
    DataArray (draw, label)
        With the coord ``chain`` (draw).
    """
    return of_rows(values, labels, predictive_rows(fit), fit)


def of_rows(values: Floats, labels: list[str], rows: Integers, fit: Fit) -> xr.DataArray:
    """Values of some of the draws, by their places among all, chain after chain.

    Returns
    -------
    DataArray (draw, label)
        With the coord ``chain`` (draw).
    """
    length = fit.posterior["posterior"].sizes["draw"]
    coords = {"label": np.array(labels, dtype=str), "chain": ("draw", rows // length)}
    return xr.DataArray(values, coords, ("draw", "label"))
