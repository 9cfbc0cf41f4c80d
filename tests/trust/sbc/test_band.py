"""The band's level, by enumeration and by simulation, and what it catches."""

from itertools import product

import numpy as np
import pytest

from bayes_bench.trust.sbc.band import (
    Band,
    inside_probability,
    p_value,
    rank_counts,
    simultaneous_band,
)

VALUES = 200


def outside(ranks: np.ndarray, band: Band) -> bool:
    counts = rank_counts(ranks, VALUES)
    return bool(((counts < band.low) | (counts > band.high)).any())


def test_counts_up_to_each_rank() -> None:
    assert rank_counts(np.array([0, 2, 2, 3]), 4).tolist() == [1, 1, 3]


def test_the_probability_of_staying_inside_is_that_of_all_cases() -> None:
    band = Band(low=np.array([0, 1, 2]), high=np.array([2, 3, 5]))
    cases = [np.array(ranks) for ranks in product(range(4), repeat=5)]
    counts = np.array([rank_counts(ranks, 4) for ranks in cases])
    share = np.mean(((counts >= band.low) & (counts <= band.high)).all(axis=1))
    assert inside_probability(band, 5) == pytest.approx(share, rel=1e-12)


@pytest.mark.parametrize("sets", [60, 300])
def test_uniform_ranks_leave_the_band_as_often_as_it_says(sets: int) -> None:
    rng = np.random.default_rng(sets)
    counts = np.cumsum(rng.multinomial(sets, np.full(VALUES, 1 / VALUES), 10_000), axis=1)[:, :-1]
    band = simultaneous_band(sets, VALUES, 0.1)
    share = ((counts < band.low) | (counts > band.high)).any(axis=1).mean()
    assert share == pytest.approx(0.1, abs=0.012)  # four standard errors of 10,000 cases


def test_p_values_of_uniform_ranks_are_uniform() -> None:
    rng = np.random.default_rng(3)
    p = np.array([p_value(rng.integers(VALUES, size=100), VALUES) for _ in range(500)])
    # four standard errors; counts are discrete, so that p values are a little too large
    assert np.mean(p < 0.05) == pytest.approx(0.05, abs=0.04)
    assert np.mean(p < 0.5) == pytest.approx(0.5, abs=0.09)


def test_band_and_p_value_agree() -> None:
    rng = np.random.default_rng(4)
    band = simultaneous_band(80, VALUES, 0.2)
    for _ in range(50):
        ranks = rng.integers(VALUES, size=80)
        assert outside(ranks, band) == (p_value(ranks, VALUES) <= 0.2)


@pytest.mark.parametrize(("a", "b"), [(1.2, 1.0), (1.25, 1.25), (0.8, 0.8)])
def test_ranks_that_are_not_uniform_are_caught(a: float, b: float) -> None:
    rng = np.random.default_rng(5)
    ranks = np.floor(VALUES * rng.beta(a, b, 1000)).astype(np.int64)
    assert p_value(ranks, VALUES) < 0.01
