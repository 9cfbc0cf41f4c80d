"""The exponential prior against its formulas."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.priors.exponential import ExponentialPrior

POSITIVE = st.floats(0.05, 20.0)


@given(rate=POSITIVE, sd=POSITIVE)
def test_log_density(rate: float, sd: float) -> None:
    ours = ExponentialPrior(family="exponential", rate=rate).log_density(np.array([sd]))
    np.testing.assert_allclose(ours, np.log(rate) - rate * sd, rtol=1e-12, atol=1e-12)


@given(rate=POSITIVE, probability=st.floats(0.001, 0.999))
def test_quantile(rate: float, probability: float) -> None:
    ours = ExponentialPrior(family="exponential", rate=rate).quantile(np.array([probability]))
    np.testing.assert_allclose(ours, -np.log1p(-probability) / rate, rtol=1e-12)
