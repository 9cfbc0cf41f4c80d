"""What is hidden cannot be worked out: every table is attacked by linear programming."""

import numpy as np
import pytest
from scipy.optimize import linprog

from bayes_bench.inputs.disclosure.figures import (
    hidden_levels,
    hidden_means,
    merged_levels,
    rounded_means,
)
from bayes_bench.typing import Bools, Integers

LEAST = 5


def tables(seed: int) -> Integers:
    """People by unit and level, some levels rare, some units all of one level."""
    random = np.random.default_rng(seed)
    units, levels = int(random.integers(3, 9)), int(random.integers(2, 6))
    counts = random.poisson(random.gamma(0.7, 12.0, (1, levels)), (units, levels))
    counts[:, 0] += LEAST  # units that may be shown at all
    counts[0, 1:] = 0
    return counts.astype(np.int64)


def feasible(counts: Integers, hidden: Bools, at: tuple[int, int]) -> float:
    """How far apart the least and the greatest count are that all that is published allows."""
    places = [tuple(place) for place in np.argwhere(hidden)]
    objective = np.array([float(place == at) for place in places])
    # the people of every unit are known, and the whole of a level where no unit's part is hidden
    rows = np.array([[place[0] == j for place in places] for j in range(len(counts))], float)
    left = np.where(hidden, counts, 0).sum(axis=1).astype(float)
    ends = [linprog(sign * objective, A_eq=rows, b_eq=left) for sign in (1, -1)]
    assert all(end.success for end in ends)
    return float(-ends[1].fun - ends[0].fun)


@pytest.mark.parametrize("seed", range(40))
def test_a_small_count_cannot_be_worked_out(seed: int) -> None:
    drawn = tables(seed)
    counts, _ = merged_levels(drawn, [str(n) for n in range(drawn.shape[1])], LEAST)
    hidden = np.array([hidden_levels(row, LEAST) for row in counts])
    rest = counts.sum(axis=1, keepdims=True) - counts
    assert counts[~hidden & (counts > 0)].min(initial=LEAST) >= LEAST
    assert rest[~hidden & (counts > 0)].min(initial=LEAST) >= LEAST
    small = np.argwhere(hidden & (counts < LEAST))
    widths = [feasible(counts, hidden, (int(j), int(k))) for j, k in small]
    assert min(widths, default=LEAST) >= LEAST - 1e-6


def test_without_hiding_more_the_attack_succeeds() -> None:
    """The attack is no formality: with the small counts alone hidden, subtraction tells them."""
    counts = np.array([[40, 30, 2], [50, 40, 30], [60, 50, 40]])
    assert feasible(counts, (counts > 0) & (counts < LEAST), (0, 2)) < 1e-6
    more = np.array([hidden_levels(row, LEAST) for row in counts])
    assert more[0].tolist() == [False, True, True]
    assert not more[1:].any()
    assert feasible(counts, more, (0, 2)) > LEAST


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ([30, 20, 10], [False, False, False]),
        ([30, 20, 0], [False, False, False]),  # that nobody is there is no secret by itself
        ([48, 2, 0], [True, True, True]),
        ([50, 0, 0], [True, True, True]),  # all of one level: it would tell of everybody
        ([30, 16, 2, 0], [False, True, True, True]),
    ],
)
def test_levels_by_hand(counts: list[int], hidden: list[bool]) -> None:
    assert hidden_levels(np.array(counts), LEAST).tolist() == hidden
    assert not hidden_levels(np.array(counts), 0).any()


def test_a_mean_never_hides_alone() -> None:
    assert hidden_means(np.array([40, 2, 30, 9]), LEAST).tolist() == [False, True, False, True]
    assert not hidden_means(np.array([40, 5, 30]), LEAST).any()
    assert not hidden_means(np.array([0, 0]), 0).any()
    assert rounded_means(np.array([1234.5, np.nan]), LEAST)[0] == 1230.0
    assert rounded_means(np.array([1234.5]), 0)[0] == 1234.5


def test_rare_levels_are_one() -> None:
    counts = np.array([[20, 1, 9, 1], [30, 1, 8, 0]])
    merged, levels = merged_levels(counts, ["a", "b", "other", "c"], LEAST)
    assert levels == ["a", "other"]
    assert merged.tolist() == [[20, 11], [30, 9]]
    assert merged_levels(counts, ["a", "b", "c", "d"], 0)[1] == ["a", "b", "c", "d"]
