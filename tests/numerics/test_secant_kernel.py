"""Sums by unit and column against NumPy on dense arrays."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import sparse

from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.secant_kernel import column_sums

ROWS, COLUMNS = 9, 6
PER_LOGIT = 16.0


def curve(z: np.ndarray) -> np.ndarray:
    """A polynomial of degree 5, which is its own interpolation."""
    return 0.3 - z + 0.5 * z**2 + 0.1 * z**3 - 0.02 * z**4 + 0.003 * z**5


def pieces_of(lowest: np.ndarray, nodes: int) -> np.ndarray:
    """The curve between nodes, by powers of the place in spacings; (draw, node, 6)."""
    found = np.empty((lowest.size, nodes, 6))
    for draw, first in enumerate(lowest):
        for k in range(nodes):
            place = np.linspace(0, 1, 6)
            values = curve(first + (k + place) / PER_LOGIT)
            found[draw, k] = np.polynomial.polynomial.polyfit(place, values, 5)
    return found


@pytest.mark.parametrize("sizes", [(1,), (30,), (3, 1, 40, 2)])
@pytest.mark.parametrize("loose_columns", [0, 2])
def test_sums_are_those_of_the_dense_design(sizes, loose_columns) -> None:
    rng = np.random.default_rng(5)
    cells, starts = sum(sizes), np.cumsum([0, *sizes])
    codes = (rng.integers(0, 2, (cells, 4)) + np.arange(0, 8, 2)).astype(np.int32)  # 8: nobody's
    entries = rng.normal(size=(ROWS, COLUMNS)) * (rng.random((ROWS, COLUMNS)) < 0.5)
    columns = np.array([1, 4])[:loose_columns]
    entries[:, columns] = 0.0
    table, slopes = rng.normal(size=(ROWS, DRAWS)), rng.normal(size=(loose_columns, DRAWS))
    loose, weights = rng.normal(size=(cells, loose_columns)), rng.random(cells)
    eta = table[codes].sum(axis=1).T + slopes.T @ loose.T  # (draw, cell)
    lowest = eta.min(axis=1) - 0.01
    nodes = int(np.ptp(eta, axis=1).max() * PER_LOGIT) + 2
    dense = entries[codes].sum(axis=1)
    dense[:, columns] += loose
    direct = np.stack(
        [(weights * curve(eta))[:, a:b] @ dense[a:b] for a, b in pairwise(starts)], axis=1
    )
    rows = sparse.csr_array(entries)
    found = column_sums(
        (table, slopes),
        codes,
        (loose, columns),
        (weights, starts),
        ((rows.indptr, rows.indices, rows.data), COLUMNS),
        (pieces_of(lowest, nodes), lowest, PER_LOGIT),
    )
    # rounding of the pieces' coefficients
    assert found == pytest.approx(direct, abs=1e-9 * np.abs(direct).max())
