"""Shifted lognormal margins against SciPy's lognormal distribution, and by simulation."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.posterior.laplace.lognormal import (
    MAX_SKEW,
    MIN_SKEW,
    Margins,
    skew_of,
    variance_of,
)

SCALE, SKEW = np.array([2.0, 0.5, 1.0]), np.array([0.2, -0.1, MIN_SKEW])


@pytest.mark.parametrize("k", [0.02, 0.3, -0.2])
def test_skewness_and_variance_are_scipys(k: float) -> None:
    variance, skewness = stats.lognorm(abs(k)).stats("vs")
    assert skew_of(np.array([np.sign(k) * skewness]), 0.33)[0] == pytest.approx(k, rel=1e-3)
    shrunk = float(variance) * np.exp(-(k**2)) / k**2
    assert variance_of(np.array([k]))[0] == pytest.approx(shrunk, rel=1e-9)


def test_skewness_is_bounded() -> None:
    found = skew_of(np.array([-5.0, 0.0, 5.0]))
    np.testing.assert_allclose(found, [-MAX_SKEW, MIN_SKEW, MAX_SKEW])


def test_density_is_that_of_what_is_drawn() -> None:
    margins = Margins(SCALE, SKEW)
    normal = np.random.default_rng(3).standard_normal((5000, 3))
    drawn = margins.stretched(normal)
    np.testing.assert_allclose(margins.normal_of(drawn), normal, atol=1e-9)
    logs = np.zeros(len(normal))
    for j, (scale, k) in enumerate(zip(SCALE, SKEW, strict=True)):
        size = scale / abs(k)
        oracle = stats.lognorm(abs(k), -size, size * np.exp(-0.5 * k**2))
        logs += oracle.logpdf(np.sign(k) * drawn[:, j])
        assert stats.kstest(np.sign(k) * drawn[:, j], oracle.cdf).pvalue > 1e-4
    np.testing.assert_allclose(margins.log_of_normals(normal), logs, atol=1e-8)


def test_beyond_its_end_there_is_next_to_nothing() -> None:
    margins = Margins(SCALE, SKEW)
    beyond = margins.normal_of(np.array([[-11.0, 6.0, -1001.0]]))
    assert margins.log_of_normals(beyond)[0] < -1000.0
