"""The logistic function against exact rational arithmetic in both tails."""

from decimal import Decimal, localcontext

import numpy as np
import pytest

from bayes_bench.numerics.logistic import logistic

LOGITS = [-750.0, -50.0, -3.0, -1e-9, 0.0, 0.3, 3.0, 36.9, 50.0, 750.0]


@pytest.mark.parametrize("logit", LOGITS)
def test_it_is_right_to_the_last_digits(logit: float) -> None:
    with localcontext() as context:
        context.prec = 400
        power = Decimal(logit).exp()
        probability = float(power / (1 + power))
    # what is smaller than the smallest normal number has fewer digits
    assert logistic(np.array([logit]))[0] == pytest.approx(probability, rel=1e-15, abs=1e-300)
