"""Natural cubic splines: what defines them, and quantiles of people without listing people."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.interpolate import make_interp_spline

from bayes_bench.design.splines import largest_df, spline_basis, spline_knots, weighted_quantiles

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
    if np.all(np.diff(found) > 0):
        np.testing.assert_array_equal(spline_knots(values, weights, df), found)


def test_a_value_of_most_people_is_one_knot_and_the_others_are_of_the_others() -> None:
    values = np.append(np.zeros(700), np.arange(1.0, 301.0))
    ones = np.ones(1000, dtype=np.int64)
    # 0, then thirds of those above it but the last, which is the greatest
    others = np.quantile(np.arange(1.0, 300.0), [0.25, 0.5, 0.75])
    expected = [0.0, *others, 300.0]
    np.testing.assert_allclose(spline_knots(values, ones, 4), expected)
    np.testing.assert_allclose(spline_knots(values, ones, 2), [0.0, 150.0, 300.0])


def test_one_row_for_many_people_has_the_same_knots() -> None:
    values, weights = np.array([0.0, 3.0, 4.0, 7.0, 9.0]), np.array([50, 3, 4, 2, 1])
    people = np.repeat(values, weights)
    np.testing.assert_allclose(
        spline_knots(values, weights, 3), spline_knots(people, np.ones(60, dtype=np.int64), 3)
    )


def test_the_largest_df_works_and_the_next_does_not() -> None:
    values, weights = np.array([0.0, 1.0, 2.0, 3.0]), np.array([97, 1, 1, 1])
    able = largest_df(values, weights, 9)
    assert able == 3
    assert np.all(np.diff(spline_knots(values, weights, able)) > 0)
    assert np.any(np.diff(spline_knots(values, weights, able + 1)) <= 0)
    assert largest_df(np.array([0.0, 1.0]), np.array([5, 5]), 4) == 1
