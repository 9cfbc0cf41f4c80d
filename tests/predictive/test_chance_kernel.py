"""Events at probabilities given by Chebyshev series, against dense arrays."""

import numpy as np
import pytest
from numpy.polynomial.chebyshev import chebval
from scipy.stats import binom

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.random_kernel import next_uniforms, states_from
from bayes_bench.predictive.chance_kernel import FEW, STEP, events_at

ORDERS = np.array([0, STEP, 3 * STEP])
CENTRES = np.array([-1.5, 0.7])


@compiled
def uniforms(states: np.ndarray, count: int) -> np.ndarray:
    """(count, DRAWS)."""
    found = np.empty((count, DRAWS))
    for i in range(count):
        next_uniforms(states, found[i])
    return found


def series(rng: np.random.Generator) -> list[list[np.ndarray]]:
    """Coefficients by centre and curve, the constant first, (1 + order, DRAWS): small enough."""
    return [
        [rng.uniform(-0.4, 0.4, (1 + order, DRAWS)) / (1 + order) for order in ORDERS]
        for _ in CENTRES
    ]


def in_one_row(coefficients: list[list[np.ndarray]]) -> np.ndarray:
    return np.concatenate([curve[::-1].ravel() for about in coefficients for curve in about])


def problem(rng: np.random.Generator, cells: int, ways: int, loose: int) -> tuple:
    values = rng.normal(size=(9, DRAWS)), rng.normal(size=(loose, DRAWS))
    codes = rng.integers(0, 9, (cells, ways)).astype(np.int32)
    return values, (codes, rng.normal(size=(cells, loose)))


@pytest.mark.parametrize(("cells", "ways", "loose"), [(1, 4, 0), (30, 4, 2), (40, 6, 0)])
def test_every_person_is_compared_with_every_curve(cells: int, ways: int, loose: int) -> None:
    rng = np.random.default_rng(cells)
    values, design = problem(rng, cells, ways, loose)
    trials = rng.integers(0, FEW + 1, cells)
    starts = np.array([0, cells // 3, cells // 3, cells])  # nobody in the second unit
    coefficients, states = series(rng), states_from(rng, DRAWS)
    numbers = iter(uniforms(states.copy(), int(trials.sum())))
    curves = CENTRES, in_one_row(coefficients), ORDERS
    found = events_at(values, design, curves, (trials, starts), states)
    wanted = np.zeros((3, ORDERS.size, DRAWS))
    unit = np.searchsorted(starts, np.arange(cells), side="right") - 1
    for c in range(cells):
        eta = values[0][design[0][c]].sum(axis=0) + design[1][c] @ values[1]
        x = np.tanh(0.5 * (eta + CENTRES[:, None]))  # (centre, DRAWS)
        p = [
            0.5 + 0.5 * sum(chebval(x[m], of[r], tensor=False) for m, of in enumerate(coefficients))
            for r in range(ORDERS.size)
        ]
        for _ in range(trials[c]):
            wanted[unit[c]] += next(numbers) < np.array(p)
    np.testing.assert_array_equal(found.reshape(wanted.shape), wanted)


def test_huge_logits_are_certain() -> None:
    """Of the curve x itself, as probabilities."""
    values = np.array([[900.0], [-900.0], [0.0]]) * np.ones(DRAWS), np.empty((0, DRAWS))
    design = np.array([[0, 2, 2, 2], [1, 2, 2, 2]], dtype=np.int32), np.empty((2, 0))
    row = np.zeros((1 + STEP, DRAWS))
    row[STEP - 1] = 1.0
    curves = np.zeros(1), row.ravel(), np.array([STEP])
    cells = np.array([3, 2 * FEW]), np.array([0, 1, 2])
    found = events_at(values, design, curves, cells, states_from(np.random.default_rng(1), DRAWS))
    assert (found == [[3.0], [0.0]]).all()


def test_a_cell_of_many_people_is_binomial() -> None:
    blocks, trials, p = 100, 5 * FEW, np.array([0.6, 0.31])
    constants = (2.0 * p - 1.0).repeat(DRAWS)
    nothing = np.zeros((1, DRAWS)), np.empty((0, DRAWS))
    design = np.zeros((1, 4), dtype=np.int32), np.empty((1, 0))
    rng = np.random.default_rng(2)
    found = np.concatenate(
        [
            events_at(
                nothing,
                design,
                (np.zeros(1), constants, np.zeros(2, dtype=np.int64)),
                (np.array([trials]), np.array([0, 1])),
                states_from(rng, DRAWS),
            ).reshape(2, DRAWS)
            for _ in range(blocks)
        ],
        axis=1,
    )
    for counts, probability in zip(found, p, strict=True):
        mean, variance = binom.stats(trials, probability)
        assert abs(counts.mean() - mean) < 4 * np.sqrt(variance / counts.size)
        assert abs(counts.var() / variance - 1.0) < 4 * np.sqrt(2 / counts.size)
