"""The best choice of k of which only so many may be of a group, against every choice there is."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from bayes_bench.numerics.limited_choice import first_best, most_units


@settings(max_examples=40)
@given(st.integers(0, 10_000), st.integers(3, 7), st.integers(0, 3))
def test_every_choice_is_tried(seed: int, units: int, groups: int) -> None:
    rng = np.random.default_rng(seed)
    members = rng.random((groups, units)) < 0.5
    most = rng.integers(1, 3, groups)
    worth, order = rng.integers(0, 4, units).astype(float), rng.permutation(units)

    def allowed(k: int) -> list[tuple[int, ...]]:
        """Choices of k units within the limits, those first that come first in the order."""
        choices = combinations(order.tolist(), k)
        return [one for one in choices if (members[:, one].sum(axis=1) <= most).all()]

    room = max(k for k in range(units + 1) if allowed(k))
    assert most_units(members, most) == room
    k = min(2, room)
    found = first_best(worth, order, members, most, k)
    best = max(worth[list(one)].sum() for one in allowed(k))
    assert found == list(next(one for one in allowed(k) if worth[list(one)].sum() == best))


def test_limits_cost_the_best_where_two_are_of_one_group() -> None:
    worth, order = np.array([5.0, 4.0, 1.0]), np.arange(3)
    members = np.array([[True, True, False]])
    assert first_best(worth, order, members, np.array([1]), 2) == [0, 2]
    # negative control: without limits it is the two that are worth most
    assert first_best(worth, order, members[:0], np.array([], dtype=int), 2) == [0, 1]
