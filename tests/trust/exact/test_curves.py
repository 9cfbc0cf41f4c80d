"""Interpolated functions of mu between their nodes, row by row."""

import numpy as np
import pytest

from bayes_bench.trust.exact.curves import Curves, interpolate
from bayes_bench.trust.exact.quadrature import Array, Peak

MODE, WIDTH = np.array([-1.0, 0.0, 2.0]), np.array([0.1, 1.0, 3.0])
PEAK = Peak(MODE - 8 * WIDTH, MODE, MODE + 12 * WIDTH, WIDTH)


def function(x: Array) -> Array:
    """Of every row another one: a corner of the width of the peak, on a parabola."""
    z = (x - MODE[:, None]) / WIDTH[:, None]
    return np.asarray(-(z**2) / 2 - np.logaddexp(0.0, 2 * z) + np.arange(3)[:, None])


@pytest.fixture(scope="module", params=[(160, 7), (220, 5)])
def curves(request: pytest.FixtureRequest) -> Curves:
    return interpolate(function, PEAK, *request.param)


def test_between_the_nodes_a_curve_is_its_function(curves: Curves) -> None:
    rng = np.random.default_rng(1)
    points = rng.uniform(PEAK.left[:, None], PEAK.right[:, None], (3, 400))
    found = curves.at(points, np.ones(3, dtype=bool))
    # in the far tail, where the density is e^-90, a little more than elsewhere
    np.testing.assert_allclose(found, function(points), rtol=1e-9, atol=1e-8)


def test_only_the_chosen_rows_are_read_each_at_its_own_points(curves: Curves) -> None:
    points = np.array([[-1.2, -0.9], [1.0, 4.0]])
    found = curves.at(points, np.array([True, False, True]))
    wanted = function(np.array([points[0], [0.0, 0.0], points[1]]))[[0, 2]]
    np.testing.assert_allclose(found, wanted, rtol=0, atol=2e-8)


def test_beyond_an_end_a_curve_is_what_it_is_there(curves: Curves) -> None:
    every = np.ones(3, dtype=bool)
    for end, sign in ((PEAK.left, -1.0), (PEAK.right, 1.0)):
        beyond = curves.at((end + sign * WIDTH)[:, None], every)
        np.testing.assert_allclose(beyond, function(end[:, None]), rtol=0, atol=1e-7)
