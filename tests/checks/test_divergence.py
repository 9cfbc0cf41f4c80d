"""Benjamini and Hochberg's rule against their own example."""

import numpy as np

from bayes_bench.checks.divergence import divergent

# Benjamini & Hochberg (1995), section 3.2: fifteen comparisons of two treatments; at a false
# discovery rate of .05 the first four are rejected, where Bonferroni's rule rejects three
EXAMPLE = np.array(
    [
        0.0001,
        0.0004,
        0.0019,
        0.0095,
        0.0201,
        0.0278,
        0.0298,
        0.0344,
        0.0459,
        0.3240,
        0.4262,
        0.5719,
        0.6528,
        0.7590,
        1.0000,
    ]
)


def test_their_example_marks_four_in_either_direction() -> None:
    sides = np.where(np.arange(15) % 2, EXAMPLE / 2, 1 - EXAMPLE / 2)
    assert divergent(sides, 0.05).tolist() == [True] * 4 + [False] * 11


def test_order_does_not_matter() -> None:
    order = np.random.default_rng(1).permutation(15)
    marked = divergent(EXAMPLE[order] / 2, 0.05)
    assert set(order[marked]) == {0, 1, 2, 3}


def test_a_missing_p_is_not_marked_and_counts() -> None:
    assert divergent(np.array([np.nan, 0.0126]), 0.05).tolist() == [False, False]
    assert divergent(np.array([0.0126]), 0.05).tolist() == [True]
