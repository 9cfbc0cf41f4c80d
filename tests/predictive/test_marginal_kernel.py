"""Sums over a unit's people against dense arrays, cell by cell and by series."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import expit, logsumexp

from bayes_bench.numerics.lanes import DRAWS as LANES
from bayes_bench.numerics.logistic_moments import ORDERS, centres_between
from bayes_bench.predictive.marginal_kernel import (
    FEW,
    Cells,
    Series,
    at_centres,
    log_integrals,
    means_of_small,
    slopes,
    softplus_sums,
)

DRAWS = 3
LARGE = 3 * FEW
CENTRES = centres_between(-3.5, 3.5)


class People:
    """A unit of few cells, one of a single cell, one of many."""

    def __init__(self, seed: int, spread: float) -> None:
        rng = np.random.default_rng(seed)
        self.starts = np.cumsum([0, FEW, 1, LARGE])
        self.logits = rng.normal(-1.0, spread, (DRAWS, self.starts[-1]))
        self.trials = rng.integers(1, 5, self.starts[-1])

    def of(self, unit: int) -> slice:
        return slice(self.starts[unit], self.starts[unit + 1])

    @property
    def cells(self) -> Cells:
        small = slice(0, FEW + 1)
        starts = np.array([0, FEW, FEW + 1, FEW + 1])
        return np.ascontiguousarray(self.logits[:, small]), self.trials[small] * 1.0, starts

    @property
    def series(self) -> Series:
        means = np.full((DRAWS, 3, CENTRES.size, ORDERS), np.nan)
        constants = np.full((DRAWS, 3, CENTRES.size), np.nan)
        weights = self.trials[self.of(2)] / self.trials[self.of(2)].sum()
        eta = self.logits[:, None, self.of(2)] + CENTRES[:, None]  # (draw, centre, cell)
        angle = np.arccos(np.tanh(eta / 2))
        for k in range(1, ORDERS + 1):
            means[:, 2, :, k - 1] = np.cos(k * angle) @ weights
        constants[:, 2] = np.logaddexp(0.0, eta) @ weights
        people = np.array([self.trials[self.of(unit)].sum() * 1.0 for unit in range(3)])
        return people, CENTRES, means, constants


@pytest.mark.parametrize("spread", [0.0, 0.7, 4.0])
def test_log_integrals(spread: float) -> None:
    people, rng = People(1, spread), np.random.default_rng(2)
    effects, log_weights = rng.normal(size=(2, DRAWS, 3, 5))
    events = np.array([20, 1, 90])
    found = log_integrals(people.cells, people.series, events, effects, log_weights)
    for unit in range(3):
        cells = people.of(unit)
        eta = people.logits[:, cells, None] + effects[:, unit, None, :]  # (draw, cell, node)
        softplus = np.einsum("c,scq->sq", people.trials[cells], np.logaddexp(0.0, eta))
        likelihood = events[unit] * effects[:, unit] - softplus
        wanted = logsumexp(likelihood + log_weights[:, unit], axis=1)
        # the series leave out less than 1e-10 a person
        np.testing.assert_allclose(found[:, unit], wanted, atol=1e-7, rtol=1e-12)


def test_slopes_where_they_are_wanted() -> None:
    people = People(3, 1.5)
    effect = np.random.default_rng(4).normal(size=(DRAWS, 3))
    wanted = np.array([[True, True, False]] + [[True, True, True]] * (DRAWS - 1))
    mean, variance = np.full((2, DRAWS, 3), -7.0)
    slopes(people.cells, people.series, effect, wanted, (mean, variance))
    assert (mean[0, 2], variance[0, 2]) == (-7.0, -7.0)
    for unit in range(3):
        cells, kept = people.of(unit), wanted[:, unit]
        p = expit(people.logits[:, cells] + effect[:, [unit]])
        trials = people.trials[cells]
        np.testing.assert_allclose(mean[kept, unit], (p @ trials)[kept], atol=1e-6)
        np.testing.assert_allclose(variance[kept, unit], ((p * (1 - p)) @ trials)[kept], atol=1e-5)


def test_huge_logits() -> None:
    """All is certain: the log likelihood is 0, or the logit itself."""
    cells = np.array([[900.0, -900.0, 30.0]]), np.ones(3), np.arange(4)
    nobody = np.zeros((1, 3, 1, ORDERS)), np.zeros((1, 3, 1))
    series = np.ones(3), np.zeros(1), *nobody
    events, effect = np.zeros(3, int), np.zeros((1, 3, 1))
    found = log_integrals(cells, series, events, effect, effect)
    np.testing.assert_allclose(
        found, [[-900.0, 0.0, -30.0 - np.exp(-30.0)]], rtol=1e-13, atol=1e-300
    )
    mean, variance = np.empty((2, 1, 3))
    slopes(cells, series, np.zeros((1, 3)), np.ones((1, 3), bool), (mean, variance))
    np.testing.assert_allclose(mean, [[1.0, 0.0, 1.0]], atol=1e-12)
    assert (variance >= 0.0).all()
    assert variance[0, 2] == pytest.approx(np.exp(-30.0), rel=1e-9)


@pytest.mark.parametrize("logit", [-800.0, 800.0])
@pytest.mark.parametrize("shift", [-400.0, -3.0, 0.0, 3.0, 400.0])
def test_certain_people_by_series(logit: float, shift: float) -> None:
    """All polynomials are 1 in size; far from the centre the series are poor, but finite."""
    means = (np.sign(logit) ** np.arange(1, ORDERS + 1))[None, None, None]
    series = np.ones(1), np.zeros(1), means, np.full((1, 1, 1), max(logit, 0.0))
    cells = np.empty((1, 0)), np.empty(0), np.zeros(2, dtype=np.int64)
    zero = np.zeros((1, 1, 1))
    found = log_integrals(cells, series, np.zeros(1, int), zero + shift, zero)
    mean, variance = np.empty((2, 1, 1))
    slopes(cells, series, np.full((1, 1), shift), np.ones((1, 1), bool), (mean, variance))
    assert np.isfinite(found).all()
    assert variance[0, 0] >= 0.0
    assert -1e-3 < mean[0, 0] < 1 + 1e-3
    if abs(shift) < 4.0:
        assert found[0, 0] == pytest.approx(-max(logit + shift, 0.0), abs=1e-4)
        assert mean[0, 0] == pytest.approx(float(logit > 0), abs=1e-3)


@pytest.mark.parametrize("shift", [-0.9, 0.4, 1.4])
def test_what_the_series_gain_is_the_integral_of_the_mean(shift: float) -> None:
    people = People(6, 1.1)
    cells, trials = people.of(2), people.trials[people.of(2)]

    def mean(t: float) -> float:
        return float(expit(people.logits[0, cells] + CENTRES[1] + t) @ trials)

    def likelihood(t: float) -> float:
        effects = np.full((DRAWS, 3, 1), CENTRES[1] + t)
        zero = np.zeros((DRAWS, 3, 1))
        found = log_integrals(people.cells, people.series, np.zeros(3, int), effects, zero)
        return float(found[0, 2])

    gain, _ = quad(mean, 0.0, shift)
    assert likelihood(0.0) - likelihood(shift) == pytest.approx(gain, abs=1e-8)


def test_from_one_centre_to_all() -> None:
    for count in (1, 2, 3):
        people = People(count, 1.5)
        _, _, means, constants = people.series
        kept = slice(0, count)
        found = at_centres(
            np.ascontiguousarray(constants[:, 2:, kept][:, :, count // 2]),
            CENTRES[kept],
            np.ascontiguousarray(means[:, 2:, kept]),
        )
        np.testing.assert_allclose(found, constants[:, 2:, kept], atol=1e-9)


@pytest.mark.parametrize("scale", [1.0, 300.0])
def test_anchors_are_sums_over_large_units(scale: float) -> None:
    people, rng = People(7, 1.0), np.random.default_rng(8)
    values = scale * rng.normal(size=(6, LANES)), rng.normal(size=(2, LANES))
    codes = rng.integers(0, 6, (people.trials.size, 4)).astype(np.int32)
    loose = rng.normal(size=(people.trials.size, 2))
    found = softplus_sums(values, (codes, loose), (people.trials, people.starts), 0.3)
    eta = values[0][codes].sum(axis=1) + loose @ values[1] + 0.3  # (cell, LANES)
    cells = people.of(2)
    wanted = people.trials[cells] @ np.logaddexp(0.0, eta[cells])
    np.testing.assert_allclose(found[2], wanted, rtol=1e-12)
    assert (found[:2] == 0.0).all()


def test_means_of_small_units() -> None:
    people, shifts = People(9, 2.0), np.random.default_rng(10).normal(size=(DRAWS, 4))
    shifts[0, 0], shifts[1, 1] = 900.0, -900.0
    mean, square = np.full((2, DRAWS, 3, 4), -7.0)
    means_of_small(people.cells, shifts, (mean, square))
    for unit in range(2):
        cells = people.of(unit)
        weights = people.trials[cells] / people.trials[cells].sum()
        p = expit(people.logits[:, cells, None] + shifts[:, None, :])  # (draw, cell, shift)
        np.testing.assert_allclose(mean[:, unit], np.einsum("c,scq->sq", weights, p), atol=1e-14)
        np.testing.assert_allclose(
            square[:, unit], np.einsum("c,scq->sq", weights, p**2), atol=1e-14
        )
    assert (mean[:, 2] == -7.0).all()
