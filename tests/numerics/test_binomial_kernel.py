"""Binomial tails against the incomplete beta function, and counts against the distribution."""

import numpy as np
import pytest
from scipy.special import betainc
from scipy.stats import binom

from bayes_bench.numerics.binomial_kernel import (
    binomial_from,
    deviance,
    point_probability,
    stirling_error,
    upper_mid_p,
)
from bayes_bench.numerics.compiled import compiled


@compiled
def mid_p_values(k: np.ndarray, n: np.ndarray, p: np.ndarray) -> np.ndarray:
    found = np.empty(n.size)
    for i in range(n.size):
        found[i] = upper_mid_p(k[i], n[i], p[i])
    return found


def by_scipy(k: np.ndarray, n: np.ndarray, p: np.ndarray) -> np.ndarray:
    def at_least(k: np.ndarray) -> np.ndarray:
        left = n - k + 1.0
        inside = betainc(np.maximum(k, 1), np.maximum(left, 1e-9), p)
        return np.where(k <= 0, 1.0, np.where(left > 1e-9, inside, 0.0))

    return 0.5 * (at_least(k + 1) + at_least(k))


@pytest.mark.parametrize(
    ("most", "tolerance"),
    [(3.0, 1e-13), (40.0, 1e-12), (1000.0, 1e-12), (1e5, 2e-12), (1e7, 5e-11)],
)
@pytest.mark.parametrize("rare", [False, True])
def test_tails_are_those_of_the_incomplete_beta_function(
    most: float, tolerance: float, *, rare: bool
) -> None:
    """With a real number of trials, in the middle and in both tails, and one person too many."""
    rng, size = np.random.default_rng(int(most)), 20_000
    n = most * rng.random(size) ** 2
    p = 10.0 ** rng.uniform(-7, 0, size) if rare else rng.random(size)
    k = n * p + rng.normal(0.0, 3.0, size) * np.sqrt(n * p * (1 - p) + 0.3)
    k = np.clip(k.round(), 0, np.ceil(n)).astype(np.int64)
    np.testing.assert_allclose(mid_p_values(k, n, p), by_scipy(k, n, p), atol=tolerance)


@pytest.mark.parametrize("n", [1, 5, 16, 17, 300, 70_000])
@pytest.mark.parametrize("p", [1e-12, 1e-3, 0.3, 0.5, 0.999, 1.0 - 1e-12])
def test_whole_trials_are_the_binomial_distribution(n: int, p: float) -> None:
    k = np.unique(np.linspace(0, n, 60).astype(np.int64))
    found = mid_p_values(k, np.full(k.size, float(n)), np.full(k.size, p))
    np.testing.assert_allclose(found, binom.sf(k, n, p) + 0.5 * binom.pmf(k, n, p), atol=1e-11)


def test_what_is_certain() -> None:
    assert upper_mid_p(0, 7.0, 0.0) == 0.5
    assert upper_mid_p(1, 7.0, 0.0) == 0.0
    assert upper_mid_p(7, 7.0, 1.0) == 0.5
    assert upper_mid_p(6, 7.0, 1.0) == 1.0
    assert upper_mid_p(8, 7.0, 0.4) == 0.0
    assert upper_mid_p(0, 0.0, 0.4) == 0.5


def test_a_far_tail_keeps_its_digits() -> None:
    """The upper tail is added up from its own terms, and not from 1 downwards."""
    wanted = binom.sf(300, 400, 0.5) + 0.5 * binom.pmf(300, 400, 0.5)
    assert wanted < 1e-20
    assert upper_mid_p(300, 400.0, 0.5) == pytest.approx(wanted, rel=1e-10, abs=0.0)


@pytest.mark.parametrize("n", [1, 4, 40, 5000])
def test_point_probabilities(n: int) -> None:
    for k in np.unique(np.linspace(0, n, 9).astype(int)):
        wanted = binom.pmf(k, n, 0.37)
        assert point_probability(float(k), float(n), 0.37) == pytest.approx(wanted, rel=1e-11)


def test_the_parts_of_the_saddle_point() -> None:
    assert stirling_error(1.0) == pytest.approx(1.0 - 0.5 * np.log(2 * np.pi), rel=1e-13)
    assert stirling_error(1e6) == pytest.approx(1 / 12e6, rel=1e-9)
    # the series takes over where both are right
    assert stirling_error(15.999999) == pytest.approx(stirling_error(16.0), rel=1e-7)
    assert deviance(3.0, 3.0) == 0.0
    assert deviance(1e6 + 1, 1e6) == pytest.approx(0.5e-6 - 1e-12 / 6, rel=1e-9)
    assert deviance(5.0, 1.0) == pytest.approx(5 * np.log(5) - 4, rel=1e-14)


@pytest.mark.parametrize(("n", "p"), [(1, 0.3), (20, 0.02), (20, 0.98), (60, 0.5), (3000, 0.25)])
def test_every_count_comes_as_often_as_it_should(n: int, p: float) -> None:
    """Evenly spaced uniforms: each count has its own part of [0, 1), to the spacing."""
    uniforms = (np.arange(200_000) + 0.5) / 200_000
    counts = np.array([binomial_from(u, n, p) for u in uniforms])
    seen = np.bincount(counts, minlength=n + 1) / counts.size
    np.testing.assert_allclose(seen, binom.pmf(np.arange(n + 1), n, p), atol=1.5 / 200_000)


def test_counts_of_certain_outcomes_and_of_the_last_uniform() -> None:
    assert binomial_from(0.4, 50, 0.0) == 0
    assert binomial_from(0.4, 50, 1.0) == 50
    for n, p in ((1, 0.5), (50, 0.2), (100_000, 0.4), (10, 1e-17)):
        assert 0 <= binomial_from(1.0 - 2.0**-52, n, p) <= n
