"""The half-t prior against the half-Cauchy, which has a formula, and the half-normal, its limit."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.priors.half_normal import HalfNormalPrior
from bayes_bench.priors.half_t import HalfTPrior

POSITIVE = st.floats(0.05, 20.0)


@given(scale=POSITIVE, sd=POSITIVE)
def test_one_degree_of_freedom_is_the_half_cauchy(scale: float, sd: float) -> None:
    by_hand = np.log(2.0 / np.pi) - np.log(scale) - np.log1p((sd / scale) ** 2)
    ours = HalfTPrior(family="half-t", df=1.0, scale=scale)
    np.testing.assert_allclose(ours.log_density(np.array([sd])), by_hand, rtol=1e-9, atol=1e-9)
    quantile = scale * np.tan(0.5 * np.pi * 0.3)
    np.testing.assert_allclose(ours.quantile(np.array([0.3])), quantile, rtol=1e-9)


def test_many_degrees_of_freedom_are_the_half_normal() -> None:
    sd = np.array([0.1, 0.7, 1.5])
    ours = HalfTPrior(family="half-t", df=1e7, scale=0.5).log_density(sd)
    np.testing.assert_allclose(ours, HalfNormalPrior(scale=0.5).log_density(sd), atol=1e-5)
