"""The seed of a run: the one that the model file names, or one of the data.

Two runs of one seed have the same random numbers, so that the difference of their figures would
seem to be known better than it is, and less than it is of unlike data. So data have seeds of their
own where nobody named one. The seed is written: it follows from what may be shown of the data, or
hidden counts could be tried until one gives it.
"""

import xarray as xr

from bayes_bench.inputs.digests import digest_of
from bayes_bench.inputs.disclosure.shown import shown_of
from bayes_bench.inputs.model.file import Model

ATTRIBUTES = ("levels", "reference")
"""Of a covariate, what its codes stand for."""


def with_seed(model: Model, cells: xr.Dataset) -> Model:
    """The model with the random seed that its draws are made from.

    Parameters
    ----------
    model : Model
    cells : Dataset
        From `bayes_bench.aggregate`.

    Returns
    -------
    Model
        As it is where ``sampling.random_seed`` is named; else with a seed that follows from the
        default one and what may be shown of the cells.
    """
    if "random_seed" in model.sampling.model_fields_set:
        return model
    seed = seed_of(model.sampling.random_seed, shown_of(cells, model))
    sampling = model.sampling.model_copy(update={"random_seed": seed})
    return model.model_copy(update={"sampling": sampling})


def seed_of(base: int, cells: xr.Dataset) -> int:
    """A seed, from 0 to 2^63 - 1, that data have to themselves.

    Parameters
    ----------
    base : int
    cells : Dataset
        Their counts and coordinates count; not what is said of them in words.
    """
    found = digest_of(f"{base}", cells, _meaning)
    return int.from_bytes(found[:8], "big") >> 1


def _meaning(variable: xr.Variable) -> list[object]:
    return [variable.attrs.get(key) for key in ATTRIBUTES]
