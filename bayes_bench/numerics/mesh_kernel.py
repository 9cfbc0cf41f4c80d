"""The compiled loops that lay people on an equally spaced mesh (imported only when they run).

The mass of every point is deposited on its six nearest nodes with the weights of quintic Lagrange
interpolation, so that a sum of ``weight * f(node)`` is the sum of ``f(point)`` up to the error of
interpolating ``f``. numba takes a third of a second to import, hence a module of its own.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
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
from bayes_bench.typing import Floats

type Six = tuple[float, float, float, float, float, float]


@compiled_for(
    (FLOATS2, FLOATS2, FLOATS2), CODES2, FLOATS2, (FLOATS1, INTEGERS1), FLOATS1, (FLOAT, WHOLE)
)
def deposit_by_row(
    values: tuple[Floats, Floats, Floats],
    codes: NDArray[np.int32],
    loose: Floats,
    cells: tuple[Floats, NDArray[np.int64]],
    lowest: Floats,
    mesh: tuple[float, int],
) -> Floats:
    """Lay cells on the nodes of each table row they use; node 2 of a draw lies at ``lowest``.

    The linear predictor is added up on the way and never stored. The mesh is given by its spacing
    and its nodes.

    ((draw, row), (draw, loose), (draw, unit)), (cell, way), (cell, loose),
    (masses (cell,), first cells (unit + 1,)), (draw,) -> (draw, row, node)
    """
    table, slopes, effect = values
    masses, starts = cells
    weights = np.zeros((table.shape[0], table.shape[1], mesh[1]))
    nodes_per_logit = 1.0 / mesh[0]
    for s in range(table.shape[0]):
        for j in range(starts.size - 1):
            for c in range(starts[j], starts[j + 1]):
                eta = effect[s, j] - lowest[s]
                for way in range(codes.shape[1]):
                    eta += table[s, codes[c, way]]
                for column in range(loose.shape[1]):
                    eta += loose[c, column] * slopes[s, column]
                x = eta * nodes_per_logit
                k = np.uint64(x)  # unsigned: the compiler need not think of negatives
                six = _quintic(x - np.float64(k), masses[c])
                for way in range(codes.shape[1]):
                    _add(weights[s, codes[c, way]], k, six)
    return weights


@compiled_for(FLOATS3, FLOATS2, WHOLE)
def add_moved(weights: Floats, moves: Floats, nodes: int) -> Floats:
    """Sum of the groups, each moved up by so many spacings; node 2 is where a move of 0 begins.

    A group's nodes all have the same place between the new ones, and so the same six weights.

    (draw, group, node), (draw, group) -> (draw, node)
    """
    total = np.zeros((weights.shape[0], nodes))
    for s in range(weights.shape[0]):
        for g in range(weights.shape[1]):
            k = int(moves[s, g])
            six = _quintic(moves[s, g] - k, 1.0)
            own = weights[s, g]
            for j in range(6):
                moved = total[s, k + j : k + j + own.size]
                for i in range(own.size):
                    moved[i] += six[j] * own[i]
    return total


@compiled
def _quintic(d: float, mass: float) -> Six:
    """Weights of a mass on the nodes -2, -1, 0, 1, 2, 3: Lagrange basis at 0 <= d < 1."""
    near = (d - 1.0) * (d - 2.0)
    inner = mass * (1.0 / 120.0) * d * (d + 1.0)
    outer = mass * (1.0 / 24.0) * (d + 2.0) * (d - 3.0)
    return (
        -inner * near * (d - 3.0),
        outer * d * near,
        -2.0 * outer * (d + 1.0) * near,
        2.0 * outer * (d + 1.0) * d * (d - 2.0),
        -outer * (d + 1.0) * d * (d - 1.0),
        inner * near * (d + 2.0),
    )


@compiled
def _add(row: Floats, k: np.uint64, six: Six) -> None:
    row[k] += six[0]
    row[k + np.uint64(1)] += six[1]
    row[k + np.uint64(2)] += six[2]
    row[k + np.uint64(3)] += six[3]
    row[k + np.uint64(4)] += six[4]
    row[k + np.uint64(5)] += six[5]
