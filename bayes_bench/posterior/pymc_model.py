"""The model as PyMC code: the definition that every other engine is held against."""

from typing import TYPE_CHECKING

import numpy as np
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.density import effect_name, groupings_of, sd_name
from bayes_bench.posterior.group_effects.choice import unit_effects_of
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
        `unit_effect` (unit), of every further grouping g `g_sd` and `g_effect` (g), and `events`
        (cell) observed. The binomial coefficients are constant and do not touch the posterior.

    References
    ----------
    Gorinova, Moore & Hoffman (2020), "Automatic reparameterisation of probabilistic programs",
    ICML, arXiv 1906.03028, for centring by unit.
    """
    return definition_of(Analysis(model, cells), centring)


def definition_of(analysis: Analysis, centring: Floats | None = None) -> "pm.Model":
    """The multilevel logistic model of an analysis in PyMC; see `build_pymc_model`."""
    import pymc as pm  # seconds to import, and only this path needs it

    cells, design, priors = analysis.cells, analysis.design, analysis.model.priors
    own, groupings = design.case_mix, groupings_of(analysis)
    coords = {
        "unit": cells["unit"].to_numpy(),
        "term": np.array([term.label for term in own.terms], dtype=str),
        **{grouping.name: grouping.members for grouping in groupings},
    }
    with pm.Model(coords=coords) as definition:
        prior = priors.intercept
        eta = pm.Normal("intercept", prior.mean, prior.sd)
        if own.terms:
            prior_of_each = priors.coefficient
            coefficient = pm.Normal(
                "coefficient", prior_of_each.mean, prior_of_each.sd, dims="term"
            )
            # (cell, term) @ (term,) -> (cell,)
            eta = eta + pm.math.dot(own.matrix.toarray() - own.center, coefficient)
        unit_sd = priors.unit_sd.pymc_variable("unit_sd")
        unit_effect = unit_effects_of(analysis.model).pymc_variable(unit_sd, centring)
        eta = eta + unit_effect[cells["unit_index"].to_numpy()]
        for grouping in groupings:
            name = grouping.name
            sd = grouping.sd_prior.pymc_variable(sd_name(name))
            effect = pm.Normal(effect_name(name), 0.0, sd, dims=name)
            eta = eta + effect[cells[f"covariate_{name}"].to_numpy()]
        pm.Binomial(
            "events", n=cells["trials"].to_numpy(), logit_p=eta, observed=cells["events"].to_numpy()
        )
    return definition
