"""A `Fit` from its parts, as tests have them."""

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.fit import Fit
from bayes_bench.inputs.model.file import Model


def model_of_sections(**sections: object) -> Model:
    """A model as its file would say it: sections are tables."""
    return Model.model_validate(sections)


def fit_of(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> Fit:
    """A new fit, in which nothing has been computed yet."""
    return Fit(Analysis(model, cells), posterior)


def fit_with_benchmark(bench: xr.Dataset, cells: xr.Dataset, model: Model) -> Fit:
    """A fit without draws of parameters, whose benchmark is this one."""
    return fit_of(xr.DataTree.from_dict({"/benchmark": bench}), cells, model)
