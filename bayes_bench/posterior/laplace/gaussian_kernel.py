"""The loops over draws: Gaussians of beta between two nodes, and what u follows from them.

Each draw lies a `fraction` of the way from node `left` to the next. Matrices are interpolated
linearly, row by row, while they are used; nothing of that size is stored per draw.
"""

import numpy as np

from bayes_bench.numerics.compiled import (
    FLOATS1,
    FLOATS2,
    FLOATS3,
    INTEGERS1,
    compiled,
    compiled_for,
)
from bayes_bench.typing import Floats, Integers


@compiled_for(INTEGERS1, FLOATS1, FLOATS2)
def interpolate(left: Integers, fraction: Floats, of: Floats) -> Floats:
    """Values between two nodes: (draw,), (draw,), (node, x) -> (draw, x)."""
    found = np.empty((left.size, of.shape[1]))
    for s in range(left.size):
        before, after = of[left[s]], of[left[s] + 1]
        for x in range(of.shape[1]):
            found[s, x] = before[x] + fraction[s] * (after[x] - before[x])
    return found


@compiled
def add_rows(out: Floats, size: Floats, at_left: Floats, at_right: Floats, fraction: float) -> None:
    """Add size[k] times row k of a matrix between two others to `out`: (x,), (k,), (k, x) twice."""
    for k in range(size.size):
        left, right = size[k] * (1.0 - fraction), size[k] * fraction
        for x in range(out.size):
            out[x] += left * at_left[k, x] + right * at_right[k, x]


@compiled_for(FLOATS2, INTEGERS1, FLOATS1, FLOATS3)
def draw_fixed(normal: Floats, left: Integers, fraction: Floats, factor: Floats) -> Floats:
    """Deviations of beta from its mean, L'^-1 z: (draw, k), (draw,), (draw,), (node, k, k)."""
    deviation = normal.copy()
    for s in range(left.size):
        before, after, z = factor[left[s]], factor[left[s] + 1], deviation[s]
        for k in range(z.size - 1, -1, -1):
            z[k] /= before[k, k] + fraction[s] * (after[k, k] - before[k, k])
            one, other = z[k] * (1.0 - fraction[s]), z[k] * fraction[s]
            for x in range(k):
                z[x] -= one * before[k, x] + other * after[k, x]
    return deviation


@compiled_for(FLOATS2, INTEGERS1, FLOATS1, FLOATS3)
def whiten_fixed(deviation: Floats, left: Integers, fraction: Floats, factor: Floats) -> Floats:
    """L' times deviations of beta (draw, k)."""
    white = np.zeros(deviation.shape)
    for s in range(left.size):
        add_rows(white[s], deviation[s], factor[left[s]], factor[left[s] + 1], fraction[s])
    return white


@compiled_for(INTEGERS1, FLOATS1, FLOATS2)
def log_determinants(left: Integers, fraction: Floats, diagonal: Floats) -> Floats:
    """Log determinant of L: (draw,), (draw,), (node, k) -> (draw,)."""
    determinant = np.zeros(left.size)
    for s in range(left.size):
        before, after = diagonal[left[s]], diagonal[left[s] + 1]
        for k in range(diagonal.shape[1]):
            determinant[s] += np.log(before[k] + fraction[s] * (after[k] - before[k]))
    return determinant


@compiled_for(FLOATS2, INTEGERS1, FLOATS1, FLOATS3)
def cross_terms(deviation: Floats, left: Integers, fraction: Floats, cross: Floats) -> Floats:
    """Deviations of beta times the cross block: (draw, k), (node, k, unit) -> (draw, unit)."""
    cross_sum = np.zeros((left.size, cross.shape[2]))
    for s in range(left.size):
        add_rows(cross_sum[s], deviation[s], cross[left[s]], cross[left[s] + 1], fraction[s])
    return cross_sum
