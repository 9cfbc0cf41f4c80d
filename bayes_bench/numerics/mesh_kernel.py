"""The compiled loop that lays points on an equally spaced mesh (imported only when it runs).

The mass of every point is deposited on its six nearest nodes with the weights of quintic Lagrange
interpolation, so that a sum of ``weight * f(node)`` is the sum of ``f(point)`` up to the error of
interpolating ``f``. numba takes a third of a second to import, hence a module of its own.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import compiled


@compiled
def deposit(
    points: NDArray[np.float64],
    masses: NDArray[np.float64],
    groups: NDArray[np.int64],
    lowest: NDArray[np.float64],
    spacing: float,
    shape: tuple[int, int],
) -> NDArray[np.float64]:
    """Lay points on the nodes of each group they belong to; node 2 of a draw lies at ``lowest``.

    (draw, point), (1 or draw, point), (way, point), (draw,) -> (draw, group, node)
    """
    weights = np.zeros((points.shape[0], shape[0], shape[1]))
    nodes_per_logit = 1.0 / spacing
    for s in range(points.shape[0]):
        row_of_masses = masses[min(s, masses.shape[0] - 1)]
        for i in range(points.shape[1]):
            x = (points[s, i] - lowest[s]) * nodes_per_logit
            k = np.uint64(x)  # unsigned: the compiler need not think of negative indices
            d = x - np.float64(k)
            # Lagrange basis on the nodes -2, -1, 0, 1, 2, 3, at 0 <= d < 1
            near = (d - 1.0) * (d - 2.0)
            inner = row_of_masses[i] * (1.0 / 120.0) * d * (d + 1.0)
            outer = row_of_masses[i] * (1.0 / 24.0) * (d + 2.0) * (d - 3.0)
            for way in range(groups.shape[0]):
                row = weights[s, groups[way, i]]
                row[k] -= inner * near * (d - 3.0)
                row[k + np.uint64(1)] += outer * d * near
                row[k + np.uint64(2)] -= 2.0 * outer * (d + 1.0) * near
                row[k + np.uint64(3)] += 2.0 * outer * (d + 1.0) * d * (d - 2.0)
                row[k + np.uint64(4)] -= outer * (d + 1.0) * d * (d - 1.0)
                row[k + np.uint64(5)] += inner * near * (d + 2.0)
    return weights
