"""Quantiles against NumPy's, to the last digit."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.numerics.quantiles import extremes_and_means, linear_quantiles
from bayes_bench.typing import Floats

TAILS = (0.0, 0.025, 0.1, 0.5, 0.7, 0.975, 1.0)


@given(st.integers(1, 3), st.integers(1, 40), st.integers(1, 7), st.integers(0, 99))
def test_those_of_numpy(chains: int, length: int, quantities: int, seed: int) -> None:
    draws = np.random.default_rng(seed).standard_normal((chains, length, quantities))
    before = draws.copy()
    expected = np.quantile(draws, TAILS, axis=(0, 1))
    np.testing.assert_array_equal(linear_quantiles(draws, TAILS), expected)
    np.testing.assert_array_equal(draws, before)


@pytest.mark.parametrize("kind", [np.int64, np.int32, np.bool_])
def test_of_any_type_of_number_and_with_ties(kind: type) -> None:
    draws: Floats = np.random.default_rng(5).integers(0, 3, (2, 30, 4)).astype(kind)
    expected = np.quantile(draws.astype(float), TAILS, axis=(0, 1))
    np.testing.assert_array_equal(linear_quantiles(draws, TAILS), expected)


def test_many_quantities_in_many_blocks() -> None:
    draws = np.random.default_rng(6).standard_normal((4, 700, 90))
    expected = np.quantile(draws, (0.05, 0.95), axis=(0, 1))
    np.testing.assert_array_equal(linear_quantiles(draws, (0.05, 0.95)), expected)


def test_a_missing_draw_leaves_its_own_quantity_without() -> None:
    draws = np.random.default_rng(7).standard_normal((2, 9, 3))
    draws[1, 4, 1] = np.nan
    found = linear_quantiles(draws, (0.25, 0.75))
    assert np.isnan(found).any(axis=0).tolist() == [False, True, False]
    assert np.isnan(found[:, 1]).all()


def test_of_no_quantity_none() -> None:
    assert linear_quantiles(np.empty((2, 9, 0)), (0.25, 0.75)).shape == (2, 0)


@pytest.mark.parametrize("kind", [np.float64, np.int32, np.bool_])
def test_extremes_and_means_are_numpys(kind: type) -> None:
    draws: Floats = np.random.default_rng(5).integers(0, 3, (2, 50, 7)).astype(kind)
    low, high, mean = extremes_and_means(draws)
    assert low.tolist() == draws.min(axis=(0, 1)).tolist()
    assert high.tolist() == draws.max(axis=(0, 1)).tolist()
    np.testing.assert_allclose(mean, draws.astype(float).mean(axis=(0, 1)), rtol=1e-14)


def test_what_is_missing_has_neither_extremes_nor_a_mean() -> None:
    draws = np.random.default_rng(6).random((2, 5, 3))
    draws[1, 4, 2] = np.nan
    assert np.isnan(extremes_and_means(draws)).tolist() == [[False, False, True]] * 3
    assert extremes_and_means(draws[:, :, :0]).shape == (3, 0)
