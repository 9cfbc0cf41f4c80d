"""The log density of every prior that the model file states, in each draw.

These are the top-level priors: of the intercept, of each coefficient, and of the sd between units
and between the members of every further grouping. The distribution of effects given such an sd is
not among them. Raised to a power it would be
another model, and not the same model with a stronger or a weaker prior; it belongs to the
likelihood, in which the unit effects are integrated out. The effects of further groupings' members
are conditioned on there, so that for them the likelihood lacks the density of effects given sd.

References
----------
Kallioinen, Paananen, Bürkner & Vehtari (2024), 10.1007/s11222-023-10366-5: of a hierarchical model
the top-level parameters' priors are power-scaled, and not those of the effects below.
"""

import numpy as np
import xarray as xr

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import CoefficientPrior, InterceptPrior
from bayes_bench.posterior.density import sd_name
from bayes_bench.posterior.group_effects.normal import LOG_2PI


def log_priors(draws: xr.Dataset, model: Model) -> xr.Dataset:
    """Log prior densities by parameter.

    Parameters
    ----------
    draws : Dataset
        ``/posterior``: dims chain, draw, term.
    model : Model

    Returns
    -------
    Dataset
        `intercept` and `unit_sd` (chain, draw), `coefficient` (chain, draw, term; absent without
        covariates), and `g_sd` (chain, draw) of every further grouping g. Of the sd itself, not of
        its logarithm: no Jacobian.
    """
    priors, names = model.priors, [name for name in ("intercept", "coefficient") if name in draws]
    normal = {name: _normal(draws[name], getattr(priors, name)) for name in names}
    of_sds = {"unit_sd": priors.unit_sd}
    of_sds |= {sd_name(group.name): priors.group_sd.of(group.name) for group in model.groups}
    sds = {
        name: draws[name].copy(data=prior.log_density(draws[name].to_numpy()))
        for name, prior in of_sds.items()
    }
    return xr.Dataset(normal | sds)


def _normal(values: xr.DataArray, prior: InterceptPrior | CoefficientPrior) -> xr.DataArray:
    log = -0.5 * ((values - prior.mean) / prior.sd) ** 2 - np.log(prior.sd) - 0.5 * LOG_2PI
    return values.copy(data=log)
