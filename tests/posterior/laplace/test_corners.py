"""The nodes about a point, against SciPy's interpolation on a grid."""

import numpy as np
import pytest
from scipy.interpolate import RegularGridInterpolator

from bayes_bench.posterior.laplace.corners import corners_of

AXES = (np.array([-2.0, -1.0, 0.5]), np.array([0.0, 0.3, 0.4, 2.0]), np.array([1.0, 5.0]))


@pytest.mark.parametrize("count", [1, 2, 3])
def test_weights_interpolate_linearly(count: int) -> None:
    axes, rng = AXES[:count], np.random.default_rng(1)
    values = rng.standard_normal([axis.size for axis in axes])
    at = np.column_stack([rng.uniform(axis[0], axis[-1], 200) for axis in axes])
    corners = corners_of(axes, at)
    found = np.sum(values.ravel()[corners.node] * corners.weight, axis=1)
    np.testing.assert_allclose(found, RegularGridInterpolator(axes, values)(at), atol=1e-12)
    assert corners.weight.min() >= 0.0
    np.testing.assert_allclose(corners.weight.sum(axis=1), 1.0)


def test_outside_the_nearest_point_counts() -> None:
    inside, outside = np.array([[0.5, 0.0]]), np.array([[9.0, -4.0]])
    for found, expected in zip(
        (corners_of(AXES[:2], outside),), (corners_of(AXES[:2], inside),), strict=True
    ):
        np.testing.assert_array_equal(found.node, expected.node)
        np.testing.assert_array_equal(found.weight, expected.weight)


def test_no_point_has_no_corner() -> None:
    assert corners_of(AXES, np.empty((0, 3))).node.shape == (0, 8)
