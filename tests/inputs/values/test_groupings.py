"""Columns that put the same people together."""

import numpy as np
import pytest

from bayes_bench.inputs.values.groupings import are_alike, follows


@pytest.mark.parametrize(
    ("one", "other", "one_follows", "other_follows"),
    [
        ([0, 1, 2, 0], [2, 0, 1, 2], True, True),
        ([0, 0, 1, 1], [0, 1, 2, 3], True, False),
        ([0, 1, 1], [0, 0, 1], False, False),
        ([], [], True, True),
    ],
)
def test_what_follows_from_what(
    one: list[int], other: list[int], one_follows: bool, other_follows: bool
) -> None:
    left, right = np.array(one, dtype=np.int64), np.array(other, dtype=np.int64)
    assert follows(left, right) == one_follows
    assert follows(right, left) == other_follows
    assert are_alike(left, right) == (one_follows and other_follows)


def test_measurements_follow_too() -> None:
    assert follows(np.array([0.5, 1.5, 0.5]), np.array([1, 0, 1]))
    assert not follows(np.array([0.5, 1.5, 0.25]), np.array([1, 0, 1]))
