"""Cubic splines, by what defines them."""

import subprocess
import sys
from typing import Literal

import numpy as np
import pytest

from bayes_bench.numerics.cubic_spline import cubic_spline

AT = np.array([-1.0, 0.5, 0.7, 2.0, 5.0])
VALUES = np.array([3.0, -1.0, 0.0, 4.0, 4.5])


@pytest.mark.parametrize("ends", ["not-a-knot", "natural"])
def test_the_curve_goes_through_its_points_and_is_smooth(
    ends: Literal["not-a-knot", "natural"],
) -> None:
    spline, inner = cubic_spline(AT, VALUES, ends), AT[1:-1]
    np.testing.assert_allclose(spline(AT), VALUES, atol=1e-12)
    for order in (0, 1, 2):  # at a knot from either side: what changes there is the third one
        below, above = (spline(inner + step, order) for step in (-1e-9, 1e-9))
        np.testing.assert_allclose(below, above, atol=1e-6)


def test_a_cubic_is_its_own_spline() -> None:
    polynomial = np.polynomial.Polynomial([1.0, -2.0, 0.5, 0.3])
    between = np.linspace(-1.0, 5.0, 41)
    spline = cubic_spline(AT, polynomial(AT))
    np.testing.assert_allclose(spline(between), polynomial(between), atol=1e-9)
    np.testing.assert_allclose(spline(between, 1), polynomial.deriv()(between), atol=1e-9)
    natural = cubic_spline(AT, polynomial(AT), "natural")
    assert np.abs(natural(between) - polynomial(between)).max() > 0.1


def test_a_natural_spline_is_straight_at_its_ends() -> None:
    np.testing.assert_allclose(cubic_spline(AT, VALUES, "natural")(AT[[0, -1]], 2), 0.0, atol=1e-12)
    assert np.abs(cubic_spline(AT, VALUES)(AT[[0, -1]], 2)).min() > 0.1


def test_columns_are_curves_of_their_own() -> None:
    both = cubic_spline(AT, np.stack([VALUES, -2.0 * VALUES], axis=1))
    alone = cubic_spline(AT, VALUES)(1.3)
    np.testing.assert_allclose(both(1.3), [alone, -2.0 * alone])


def test_scipy_is_asked_where_a_spline_is_made() -> None:
    program = (
        "import sys, bayes_bench.posterior.laplace.margins, bayes_bench.design.splines; "
        "print('scipy.interpolate' in sys.modules)"
    )
    run = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "False"
