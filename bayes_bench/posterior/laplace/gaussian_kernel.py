"""The loops over draws: Gaussians of beta between nodes, and what u follows from them.

Each draw lies between the nodes `node`, its corners, which have `weight`. Matrices are interpolated
linearly, row by row, while they are used; nothing of that size is stored per draw.
"""

import numpy as np

from bayes_bench.numerics.compiled import (
    FLOATS2,
    FLOATS3,
    INTEGERS2,
    compiled_for,
)
from bayes_bench.typing import Floats, Integers


@compiled_for(INTEGERS2, FLOATS2, FLOATS2)
def interpolate(node: Integers, weight: Floats, of: Floats) -> Floats:
    """Values between nodes: (draw, corner), (draw, corner), (node, x) -> (draw, x)."""
    found = np.zeros((len(node), of.shape[1]))
    for s in range(len(node)):
        for c in range(node.shape[1]):
            share, values = weight[s, c], of[node[s, c]]
            for x in range(values.size):
                found[s, x] += share * values[x]
    return found


@compiled_for(FLOATS2, INTEGERS2, FLOATS2, FLOATS3)
def draw_fixed(normal: Floats, node: Integers, weight: Floats, factor: Floats) -> Floats:
    """Deviations of beta from its mean, L'^-1 z: (draw, k), corners, (node, k, k) -> (draw, k)."""
    deviation = normal.copy()
    for s in range(len(node)):
        z = deviation[s]
        for k in range(z.size - 1, -1, -1):
            diagonal = 0.0
            for c in range(node.shape[1]):
                diagonal += weight[s, c] * factor[node[s, c], k, k]
            z[k] /= diagonal
            for c in range(node.shape[1]):
                size, row = weight[s, c] * z[k], factor[node[s, c], k]
                for x in range(k):
                    z[x] -= size * row[x]
    return deviation


@compiled_for(INTEGERS2, FLOATS2, FLOATS2)
def log_determinants(node: Integers, weight: Floats, diagonal: Floats) -> Floats:
    """Log determinant of L: corners, (node, k) -> (draw,)."""
    determinant = np.zeros(len(node))
    for s in range(len(node)):
        for k in range(diagonal.shape[1]):
            entry = 0.0
            for c in range(node.shape[1]):
                entry += weight[s, c] * diagonal[node[s, c], k]
            determinant[s] += np.log(entry)
    return determinant


@compiled_for(FLOATS2, INTEGERS2, FLOATS2, FLOATS3)
def products(vector: Floats, node: Integers, weight: Floats, matrix: Floats) -> Floats:
    """Vectors times matrices between nodes: (draw, k), corners, (node, k, x) -> (draw, x)."""
    product = np.zeros((len(node), matrix.shape[2]))
    for s in range(len(node)):
        for k in range(vector.shape[1]):
            for c in range(node.shape[1]):
                size, row = weight[s, c] * vector[s, k], matrix[node[s, c], k]
                for x in range(row.size):
                    product[s, x] += size * row[x]
    return product
