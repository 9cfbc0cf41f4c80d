"""The model as PyMC code: the definition that every other engine is held against."""

from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from bayes_bench.design.matrix import design_matrix
from bayes_bench.inputs.model.file import Model
from bayes_bench.typing import Floats

if TYPE_CHECKING:
    import pymc as pm


def build_pymc_model(
    cells: xr.Dataset, model: Model, *, centring: Floats | None = None
) -> "pm.Model":
    """Build the multilevel logistic model in PyMC.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``, from `bayes_bench.aggregate`.
    model : Model
        The model file.
    centring : ndarray (unit,), optional
        How far each unit effect is centred, from 0 (sampled as a multiple of the between-unit sd)
        to 1 (sampled as it is). The posterior is the same for every value; without it
        `unit_effect` is itself a free variable.

    Returns
    -------
    pymc.Model
        With `intercept`, `coefficient` (term; absent without covariates), `unit_sd` and
        `unit_effect` (unit), and `events` (cell) observed. The binomial coefficients are constant
        and do not touch the posterior.

    References
    ----------
    Gorinova, Moore & Hoffman (2020), "Automatic reparameterisation of probabilistic programs",
    ICML, arXiv 1906.03028, for centring by unit.
    """
    import pymc as pm  # seconds to import, and only this path needs it

    design = design_matrix(cells, model)
    coords = {
        "unit": cells["unit"].to_numpy(),
        "term": np.array([term.label for term in design.terms], dtype=str),
    }
    with pm.Model(coords=coords) as definition:
        prior = model.priors.intercept
        eta = pm.Normal("intercept", prior.mean, prior.sd)
        if design.terms:
            prior_of_each = model.priors.coefficient
            coefficient = pm.Normal(
                "coefficient", prior_of_each.mean, prior_of_each.sd, dims="term"
            )
            # (cell, term) @ (term,) -> (cell,)
            eta = eta + pm.math.dot(design.matrix.toarray() - design.center, coefficient)
        unit_sd = model.priors.unit_sd.pymc_variable("unit_sd")
        eta = eta + _unit_effect(unit_sd, centring)[cells["unit_index"].to_numpy()]
        pm.Binomial(
            "events", n=cells["trials"].to_numpy(), logit_p=eta, observed=cells["events"].to_numpy()
        )
    return definition


def _unit_effect(unit_sd: Any, centring: Floats | None) -> Any:
    import pymc as pm

    if centring is None:
        return pm.Normal("unit_effect", 0.0, unit_sd, dims="unit")
    scaled = pm.Normal("unit_effect_scaled", 0.0, unit_sd**centring, dims="unit")
    return pm.Deterministic("unit_effect", scaled * unit_sd ** (1.0 - centring), dims="unit")
