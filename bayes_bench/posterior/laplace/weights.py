"""How good a proposal is, told from its importance weights.

References
----------
Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto smoothed importance sampling", JMLR 25(72).
"""

import numpy as np

from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.typing import Floats

CLEARLY_GOOD = ((0.5, 0.8), (0.3, 0.5))
"""Pairs of a k-hat and an efficiency: a proposal with a smaller k-hat and a larger efficiency than
one of them is good, whatever its sampling error. Weights of light tails may be less even: more
draws make up for it."""
CLEARLY_BAD = 0.3
"""A proposal with a smaller efficiency is bad, whatever its sampling error."""


def weight_figures(log_weight: Floats) -> dict[str, float]:
    """Summaries of importance weights.

    Parameters
    ----------
    log_weight : ndarray
        Log target minus log proposal, of any shape.

    Returns
    -------
    dict of str to float
        `pareto_k`; `weight_efficiency`, the effective sample size as a fraction of the proposals,
        (0, 1]; `log_marginal_likelihood`, the log of the mean weight.
    """
    flat = log_weight.ravel()
    weight = np.exp(flat - flat.max())
    # psislw takes the negative of the log weights: with the other sign k-hat looks fine
    _, pareto_k = array_statistics().psislw(-flat)
    return {
        "pareto_k": float(pareto_k),
        "weight_efficiency": float(weight.mean() ** 2 / np.mean(weight**2)),
        "log_marginal_likelihood": float(np.log(weight.mean()) + flat.max()),
    }


def is_doubtful(figures: dict[str, float]) -> bool:
    """Whether the sampling error of a pool's figures leaves open if its proposal is good."""
    pareto_k, efficiency = figures["pareto_k"], figures["weight_efficiency"]
    good = any(pareto_k < most and efficiency > least for most, least in CLEARLY_GOOD)
    return not good and efficiency > CLEARLY_BAD
