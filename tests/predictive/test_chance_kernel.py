"""Events at probabilities read off curves, against the same comparison in dense arrays."""

import numpy as np
import pytest
from scipy.special import expit
from scipy.stats import binom

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.random_kernel import next_uniform, states_from
from bayes_bench.predictive.chance_kernel import FEW, ROOM, events_at

SPACING = 1 / 8


@compiled
def uniforms(states: np.ndarray, draw: int, count: int) -> np.ndarray:
    found = np.empty(count)
    for i in range(count):
        found[i] = next_uniform(states, draw)
    return found


def curves_from(lowest: np.ndarray, highest: float) -> np.ndarray:
    """Two curves at the nodes (draw, curve, node)."""
    nodes = lowest[:, None] + SPACING * np.arange(int((highest - lowest.min()) / SPACING) + 3)
    return np.stack([expit(nodes), expit(0.5 * nodes - 1.0)], axis=1)


@pytest.mark.parametrize("cells", [1, 30, 2 * ROOM])
def test_every_person_is_compared_with_both_curves(cells: int) -> None:
    rng = np.random.default_rng(cells)
    predictor, trials = rng.normal(size=(3, cells)), rng.integers(0, FEW + 1, cells)
    starts = np.unique([0, cells // 3, cells])
    lowest = predictor.min(axis=1)
    curves, states = curves_from(lowest, predictor.max()), states_from(rng, 3)
    numbers = [uniforms(states.copy(), s, int(trials.sum())) for s in range(3)]
    found = events_at(predictor, curves, (lowest, SPACING), trials, starts, states)
    cell = np.repeat(np.arange(cells), trials)
    unit = np.searchsorted(starts, cell, side="right") - 1
    nodes = np.arange(curves.shape[2])
    for s in range(3):
        place = (predictor[s, cell] - lowest[s]) / SPACING
        for r in range(2):
            hits = numbers[s] < np.interp(place, nodes, curves[s, r])
            wanted = np.bincount(unit[hits], minlength=starts.size - 1)
            np.testing.assert_array_equal(found[r, s], wanted)


def test_a_cell_of_many_people_is_binomial() -> None:
    draws, trials = 3000, 5 * FEW
    predictor, lowest = np.full((draws, 1), 0.4), np.full(draws, 0.4)
    states = states_from(np.random.default_rng(2), draws)
    found = events_at(
        predictor,
        curves_from(lowest, 0.4),
        (lowest, SPACING),
        np.array([trials]),
        np.array([0, 1]),
        states,
    )
    for r, p in enumerate((expit(0.4), expit(-0.8))):
        counts = found[r, :, 0]
        mean, variance = binom.stats(trials, p)
        assert abs(counts.mean() - mean) < 4 * np.sqrt(variance / draws)
        assert abs(counts.var() / variance - 1.0) < 4 * np.sqrt(2 / draws)


def test_a_unit_of_nobody_has_no_events() -> None:
    found = events_at(
        np.zeros((1, 2)),
        np.ones((1, 1, 3)),
        (np.zeros(1), SPACING),
        np.array([2, 1]),
        np.array([0, 0, 2]),
        states_from(np.random.default_rng(1), 1),
    )
    assert found[0, 0].tolist() == [0, 3]
