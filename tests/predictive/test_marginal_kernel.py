"""Sums over a unit's people against dense arrays, cell by cell and by nodes."""

import numpy as np
import pytest
from scipy.special import expit, logsumexp

from bayes_bench.numerics.mesh import lay_on_mesh
from bayes_bench.predictive.marginal_kernel import FEW, People, log_integrals, slopes

DRAWS = 3
LARGE = 3 * FEW


def made(seed: int, spread: float) -> tuple[People, np.ndarray, np.ndarray, np.ndarray]:
    """A unit of few cells, one of a single cell, one of many; logits, trials and first cells."""
    rng = np.random.default_rng(seed)
    starts = np.cumsum([0, FEW, 1, LARGE])
    logits = rng.normal(-1.0, spread, (DRAWS, starts[-1]))
    trials = rng.integers(1, 5, starts[-1])
    unit = np.repeat(np.arange(3), np.diff(starts))
    mesh = lay_on_mesh(logits, trials.astype(float), unit, 3)
    people = logits, trials.astype(float), starts, mesh.nodes, mesh.weights
    return people, logits, trials, starts


@pytest.mark.parametrize("spread", [0.0, 0.7, 4.0])
def test_log_integrals(spread: float) -> None:
    people, logits, trials, starts = made(1, spread)
    rng = np.random.default_rng(2)
    effects, log_weights = rng.normal(size=(2, DRAWS, 3, 5))
    events = np.array([20, 1, 90])
    found = log_integrals(people, events, effects, log_weights)
    for unit in range(3):
        cells = slice(starts[unit], starts[unit + 1])
        eta = logits[:, cells, None] + effects[:, unit, None, :]  # (draw, cell, node)
        softplus = np.einsum("c,scq->sq", trials[cells], np.logaddexp(0.0, eta))
        likelihood = events[unit] * effects[:, unit] - softplus
        wanted = logsumexp(likelihood + log_weights[:, unit], axis=1)
        # the mesh errs by less than 1e-9 a person
        np.testing.assert_allclose(found[:, unit], wanted, atol=1e-6, rtol=1e-11)


def test_slopes_where_they_are_wanted() -> None:
    people, logits, trials, starts = made(3, 1.5)
    effect = np.random.default_rng(4).normal(size=(DRAWS, 3))
    wanted = np.array([[True, True, False]] + [[True, True, True]] * (DRAWS - 1))
    mean, variance = np.full((2, DRAWS, 3), -7.0)
    slopes(people, effect, wanted, (mean, variance))
    assert (mean[0, 2], variance[0, 2]) == (-7.0, -7.0)
    for unit in range(3):
        cells, kept = slice(starts[unit], starts[unit + 1]), wanted[:, unit]
        p = expit(logits[:, cells] + effect[:, [unit]])
        np.testing.assert_allclose(mean[kept, unit], (p @ trials[cells])[kept], atol=1e-6)
        np.testing.assert_allclose(
            variance[kept, unit], ((p * (1 - p)) @ trials[cells])[kept], atol=1e-6
        )


def test_huge_logits() -> None:
    """All is certain: the log likelihood is 0, or the logit itself."""
    logits = np.array([[900.0, -900.0, 30.0]])
    people = logits, np.ones(3), np.arange(4), np.zeros((1, 0)), np.zeros((0, 0, 0))
    found = log_integrals(people, np.zeros(3, int), np.zeros((1, 3, 1)), np.zeros((1, 3, 1)))
    np.testing.assert_allclose(
        found, [[-900.0, 0.0, -30.0 - np.exp(-30.0)]], rtol=1e-13, atol=1e-300
    )
    mean, variance = np.empty((2, 1, 3))
    slopes(people, np.zeros((1, 3)), np.ones((1, 3), bool), (mean, variance))
    np.testing.assert_allclose(mean, [[1.0, 0.0, 1.0]], atol=1e-12)
    assert (variance >= 0.0).all()
    assert variance[0, 2] == pytest.approx(np.exp(-30.0), rel=1e-9)
