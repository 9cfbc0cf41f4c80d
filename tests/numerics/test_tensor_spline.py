"""A product of cubic splines reproduces what a cubic in each axis is."""

import numpy as np

from bayes_bench.numerics.tensor_spline import TensorSpline

AXES = (np.array([-1.0, -0.4, 0.1, 1.0, 1.7]), np.array([0.0, 1.0, 1.5, 2.5]))


def polynomial(at: np.ndarray) -> np.ndarray:
    x, y = at[..., 0], at[..., 1]
    return np.stack([x**3 - 2.0 * x * y**2 + y**3, 1.0 + x**2 * y**3], axis=-1)


def test_cubics_are_reproduced() -> None:
    nodes = np.stack(np.meshgrid(*AXES, indexing="ij"), axis=-1)
    spline = TensorSpline(AXES, polynomial(nodes).reshape(-1, 2))
    at = np.random.default_rng(2).uniform([-1.0, 0.0], [1.7, 2.5], (100, 2))
    np.testing.assert_allclose(spline(at), polynomial(at), atol=1e-11)


def test_no_point_has_no_value() -> None:
    assert TensorSpline(AXES[:1], np.ones((5, 3)))(np.empty((0, 1))).shape == (0, 3)
