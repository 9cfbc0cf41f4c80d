"""Smoothed importance weights against ArviZ, one quantity at a time."""

import numpy as np
import pytest

from bayes_bench.numerics.pareto_smoothing import pareto_smoothed
from bayes_bench.posterior.diagnostics import array_statistics


@pytest.mark.parametrize("draws", [30, 225, 226, 2000])
def test_weights_and_k_are_those_of_arviz(draws: int) -> None:
    rng = np.random.default_rng(draws)
    scales = np.array([0.01, 0.3, 1.0, 3.0])[:, None]
    logs = np.concatenate(
        [
            scales * rng.normal(size=(4, draws)),
            rng.standard_cauchy((1, draws)),
            -50.0 - rng.exponential(size=(1, draws)) * 0.4,
            0.7 * rng.exponential(size=(1, draws)),  # k = .7
        ]
    )
    weights, k = pareto_smoothed(logs)
    for quantity, ratios in enumerate(logs):
        theirs, their_k = array_statistics().psislw(-ratios)  # it takes the negative
        assert k[quantity] == pytest.approx(float(their_k), abs=1e-10, nan_ok=True)
        np.testing.assert_allclose(weights[quantity], theirs, atol=1e-9)
    np.testing.assert_allclose(np.exp(weights).sum(axis=1), 1.0, rtol=1e-12)


def test_k_is_that_of_the_tail() -> None:
    """exp of an exponential variable with mean k has a Pareto tail of shape k."""
    shapes = np.array([0.2, 0.5, 0.9])
    logs = shapes[:, None] * np.random.default_rng(1).exponential(size=(3, 100_000))
    np.testing.assert_allclose(pareto_smoothed(logs)[1], shapes, atol=0.12)


def test_where_all_ratios_are_alike_there_is_no_k() -> None:
    logs = np.stack([np.full(400, -3.0), np.random.default_rng(2).normal(size=400)])
    weights, k = pareto_smoothed(logs)
    assert np.isnan(k[0])
    np.testing.assert_allclose(np.exp(weights[0]), 1 / 400)
    assert np.isfinite(k[1])


def test_few_draws_are_left_as_they_are() -> None:
    logs = np.log(np.arange(1.0, 21.0))[None]
    weights, k = pareto_smoothed(logs)
    assert np.isnan(k[0])
    np.testing.assert_allclose(np.exp(weights[0]), np.arange(1, 21) / 210)


def test_what_is_given_is_not_changed() -> None:
    logs = np.random.default_rng(3).normal(size=(2, 300))
    before = logs.copy()
    pareto_smoothed(logs)
    np.testing.assert_array_equal(logs, before)
