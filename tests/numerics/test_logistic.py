"""The logistic function and its relatives, against exact rational arithmetic in both tails."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

from bayes_bench.numerics.logistic import logistic, logistic_variance, softplus

LOGITS = [-750.0, -50.0, -3.0, -1e-9, 0.0, 0.3, 3.0, 36.9, 50.0, 750.0]


def exactly(logit: float) -> tuple[float, float, float]:
    """Probability, its slope and log(1 + e^logit) to sixty digits, rounded once."""
    with localcontext() as context:
        context.prec = 400
        power = Decimal(logit).exp()
        probability = power / (1 + power)
        return float(probability), float(probability / (1 + power)), float((1 + power).ln())


@pytest.mark.parametrize("logit", LOGITS)
def test_all_three_to_the_last_digits(logit: float) -> None:
    probability, slope, log = exactly(logit)
    at = np.array([logit])
    # what is smaller than the smallest normal number has fewer digits
    assert logistic(at)[0] == pytest.approx(probability, rel=1e-15, abs=1e-300)
    assert logistic_variance(at)[0] == pytest.approx(slope, rel=1e-14, abs=1e-300)
    assert softplus(at)[0] == pytest.approx(log, rel=1e-15, abs=1e-300)


def test_the_slope_is_not_lost_near_one() -> None:
    """The negative control: p (1 - p) by subtraction is."""
    at = np.array([50.0])
    probability = logistic(at)
    assert (probability * (1.0 - probability))[0] == 0.0
    assert logistic_variance(at)[0] > 0.0
