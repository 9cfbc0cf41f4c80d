"""The compiled loops between nodes against NumPy on interpolated matrices."""

import numpy as np
import pytest

from bayes_bench.posterior.laplace.gaussian_kernel import (
    draw_fixed,
    interpolate,
    log_determinants,
    products,
)

DRAWS, NODES, CORNERS, TERMS, UNITS = 20, 6, 4, 3, 5
RNG = np.random.default_rng(3)
NODE = RNG.integers(0, NODES, (DRAWS, CORNERS))
WEIGHT = RNG.dirichlet(np.ones(CORNERS), DRAWS)
AT = NODE, WEIGHT
FACTOR = np.tril(RNG.standard_normal((NODES, TERMS, TERMS))) + 4.0 * np.eye(TERMS)


def between(of: np.ndarray) -> np.ndarray:
    """Each draw's value (draw, ...)."""
    return np.einsum("dc,dc...->d...", WEIGHT, of[NODE])


def test_values_are_interpolated() -> None:
    of = RNG.standard_normal((NODES, UNITS))
    np.testing.assert_allclose(interpolate(*AT, of), between(of), rtol=1e-9, atol=1e-12)


def test_whitening_undoes_drawing() -> None:
    normal = RNG.standard_normal((DRAWS, TERMS))
    deviation = draw_fixed(normal, *AT, FACTOR)
    by_numpy = [
        np.linalg.solve(factor.T, z) for factor, z in zip(between(FACTOR), normal, strict=True)
    ]
    np.testing.assert_allclose(deviation, by_numpy, rtol=1e-9, atol=1e-12)
    white = products(deviation, *AT, FACTOR)
    np.testing.assert_allclose(white, normal, rtol=1e-9, atol=1e-12)


def test_log_determinants() -> None:
    diagonal = np.ascontiguousarray(np.diagonal(FACTOR, axis1=1, axis2=2))
    by_numpy = np.linalg.slogdet(between(FACTOR))[1]
    np.testing.assert_allclose(log_determinants(*AT, diagonal), by_numpy, rtol=1e-9)


@pytest.mark.parametrize("units", [1, UNITS])
def test_products(units: int) -> None:
    deviation = RNG.standard_normal((DRAWS, TERMS))
    cross = RNG.standard_normal((NODES, TERMS, units))
    by_numpy = np.einsum("dk,dku->du", deviation, between(cross))
    np.testing.assert_allclose(products(deviation, *AT, cross), by_numpy, rtol=1e-9, atol=1e-12)
