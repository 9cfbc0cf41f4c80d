"""Binomial cells of people, in which units of which too little is expected are one."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.design.matrix import design_matrix
from bayes_bench.design.own_weight import own_weight
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


MOST_OWN = 0.2
"""Most that 1 more in a unit's own share may add to what is expected of a person there, by
covariates: as much as of five units of one size which alone have a level, each has in it."""


def pooled_probability(cells: xr.Dataset, model: Model) -> Floats:
    """Each cell's probability by the pooled logistic regression, in which units do not differ.

    Of people for whom that would largely be what happened in their own unit (`MOST_OWN`), as where
    a few units alone have a level, it is the share of all people.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell``, sorted by unit.
    model : Model
        Without covariates it is the share of all people.

    Returns
    -------
    ndarray (cell,)
    """
    events, trials, unit = (cells[name].to_numpy() for name in ("events", "trials", "unit_index"))
    everybody = np.full(trials.size, events.sum() / trials.sum())
    if not model.covariates:
        return everybody
    design = design_matrix(cells, model).case_mix
    # rounded: whether a fifth is more than a fifth is the same on every machine
    is_own = np.abs(own_weight(design, unit, trials)).round(9) > MOST_OWN
    return np.where(is_own, everybody, fit_pooled(design, events, trials).probability)
