"""The compiled loops between two nodes against NumPy on interpolated matrices."""

import numpy as np
import pytest

from bayes_bench.posterior.laplace.gaussian_kernel import (
    cross_terms,
    draw_fixed,
    interpolate,
    log_determinants,
    whiten_fixed,
)

DRAWS, NODES, TERMS, UNITS = 20, 4, 3, 5
RNG = np.random.default_rng(3)
LEFT = RNG.integers(0, NODES - 1, DRAWS)
FRACTION = RNG.random(DRAWS)
FACTOR = np.tril(RNG.standard_normal((NODES, TERMS, TERMS))) + 4.0 * np.eye(TERMS)


def between(of: np.ndarray) -> np.ndarray:
    """Each draw's value (draw, ...)."""
    fraction = FRACTION.reshape(-1, *[1] * (of.ndim - 1))
    return (1.0 - fraction) * of[LEFT] + fraction * of[LEFT + 1]


def test_values_are_interpolated() -> None:
    of = RNG.standard_normal((NODES, UNITS))
    np.testing.assert_allclose(interpolate(LEFT, FRACTION, of), between(of), rtol=1e-12)


def test_whitening_undoes_drawing() -> None:
    normal = RNG.standard_normal((DRAWS, TERMS))
    deviation = draw_fixed(normal, LEFT, FRACTION, FACTOR)
    by_numpy = [
        np.linalg.solve(factor.T, z) for factor, z in zip(between(FACTOR), normal, strict=True)
    ]
    np.testing.assert_allclose(deviation, by_numpy, rtol=1e-9, atol=1e-12)
    white = whiten_fixed(deviation, LEFT, FRACTION, FACTOR)
    np.testing.assert_allclose(white, normal, rtol=1e-9, atol=1e-12)


def test_log_determinants() -> None:
    diagonal = np.ascontiguousarray(np.diagonal(FACTOR, axis1=1, axis2=2))
    by_numpy = np.linalg.slogdet(between(FACTOR))[1]
    np.testing.assert_allclose(log_determinants(LEFT, FRACTION, diagonal), by_numpy, rtol=1e-9)


@pytest.mark.parametrize("units", [1, UNITS])
def test_cross_terms(units: int) -> None:
    deviation = RNG.standard_normal((DRAWS, TERMS))
    cross = RNG.standard_normal((NODES, TERMS, units))
    by_numpy = np.einsum("dk,dku->du", deviation, between(cross))
    found = cross_terms(deviation, LEFT, FRACTION, cross)
    np.testing.assert_allclose(found, by_numpy, rtol=1e-9, atol=1e-12)
