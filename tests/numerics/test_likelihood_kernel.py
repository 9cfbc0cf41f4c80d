"""The compiled loops against NumPy on the dense design."""

import numpy as np
import pandas as pd
import pytest
from numba import njit
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.numerics.compiled import exp_of_negative
from bayes_bench.numerics.likelihood_kernel import FACTORS, FEW, logistic_parts
from bayes_bench.posterior.density import Density, Points, density_of, log_likelihood
from tests.builders.small_problems import cells_of, counts_cells, counts_model, people_model


@njit
def exponentials(x: np.ndarray) -> np.ndarray:
    out = np.empty_like(x)
    for i in range(x.size):
        out[i] = exp_of_negative(x[i])
    return out


def by_numpy(density: Density, at: Points) -> np.ndarray:
    """The log likelihood, cell by cell."""
    eta = at.fixed @ density.lookups.dense.T + at.unit_effect[:, density.unit_index]
    return eta @ density.events - np.logaddexp(0.0, eta) @ density.trials


def points(density: Density, draws: int, size: float) -> Points:
    rng = np.random.default_rng(9)
    fixed = rng.normal(0.0, size, (draws, density.fixed))
    return Points(
        fixed, rng.normal(0.0, size, (draws, density.units)), np.zeros((draws, density.sds))
    )


def test_exponential_to_two_units_in_the_last_place() -> None:
    x = -np.concatenate([np.linspace(0, 1, 10_001), np.geomspace(1e-300, 700, 10_001)])
    np.testing.assert_allclose(exponentials(x), np.exp(x), rtol=4.5e-16)
    assert exponentials(np.array([-0.0]))[0] == 1.0
    assert 0 < exponentials(np.array([-1e9]))[0] < 1e-300


@pytest.mark.parametrize("draws", [1, 32, 33, 100])
@pytest.mark.parametrize("size", [0.3, 30.0, 3000.0])
def test_likelihood_of_people(people: pd.DataFrame, draws: int, size: float) -> None:
    model = people_model()
    # 300 people are fewer than factors in a product: repeated, they are more, and distinct
    table = pd.concat([people.assign(age=people["age"] + shift) for shift in (0, 0.01, 0.02)])
    density = density_of(Analysis(model, cells_of(table, model)))
    assert density.trials.size > FACTORS
    assert density.lookups.loose.shape[1] > 0
    at = points(density, draws, size)
    np.testing.assert_allclose(log_likelihood(density, at), by_numpy(density, at), rtol=1e-12)


def test_likelihood_of_counts_of_every_size() -> None:
    model = counts_model()
    trials = [2, 3, FEW, FEW + 1, 1000, 10**6, 1, 400]
    density = density_of(
        Analysis(model, counts_cells(trials, [1, 0, 5, 17, 3, 4321, 1, 399], model))
    )
    at = points(density, 40, 2.0)
    np.testing.assert_allclose(log_likelihood(density, at), by_numpy(density, at), rtol=1e-13)


def test_logistic_parts_keep_their_digits_in_both_tails() -> None:
    eta = np.array([-690.0, -40.0, -1.5, 0.0, 1.5, 40.0, 690.0])
    share, variance, small = logistic_parts(eta)
    np.testing.assert_allclose(share, expit(eta), rtol=1e-15)
    np.testing.assert_allclose(variance, expit(eta) * expit(-eta), rtol=1e-15)
    np.testing.assert_allclose(small, np.exp(-np.abs(eta)), rtol=1e-15)
