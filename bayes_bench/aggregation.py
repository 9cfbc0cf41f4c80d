"""Binomial cells of people, in which units of which too little is expected are one."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.design.matrix import design_matrix
from bayes_bench.design.pooled_logistic import fit_pooled
from bayes_bench.inputs.cells import counted_cells
from bayes_bench.inputs.model.file import Model
from bayes_bench.typing import Floats


def aggregate(people: pd.DataFrame, model: Model) -> xr.Dataset:
    """Aggregate people to the distinct patterns of unit and covariates.

    A row per person and counts of the same people give the same bytes. Levels of categories that
    too few people have are merged first, then units of too few people, expected events or expected
    non-events; what is expected comes from the pooled regression (`pooled_probability`).

    Parameters
    ----------
    people : DataFrame
        From :func:`bayes_bench.inputs.people.read_people`.
    model : Model

    Returns
    -------
    Dataset
        As of `bayes_bench.inputs.cells.counted_cells`.

    Raises
    ------
    DataError
        Where units or levels cannot be merged, named or shown as the model says.
    """
    return counted_cells(people, model, pooled_probability)


def pooled_probability(cells: xr.Dataset, model: Model) -> Floats:
    """Each cell's probability by the pooled logistic regression, in which units do not differ.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell``.
    model : Model
        Without covariates it is the share of all people.

    Returns
    -------
    ndarray (cell,)
    """
    events, trials = (cells[name].to_numpy() for name in ("events", "trials"))
    if not model.covariates:
        return np.full(trials.size, events.sum() / trials.sum())
    return fit_pooled(design_matrix(cells, model).case_mix, events, trials).probability
