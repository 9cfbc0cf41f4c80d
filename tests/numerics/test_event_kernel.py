"""Counts of replicated events against the sums of binomials that they are."""

import numpy as np
import pytest

from bayes_bench.numerics.event_kernel import events_by_group
from bayes_bench.numerics.random_kernel import states_from

PROBABILITY = np.array([0.1, 0.9, 0.5, 0.3, 0.02])
TRIALS = np.array([1, 1, 7, 1, 300])
STARTS = np.array([0, 2, 3, 5])
DRAWS = 40_000


def counts(seed: int = 1) -> np.ndarray:
    states = states_from(np.random.default_rng(seed), DRAWS)
    return events_by_group(PROBABILITY, TRIALS, STARTS, states)


def test_means_and_variances_are_those_of_independent_people() -> None:
    found = counts()
    mean = np.add.reduceat(TRIALS * PROBABILITY, STARTS[:-1])
    variance = np.add.reduceat(TRIALS * PROBABILITY * (1 - PROBABILITY), STARTS[:-1])
    assert found.shape == (DRAWS, 3)
    assert (np.abs(found.mean(axis=0) - mean) < 5 * np.sqrt(variance / DRAWS)).all()
    assert found.var(axis=0) == pytest.approx(variance, rel=0.05)
    assert np.abs(np.corrcoef(found.T) - np.eye(3)).max() < 0.03


def test_certain_people_are_counted_exactly() -> None:
    states = states_from(np.random.default_rng(1), 3)
    sure = events_by_group(
        np.array([1.0, 0.0, 1.0]), np.array([1, 1, 9]), np.array([0, 2, 3]), states
    )
    assert sure.tolist() == [[1, 9]] * 3


def test_a_replicate_does_not_depend_on_the_others() -> None:
    states = states_from(np.random.default_rng(1), 20)
    whole = events_by_group(PROBABILITY, TRIALS, STARTS, states.copy())
    one = events_by_group(PROBABILITY, TRIALS, STARTS, np.ascontiguousarray(states[:, 7:8]))
    assert one[0].tolist() == whole[7].tolist()
