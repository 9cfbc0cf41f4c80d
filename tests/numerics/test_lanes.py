"""Draws laid side by side."""

import numpy as np
import pytest

from bayes_bench.numerics.lanes import DRAWS, filled_up, side_by_side


@pytest.mark.parametrize("draws", [1, 5, DRAWS])
def test_the_last_draw_fills_up_what_is_done_together(draws: int) -> None:
    by_draw = np.random.default_rng(draws).normal(size=(draws, 3))
    found = side_by_side(by_draw)
    assert found.shape == (3, DRAWS)
    np.testing.assert_array_equal(found.T[:draws], by_draw)
    np.testing.assert_array_equal(found.T[draws:], np.tile(by_draw[-1], (DRAWS - draws, 1)))
    np.testing.assert_array_equal(filled_up(by_draw), found.T)
