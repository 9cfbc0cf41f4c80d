"""The compiled pass that adds up a function of the linear predictor by unit and column of a design.

Imported only when it runs. As in `moments_kernel`, every cell is visited once for `DRAWS` draws
side by side, and its linear predictor added up on the way.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
    CODES1,
    CODES2,
    FLOAT,
    FLOATS1,
    FLOATS2,
    FLOATS3,
    INTEGERS1,
    WHOLE,
    compiled,
    compiled_for,
)
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.predictor_kernel import add_up
from bayes_bench.typing import Floats

type Sparse = tuple[NDArray[np.int32], NDArray[np.int32], Floats]
"""First entry of every row (row + 1,), columns and numbers of the entries."""


@compiled_for(
    (FLOATS2, FLOATS2),
    CODES2,
    (FLOATS2, INTEGERS1),
    (FLOATS1, INTEGERS1),
    ((CODES1, CODES1, FLOATS1), WHOLE),
    (FLOATS3, FLOATS1, FLOAT),
)
def column_sums(
    values: tuple[Floats, Floats],
    codes: NDArray[np.int32],
    loose: tuple[Floats, NDArray[np.int64]],
    cells: tuple[Floats, NDArray[np.int64]],
    rows: tuple[Sparse, int],
    function: tuple[Floats, Floats, float],
) -> Floats:
    """Sums over every unit's cells of weight * column * g(linear predictor).

    The function g is given by the polynomials between its nodes, by the first node of each draw,
    and by how many nodes there are in a logit. Within a unit, g is added up by table row, and each
    row's entries are then multiplied once.

    ((row, DRAWS), (loose, DRAWS)), (cell, way), ((cell, loose), columns (loose,)),
    (weights (cell,), first cells (unit + 1,)), (entries of the rows, number of columns),
    ((DRAWS, node, 6), (DRAWS,), number) -> (DRAWS, unit, column)
    """
    table, slopes = values
    weights, starts = cells
    sums = np.empty((DRAWS, starts.size - 1, rows[1]))
    by_row, used = np.zeros(table.shape), np.zeros(table.shape[0], np.bool_)
    own = np.empty((rows[1], DRAWS))
    eta, g = np.empty(DRAWS), np.empty(DRAWS)
    for j in range(starts.size - 1):
        own[:] = 0.0
        for c in range(starts[j], starts[j + 1]):
            add_up(eta, table, slopes, codes, loose[0], c)
            _read_off(g, eta, function, weights[c])
            _collect(by_row, used, codes[c], g)
            for k in range(loose[1].size):
                _add_multiple(own[loose[1][k]], loose[0][c, k], g)
        for c in range(starts[j], starts[j + 1]):
            _spread(own, rows[0], codes[c], by_row, used)
        for d in range(DRAWS):
            for column in range(rows[1]):
                sums[d, j, column] = own[column, d]
    return sums


@compiled
def _read_off(
    g: Floats, eta: Floats, function: tuple[Floats, Floats, float], weight: float
) -> None:
    """The weighted function at every draw's linear predictor (DRAWS,)."""
    pieces, lowest, nodes_per_logit = function
    for d in range(DRAWS):
        x = (eta[d] - lowest[d]) * nodes_per_logit
        k = np.uint64(x)  # unsigned: the compiler need not think of negative indices
        z = x - np.float64(k)
        p = pieces[d, k]
        g[d] = weight * (p[0] + z * (p[1] + z * (p[2] + z * (p[3] + z * (p[4] + z * p[5])))))


@compiled
def _collect(by_row: Floats, used: NDArray[np.bool_], codes: NDArray[np.int32], g: Floats) -> None:
    """Add a cell's numbers to each of its rows."""
    for way in range(codes.size):
        used[codes[way]] = True
        row = by_row[codes[way]]
        for d in range(DRAWS):
            row[d] += g[d]


@compiled
def _spread(
    own: Floats, rows: Sparse, codes: NDArray[np.int32], by_row: Floats, used: NDArray[np.bool_]
) -> None:
    """Add entries times sums to the unit's own, of a cell's rows in use; these are emptied."""
    first, columns, entries = rows
    for row in codes:
        if used[row]:
            used[row] = False
            for k in range(first[row], first[row + 1]):
                _add_multiple(own[columns[k]], entries[k], by_row[row])
            by_row[row] = 0.0


@compiled
def _add_multiple(total: Floats, factor: float, g: Floats) -> None:
    for d in range(DRAWS):
        total[d] += factor * g[d]
