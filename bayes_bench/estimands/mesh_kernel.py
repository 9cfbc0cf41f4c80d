"""The compiled loop that lays points on an equally spaced mesh (imported only when it runs).

Every point is shared out over its six nearest nodes with the weights of quintic Lagrange
interpolation, so that a sum of ``weight * f(node)`` is the sum of ``f(point)`` up to the error of
interpolating ``f``. numba takes a third of a second to import, hence a module of its own.
"""

from collections.abc import Callable

import numba
import numpy as np
from numpy.typing import NDArray

Kernel = Callable[
    [NDArray[np.float64], NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], float, int],
    NDArray[np.float64],
]


def _deposit(
    points: NDArray[np.float64],
    shares: NDArray[np.float64],
    starts: NDArray[np.int64],
    lowest: NDArray[np.float64],
    spacing: float,
    size: int,
) -> NDArray[np.float64]:
    draws, groups = points.shape[0], starts.size - 1
    weights = np.zeros((draws, groups, size))
    nodes_per_logit = 1.0 / spacing
    for s in range(draws):
        for g in range(groups):
            row = weights[s, g]
            for i in range(starts[g], starts[g + 1]):
                x = (points[s, i] - lowest[s]) * nodes_per_logit
                k = np.uint64(x)  # unsigned: the compiler need not think of negative indices
                d = x - np.float64(k)
                # Lagrange basis on the nodes -2, -1, 0, 1, 2, 3, at 0 <= d < 1; the row's first
                # node lies two spacings under the lowest point.
                near = (d - 1.0) * (d - 2.0)
                inner = shares[i] * (1.0 / 120.0) * d * (d + 1.0)
                outer = shares[i] * (1.0 / 24.0) * (d + 2.0) * (d - 3.0)
                row[k] -= inner * near * (d - 3.0)
                row[k + np.uint64(1)] += outer * d * near
                row[k + np.uint64(2)] -= 2.0 * outer * (d + 1.0) * near
                row[k + np.uint64(3)] += 2.0 * outer * (d + 1.0) * d * (d - 2.0)
                row[k + np.uint64(4)] -= outer * (d + 1.0) * d * (d - 1.0)
                row[k + np.uint64(5)] += inner * near * (d + 2.0)
    return weights


def _compiled(function: Kernel) -> Kernel:
    """Compile without the global lock; keep the machine code on disk where that is possible."""
    try:
        return numba.njit(nogil=True, cache=True)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # neither the package's folder nor the home folder can be written to
        return numba.njit(nogil=True)(function)  # type: ignore[no-any-return]


deposit = _compiled(_deposit)
