"""The derivatives of the log likelihood against finite differences."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import approx_fprime

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Points, density_of, log_likelihood
from bayes_bench.posterior.expansion import expand
from tests.builders.small_problems import cells_of, people_model


def test_gradient_and_hessian_are_derivatives(people: pd.DataFrame) -> None:
    model = people_model()
    density = density_of(Analysis(model, cells_of(people, model)))
    rng = np.random.default_rng(7)
    theta = rng.normal(0.0, 0.3, density.fixed + density.units)

    def at(point: np.ndarray) -> Points:
        return Points(point[None, : density.fixed], point[None, density.fixed :], np.zeros((1, 1)))

    def value(point: np.ndarray) -> float:
        return float(log_likelihood(density, at(point))[0])

    def gradient(point: np.ndarray) -> np.ndarray:
        expansion = expand(density, point[: density.fixed], point[density.fixed :])
        return np.concatenate([expansion.gradient_fixed, expansion.gradient_unit])

    expansion = expand(density, theta[: density.fixed], theta[density.fixed :])
    hessian = np.block(
        [[expansion.fixed, expansion.cross.T], [expansion.cross, np.diag(expansion.unit)]]
    )
    assert expansion.log_likelihood == pytest.approx(value(theta), rel=1e-12)
    # forward differences of step 1.5e-8 are good to about 1e-6 of the curvature
    np.testing.assert_allclose(gradient(theta), approx_fprime(theta, value), atol=1e-4)
    np.testing.assert_allclose(-hessian, approx_fprime(theta, gradient), atol=1e-4)
