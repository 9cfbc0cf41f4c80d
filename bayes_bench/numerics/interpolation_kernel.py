"""The compiled loop that reads a function off an equally spaced mesh (imported only when it runs).

The transpose of `mesh_kernel`: the same six nodes with the same weights of quintic Lagrange
interpolation, but a value for every point instead of a weight for every node.
"""

import numpy as np

from bayes_bench.numerics.compiled import compiled
from bayes_bench.typing import Floats


@compiled
def read_off(points: Floats, values: Floats, lowest: Floats, spacing: float) -> Floats:
    """Values at points of functions known at nodes; node 2 of a draw lies at ``lowest``.

    (draw, point), (draw, node), (draw,) -> (point, draw)
    """
    found = np.empty((points.shape[1], points.shape[0]))
    nodes_per_logit = 1.0 / spacing
    for s in range(points.shape[0]):
        row = values[s]
        for i in range(points.shape[1]):
            x = (points[s, i] - lowest[s]) * nodes_per_logit
            k = np.uint64(x)  # unsigned: the compiler need not think of negative indices
            d = x - np.float64(k)
            # Lagrange basis on the nodes -2, -1, 0, 1, 2, 3, at 0 <= d < 1
            near = (d - 1.0) * (d - 2.0)
            inner = (1.0 / 120.0) * d * (d + 1.0)
            outer = (1.0 / 24.0) * (d + 2.0) * (d - 3.0)
            value = inner * near * ((d + 2.0) * row[k + np.uint64(5)] - (d - 3.0) * row[k])
            value += outer * d * near * row[k + np.uint64(1)]
            value -= 2.0 * outer * (d + 1.0) * near * row[k + np.uint64(2)]
            value += 2.0 * outer * (d + 1.0) * d * (d - 2.0) * row[k + np.uint64(3)]
            value -= outer * (d + 1.0) * d * (d - 1.0) * row[k + np.uint64(4)]
            found[i, s] = value
    return found
