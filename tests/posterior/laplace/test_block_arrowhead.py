"""The arrow form against dense linear algebra."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.posterior.density import Density
from bayes_bench.posterior.expansion import Expansion, expand
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError, factorise

LOG_SD = np.array([-0.7])


def dense(density: Density, at: Expansion, log_sd: float, *further: float) -> np.ndarray:
    """Minus the Hessian of the log posterior in (beta, u), written out."""
    prior = density.prior_precision.copy()
    for grouping, its_log_sd in zip(density.groupings, further, strict=True):
        prior[grouping.columns] = np.exp(its_log_sd) ** -2
    fixed = at.fixed + np.diag(prior)
    unit = np.diag(at.unit + np.exp(-2.0 * log_sd))
    return np.block([[fixed, at.cross.T], [at.cross, unit]])


@given(seed=st.integers(0, 1000), log_sd=st.floats(-4.0, 2.0))
def test_solves_and_determinant_are_those_of_the_dense_matrix(
    density: Density, seed: int, log_sd: float
) -> None:
    assert_like_the_dense_matrix(density, seed, log_sd)


@given(seed=st.integers(0, 1000), log_sd=st.tuples(*[st.floats(-4.0, 2.0)] * 3))
def test_so_they_are_with_further_groupings(
    grouped_density: Density, seed: int, log_sd: tuple[float, float, float]
) -> None:
    assert_like_the_dense_matrix(grouped_density, seed, *log_sd)


def assert_like_the_dense_matrix(density: Density, seed: int, *log_sd: float) -> None:
    rng = np.random.default_rng(seed)
    fixed, unit = 0.3 * rng.standard_normal(density.fixed), rng.standard_normal(density.units)
    at = expand(density, fixed, unit)
    matrix = dense(density, at, *log_sd)
    arrow = factorise(density, at, np.zeros(density.units), np.array(log_sd))
    right = rng.standard_normal(len(matrix))
    ours = arrow.solve(right[: density.fixed], right[density.fixed :])
    np.testing.assert_allclose(np.concatenate(ours), np.linalg.solve(matrix, right), rtol=1e-6)
    assert arrow.log_determinant() == pytest.approx(np.linalg.slogdet(matrix)[1], rel=1e-9)


def test_what_is_not_finite_is_told(density: Density) -> None:
    at = expand(density, np.zeros(density.fixed), np.zeros(density.units))
    at = replace(at, fixed=np.full_like(at.fixed, np.nan))
    with pytest.raises(LaplaceError, match="not positive definite"):
        factorise(density, at, np.zeros(density.units), LOG_SD)
