"""The reliability of a unit's own figure: how much of its variance is signal, and not noise."""

import numpy as np

from bayes_bench.estimands.variation import sampling_variances
from bayes_bench.fitted import Fit, once
from bayes_bench.parameters import evenly_spaced
from bayes_bench.typing import Floats

MAX_DRAWS = 1000
"""Evenly spaced draws that are used at most: their mean errs in the third digit."""


@once
def reliability(fit: Fit) -> Floats:
    """Intra-class reliability: the fraction of a figure's variance that is between units (unit,).

    It is also the weight of a unit's own data when its random effect is shrunk.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    ndarray (unit,)
        Posterior mean of unit_sd^2 / (unit_sd^2 + s_j^2), with s_j^2 the sampling variance of the
        unit's log odds, over at most `MAX_DRAWS` draws.

    References
    ----------
    van Dishoeck et al. (2011), 10.1136/bmjqs.2010.048058
    """
    kept = evenly_spaced(len(fit.parameters), MAX_DRAWS)
    variance = fit.parameters.unit_sd[kept, None] ** 2
    mean: Floats = (variance / (variance + sampling_variances(fit)[kept])).mean(axis=0)
    return mean


def people_at_half(fit: Fit) -> float:
    """Number of people at which the reliability is one half, for an average case mix.

    n (1 - r) / r is the same for units of every size, but for the case mix (Spearman-Brown): its
    median over ranked units.
    """
    ranked = fit.analysis.is_ranked
    people, fraction = fit.analysis.population.people[ranked], reliability(fit)[ranked]
    return float(np.median(people * (1 - fraction) / fraction))
