"""The linear predictor of one cell in several draws, against rows of the tables added up."""

import numpy as np
import pytest

from bayes_bench.numerics.compiled import compiled
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.predictor_kernel import add_up


@compiled
def added_up(values: tuple, codes: np.ndarray, loose: np.ndarray) -> np.ndarray:
    """Cell by cell (cell, DRAWS)."""
    found = np.full((codes.shape[0], DRAWS), np.nan)
    for c in range(codes.shape[0]):
        add_up(found[c], values[0], values[1], codes, loose, c)
    return found


@pytest.mark.parametrize(("ways", "loose"), [(4, 0), (4, 2), (7, 1)])
def test_draws_side_by_side(ways: int, loose: int) -> None:
    rng = np.random.default_rng(ways)
    values = rng.normal(size=(5, DRAWS)), rng.normal(size=(loose, DRAWS))
    codes, columns = rng.integers(0, 5, (8, ways)).astype(np.int32), rng.normal(size=(8, loose))
    wanted = values[0][codes].sum(axis=1) + columns @ values[1]
    np.testing.assert_allclose(added_up(values, codes, columns), wanted, atol=1e-13)
