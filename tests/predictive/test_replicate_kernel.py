"""The loop over cells against dense arrays, with the same uniform numbers."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom, chisquare

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.random_kernel import next_uniforms, states_from
from bayes_bench.predictive.replicate_kernel import FEW, replicate_cells

DRAWS = 9


@compiled
def uniforms(states: np.ndarray, count: int) -> np.ndarray:
    """(count, draw)."""
    found = np.empty((count, states.shape[1]))
    for i in range(count):
        next_uniforms(states, found[i])
    return found


@pytest.mark.parametrize(("ways", "loose"), [(4, 0), (6, 0), (4, 2), (5, 1)])
def test_every_person_is_compared_with_a_number_of_their_own(ways: int, loose: int) -> None:
    rng = np.random.default_rng(ways + loose)
    cells, units, rows = 40, 5, 7
    values, slopes = rng.normal(size=(rows, DRAWS)), rng.normal(size=(loose, DRAWS))
    codes = rng.integers(0, rows, (cells, ways)).astype(np.int32)
    columns = rng.normal(size=(cells, loose))
    unit, trials = np.sort(rng.integers(0, units, cells)), rng.integers(0, 4, cells)
    own, other = rng.normal(size=(2, units, DRAWS))
    groups = np.stack([unit, units + rng.integers(0, 3, cells)], axis=1).astype(np.int32)
    states = states_from(rng, DRAWS)
    numbers = iter(uniforms(states.copy(), 2 * int(trials.sum())))
    sums, events = replicate_cells(
        (values, slopes),
        (codes, columns),
        (own, other),
        (unit, trials),
        states,
        (groups, units + 3),
    )
    wanted, wanted_events = np.zeros((units + 3, 3, DRAWS)), np.zeros((units, DRAWS))
    for c in range(cells):
        predictor = values[codes[c]].sum(axis=0) + columns[c] @ slopes
        p, n = expit(predictor + own[unit[c]]), trials[c]
        hits = sum((next(numbers) < p).astype(float) for _ in range(n))
        for group in groups[c]:
            wanted[group] += np.stack([n * p, n * p**2, hits + 0 * p])
        q = expit(predictor + other[unit[c]])
        wanted_events[unit[c]] += sum((next(numbers) < q).astype(float) for _ in range(n))
    np.testing.assert_allclose(sums, wanted, rtol=1e-12, atol=1e-14)
    np.testing.assert_array_equal(events, wanted_events)


@pytest.mark.parametrize("trials", [FEW, FEW + 1, 300])
def test_cells_of_many_people_are_binomial(trials: int) -> None:
    draws, p = 4000, 0.3
    logit = np.full((1, draws), np.log(p / (1 - p)))
    nothing, zero = np.zeros((0, draws)), np.zeros((1, draws))
    sums, events = replicate_cells(
        (np.concatenate([logit, zero]), nothing),
        (np.array([[0, 1, 1, 1]], dtype=np.int32), np.zeros((1, 0))),
        (zero, zero),
        (np.zeros(1, dtype=np.int64), np.array([trials])),
        states_from(np.random.default_rng(trials), draws),
        (np.zeros((1, 1), dtype=np.int32), 1),
    )
    edges = np.unique(binom.ppf(np.linspace(0.1, 0.9, 7), trials, p))
    wanted = draws * np.diff(np.r_[0.0, binom.cdf(edges, trials, p), 1.0])
    for counts in (sums[0, 2], events[0]):
        seen = np.bincount(np.searchsorted(edges, counts), minlength=edges.size + 1)
        assert chisquare(seen, wanted).pvalue > 1e-4
        # the negative control: another probability
        other = draws * np.diff(np.r_[0.0, binom.cdf(edges, trials, p + 0.1), 1.0])
        assert chisquare(seen, other).pvalue < 1e-6
    np.testing.assert_allclose(sums[0, 0], trials * p)


def test_certain_outcomes() -> None:
    """Logits of a thousand: everybody or nobody, and no number that is not finite."""
    logit = np.array([[1000.0], [-1000.0], [0.0]])
    for row, rate in ((0, 1.0), (1, 0.0)):
        sums, events = replicate_cells(
            (logit, np.zeros((0, 1))),
            (np.array([[row, 2, 2, 2]] * 2, dtype=np.int32), np.zeros((2, 0))),
            (np.zeros((1, 1)), np.zeros((1, 1))),
            (np.zeros(2, dtype=np.int64), np.array([3, 100])),
            states_from(np.random.default_rng(1), 1),
            (np.zeros((2, 1), dtype=np.int32), 1),
        )
        np.testing.assert_allclose(sums[0, :, 0], 103 * rate, atol=1e-300)
        assert events[0, 0] == 103 * rate
