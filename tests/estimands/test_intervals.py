"""Means and equal tails of draws whose order is known."""

import numpy as np
import pytest
import xarray as xr

from bayes_bench.estimands.intervals import interval_columns, point_and_bounds


@pytest.fixture
def draws() -> xr.DataArray:
    """0 ... 100 in any order, and ten times as much."""
    order = np.random.default_rng(2).permutation(np.arange(0.0, 101.0))
    values = np.stack([order, 10.0 * order], axis=1).reshape(1, 101, 2)
    return xr.DataArray(values, dims=("chain", "draw", "unit"))


@pytest.mark.parametrize(("probability", "low", "high"), [(0.9, 5.0, 95.0), (0.5, 25.0, 75.0)])
def test_as_many_draws_lie_beyond_either_end(
    draws: xr.DataArray, probability: float, low: float, high: float
) -> None:
    mean, lower, upper = point_and_bounds(draws, probability)
    np.testing.assert_allclose(mean, [50.0, 500.0])
    np.testing.assert_allclose(lower, [low, 10 * low])
    np.testing.assert_allclose(upper, [high, 10 * high])


def test_chains_count_together(draws: xr.DataArray) -> None:
    values = draws.isel(draw=slice(100)).to_numpy().reshape(4, 25, 2)
    split = xr.DataArray(values, dims=("chain", "draw", "unit"))
    for one, two in zip(
        point_and_bounds(split, 0.8),
        point_and_bounds(draws.isel(draw=slice(100)), 0.8),
        strict=True,
    ):
        np.testing.assert_allclose(one, two)


def test_columns_are_named_after_the_quantity(draws: xr.DataArray) -> None:
    columns = interval_columns("rate", draws, 0.9)
    assert list(columns) == ["rate", "rate_lower", "rate_upper"]
    assert columns["rate_upper"].tolist() == pytest.approx([95.0, 950.0])


def test_draws_are_those_of_every_chain_whatever_stands_first() -> None:
    """By Hyndman & Fan's seventh definition, one number at a time."""
    values = np.random.default_rng(7).normal(size=(3, 4, 40))
    draws = xr.DataArray(values, dims=("unit", "chain", "draw"))
    before = values.copy()
    mean, lower, upper = point_and_bounds(draws, 0.9)
    for unit in range(3):
        ordered = sorted(values[unit].ravel())
        for found, at in ((lower[unit], 0.05 * 159), (upper[unit], 0.95 * 159)):
            below = int(at)
            expected = ordered[below] + (at - below) * (ordered[below + 1] - ordered[below])
            assert found == pytest.approx(expected, abs=1e-12)
        assert mean[unit] == pytest.approx(sum(ordered) / 160)
    np.testing.assert_array_equal(values, before)
