"""Who is covered, by sets and ranges of plain Python."""

import numpy as np
import pytest

from bayes_bench.numerics.coverage_kernel import covered


@pytest.mark.parametrize(("categories", "measures"), [(2, 2), (3, 0), (0, 1), (0, 0)])
def test_a_group_covers_who_is_like_its_own(categories: int, measures: int) -> None:
    rng = np.random.default_rng(categories + 7 * measures)
    codes = (rng.integers(0, 4, (60, categories)) + 4 * np.arange(categories)).astype(np.int32)
    values, weights = rng.normal(size=(60, measures)).round(1), rng.random(60)
    levels, starts = 4 * np.arange(categories + 1, dtype=np.int32), np.array([0, 1, 5, 25, 60])
    found = covered((codes, values), levels, weights, starts)
    for j in range(4):
        own = slice(starts[j], starts[j + 1])
        total = 0.0
        for c in range(60):
            like = all(code in codes[own, k] for k, code in enumerate(codes[c]))
            between = all(
                values[own, k].min() <= value <= values[own, k].max()
                for k, value in enumerate(values[c])
            )
            total += weights[c] * (like and between)
        assert found[j] == pytest.approx(total)
    assert found[3] > found[0] or categories + measures == 0
