"""The half-normal prior against its formula."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.priors.half_normal import HalfNormalPrior

POSITIVE = st.floats(0.05, 20.0)


@given(scale=POSITIVE, sd=POSITIVE)
def test_log_density(scale: float, sd: float) -> None:
    by_hand = 0.5 * np.log(2.0 / np.pi) - np.log(scale) - 0.5 * (sd / scale) ** 2
    ours = HalfNormalPrior(scale=scale).log_density(np.array([sd]))
    np.testing.assert_allclose(ours, by_hand, rtol=1e-12, atol=1e-12)


def test_the_default_puts_two_thirds_below_half_a_logit() -> None:
    np.testing.assert_allclose(HalfNormalPrior().quantile(np.array([0.6827])), 0.5, rtol=1e-4)
