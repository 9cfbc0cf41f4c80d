"""A `Fit` from its three parts, as tests have them."""

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.fit import Fit
from bayes_bench.inputs.model.file import Model


def fit_of(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> Fit:
    """A new fit, in which nothing has been computed yet."""
    return Fit(Analysis(model, cells), posterior)
