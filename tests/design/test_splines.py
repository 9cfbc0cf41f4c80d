"""Natural cubic splines: what defines them, and quantiles of people without listing people."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import make_interp_spline

from bayes_bench.design.splines import spline_basis, spline_knots, weighted_quantiles

KNOTS = np.array([18.0, 30.0, 41.0, 50.0, 66.0])


def test_each_column_is_one_at_its_knot() -> None:
    np.testing.assert_allclose(spline_basis(KNOTS, KNOTS), np.eye(5)[:, 1:], atol=1e-15)


def test_columns_are_linear_beyond_the_outermost_knots() -> None:
    for outside in (np.array([0.0, 5.0, 18.0]), np.array([66.0, 80.0, 94.0])):
        low, middle, high = spline_basis(outside, KNOTS)
        share = (outside[1] - outside[0]) / (outside[2] - outside[0])
        np.testing.assert_allclose(middle, low + share * (high - low), atol=1e-12)


@pytest.mark.parametrize("knot", KNOTS)
def test_columns_are_smooth_at_the_knots(knot: float) -> None:
    step = 1e-3
    at = knot + step * np.array([-2, -1, 0, 1, 2])
    values = spline_basis(at, KNOTS)
    left, right = values[1] - values[0], values[4] - values[3]
    # a jump of the slope would be of order step, a continuous second derivative of step squared
    np.testing.assert_allclose(left, right, atol=1e-2 * step)


def test_the_basis_is_that_of_natural_interpolation() -> None:
    heights = np.array([0.0, 1.3, -0.4, 2.0, 0.7])
    ages = np.linspace(18.0, 66.0, 97)
    oracle = make_interp_spline(KNOTS, heights, k=3, bc_type="natural")
    # the B-spline solve and the piecewise one round differently
    np.testing.assert_allclose(spline_basis(ages, KNOTS) @ heights[1:], oracle(ages), atol=1e-12)


@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(1, 30)), min_size=1, max_size=20),
    st.integers(2, 7),
)
def test_quantiles_are_those_of_the_people(table: list[tuple[int, int]], df: int) -> None:
    values = np.array([value for value, _ in table], dtype=float)
    weights = np.array([weight for _, weight in table])
    probabilities = np.linspace(0, 1, df + 1)
    expected = np.quantile(np.repeat(values, weights), probabilities)
    # both interpolate between the same two people
    found = weighted_quantiles(values, weights, probabilities)
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(spline_knots(values, weights, df), found)
