"""The prior families of the between-unit standard deviation: log density and quantiles.

Every normalising constant is kept, so that marginal likelihoods of different models compare.
"""

from typing import assert_never

import numpy as np
from scipy import stats

from bayes_bench.inputs.model.sections import (
    ExponentialPrior,
    HalfNormalPrior,
    HalfTPrior,
    UnitSdPrior,
)
from bayes_bench.typing import Floats


def unit_sd_log_density(prior: UnitSdPrior, unit_sd: Floats) -> Floats:
    """Log prior density of the between-unit standard deviation.

    Parameters
    ----------
    prior : HalfNormalPrior, HalfTPrior or ExponentialPrior
        The family and its parameters, from the model file.
    unit_sd : ndarray
        Standard deviations on the logit scale, positive.

    Returns
    -------
    ndarray
        Log density at each `unit_sd`, normalised.
    """
    match prior:
        case HalfNormalPrior():
            density = stats.halfnorm.logpdf(unit_sd, scale=prior.scale)
        case HalfTPrior():
            density = np.log(2.0) + stats.t.logpdf(unit_sd, prior.df, scale=prior.scale)
        case ExponentialPrior():
            density = stats.expon.logpdf(unit_sd, scale=1.0 / prior.rate)
        case _:
            assert_never(prior)
    return np.asarray(density, dtype=np.float64)


def unit_sd_quantile(prior: UnitSdPrior, probability: Floats) -> Floats:
    """Prior quantiles of the between-unit standard deviation.

    Parameters
    ----------
    prior : HalfNormalPrior, HalfTPrior or ExponentialPrior
        The family and its parameters, from the model file.
    probability : ndarray
        Probabilities in (0, 1).

    Returns
    -------
    ndarray
        The standard deviation at each `probability`.
    """
    match prior:
        case HalfNormalPrior():
            quantile = stats.halfnorm.ppf(probability, scale=prior.scale)
        case HalfTPrior():
            quantile = stats.t.ppf(0.5 + 0.5 * probability, prior.df, scale=prior.scale)
        case ExponentialPrior():
            quantile = stats.expon.ppf(probability, scale=1.0 / prior.rate)
        case _:
            assert_never(prior)
    return np.asarray(quantile, dtype=np.float64)
