"""A `Fit` from its parts, as tests have them."""

import pandas as pd
import xarray as xr

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import sample


def model_of_sections(**sections: object) -> Model:
    """A model as its file would say it: sections are tables."""
    return Model.model_validate(sections)


def cells_of(people: pd.DataFrame, model: Model) -> xr.Dataset:
    """The cells of a table of people."""
    return aggregate(read_people(model, people), model)


def sampled(model: Model, people: pd.DataFrame) -> Fit:
    """A table of people, analysed and fitted as in a run."""
    analysis = Analysis(model, cells_of(people, model))
    return Fit(analysis, sample(analysis))


def fit_of(posterior: xr.DataTree, cells: xr.Dataset, model: Model) -> Fit:
    """A new fit, in which nothing has been computed yet."""
    return Fit(Analysis(model, cells), posterior)


def fit_with_benchmark(bench: xr.Dataset, cells: xr.Dataset, model: Model) -> Fit:
    """A fit without draws of parameters, whose benchmark is this one."""
    return fit_of(xr.DataTree.from_dict({"/benchmark": bench}), cells, model)
