"""The seed of a run: the one that the model file names, or one of the data.

Two runs of one seed have the same random numbers, so that the difference of their figures would
seem to be known better than it is, and less than it is of unlike data. So data have seeds of their
own where nobody named one. The seed is written: it follows from what may be shown of the data, or
hidden counts could be tried until one gives it.
"""

import hashlib

import xarray as xr

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
    digest = hashlib.sha256(str(base).encode())
    for name in sorted(map(str, cells.variables)):
        values = cells.variables[name].to_numpy()
        told = [cells.variables[name].attrs.get(key) for key in ATTRIBUTES]
        digest.update(repr([name, values.shape, told]).encode())
        is_text = values.dtype.kind in "OUS"
        digest.update(repr(values.tolist()).encode() if is_text else values.tobytes())
    return int.from_bytes(digest.digest()[:8], "big") >> 1
