"""Products by table lookups against the dense design."""

import numpy as np
import pytest
from scipy import sparse

from bayes_bench.design.lookups import ROWS_PER_WAY, Lookups, take_apart
from bayes_bench.design.products import onto_columns, predictor_at, weighted_squares

CELLS = 600


@pytest.fixture(params=["tables", "loose", "bare"])
def lookups(request) -> Lookups:
    """A category and a measurement of few values, or of many, or nothing but the intercept."""
    rng = np.random.default_rng(6)
    values = {"tables": 30, "loose": ROWS_PER_WAY + 100, "bare": 1}[request.param]
    kind = rng.integers(0, 4, CELLS)
    measured = rng.permutation(np.arange(CELLS) % values)[:, None] / values
    matrix = np.hstack([kind[:, None] == [1, 2, 3], measured, measured**2])
    names = ["kind"] * 3 + ["dose"] * 2
    if request.param == "bare":
        matrix, names = matrix[:, :0], []
    made = take_apart(sparse.csr_array(matrix.astype(float)), matrix.mean(axis=0), names)
    assert (made.loose_terms.size > 0) == (request.param == "loose")
    return made


@pytest.mark.parametrize("units", [1, 5])
def test_they_are_those_of_the_dense_design(lookups: Lookups, units: int) -> None:
    rng = np.random.default_rng(7)
    dense = lookups.dense
    weight, unit_index = rng.random(CELLS), np.sort(np.arange(CELLS) % units)
    fixed, effect = (rng.normal(size=(size,)) for size in (dense.shape[1], units))
    eta = predictor_at(lookups, fixed, effect, unit_index)
    np.testing.assert_allclose(eta, dense @ fixed + effect[unit_index], atol=1e-12)
    np.testing.assert_allclose(onto_columns(lookups, weight), weight @ dense, atol=1e-10)
    squares, cross = weighted_squares(lookups, weight, unit_index, units)
    np.testing.assert_allclose(squares, dense.T @ (weight[:, None] * dense), atol=1e-10)
    for unit in range(units):
        own = unit_index == unit
        np.testing.assert_allclose(cross[unit], weight[own] @ dense[own], atol=1e-10)
