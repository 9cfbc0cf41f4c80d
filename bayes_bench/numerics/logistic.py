"""The logistic function, correct to the last digits in both tails."""

import numpy as np

from bayes_bench.typing import Floats


def logistic(logits: Floats) -> Floats:
    """Probability of a logit, correct to the last digits in both tails."""
    with np.errstate(over="ignore"):  # exp(710) is infinite and its probability 0
        probability: Floats = 1.0 / (1.0 + np.exp(-logits))
    return probability


def logistic_parts(eta: Floats) -> tuple[Floats, Floats, Floats]:
    """p, p (1 - p) and log(1 + exp(eta)), without overflow or cancellation."""
    from bayes_bench.numerics.likelihood_kernel import logistic_parts  # numba is slow to import

    probability, variance, small = logistic_parts(eta)  # small = exp(-|eta|)
    return probability, variance, np.maximum(eta, 0.0) + np.log1p(small)
