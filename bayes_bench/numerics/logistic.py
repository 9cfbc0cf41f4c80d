"""The logistic function and its slope, correct to the last digits in both tails."""

import numpy as np
from scipy.special import expit

from bayes_bench.typing import Floats


def logistic(logits: Floats) -> Floats:
    """Probability of a logit, correct to the last digits in both tails."""
    with np.errstate(over="ignore"):  # exp(710) is infinite and its probability 0
        probability: Floats = 1.0 / (1.0 + np.exp(-logits))
    return probability


def softplus(eta: Floats) -> Floats:
    """log(1 + exp(eta)), without overflow."""
    return np.maximum(eta, 0.0) + np.log1p(np.exp(-np.abs(eta)))


def logistic_variance(eta: Floats) -> Floats:
    """p (1 - p) at p = logit^-1 eta, without cancellation near p = 1."""
    return np.asarray(expit(eta) * expit(-eta))
