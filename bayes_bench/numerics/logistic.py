"""The logistic function, correct to the last digits in both tails."""

import numpy as np

from bayes_bench.typing import Floats


def logistic(logits: Floats) -> Floats:
    """Probability of a logit, correct to the last digits in both tails."""
    with np.errstate(over="ignore"):  # exp(710) is infinite and its probability 0
        probability: Floats = 1.0 / (1.0 + np.exp(-logits))
    return probability
