"""The loops over cells that follow the likelihood along one direction of the parameter space.

A direction is one unit's effect, or one whitened coordinate of beta whose unit effects follow it.
`DRAWS` points along it are done together, as lanes.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
    CODES2,
    FLOATS1,
    FLOATS2,
    INTEGERS1,
    compiled,
    compiled_for,
    exp_of_negative,
)
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.likelihood_kernel import FACTORS, Codes
from bayes_bench.typing import Floats

FAR = 0.2
"""Cells whose predictor moves by less than this per sd are expanded to the fourth order: what
that leaves out of the log density is below .01 at three sd's."""


@compiled_for(FLOATS1, FLOATS1, INTEGERS1, FLOATS2)
def unit_softplus_sums(
    base: Floats, trials: Floats, first: NDArray[np.int64], at: Floats
) -> Floats:
    """Per unit and lane, the sum over its cells of trials * log(1 + exp(base + at)).

    (cell,), (cell,), first cells (unit + 1,), (unit, DRAWS) -> (unit, DRAWS)
    """
    sums, product, small = np.zeros(at.shape), np.ones(DRAWS), np.empty(DRAWS)
    for j in range(at.shape[0]):
        factors = 0
        for c in range(first[j], first[j + 1]):
            for d in range(DRAWS):
                eta = base[c] + at[j, d]
                sums[j, d] += trials[c] * max(eta, 0.0)
                small[d] = exp_of_negative(-abs(eta))
            if trials[c] == 1.0:
                for d in range(DRAWS):
                    product[d] *= 1.0 + small[d]
                factors += 1
            else:
                for d in range(DRAWS):
                    sums[j, d] += trials[c] * np.log1p(small[d])
            if factors == FACTORS or c == first[j + 1] - 1:
                for d in range(DRAWS):
                    sums[j, d] += np.log(product[d])
                    product[d] = 1.0
                factors = 0
    return sums


@compiled
def slopes_of_cell(
    out: Floats, unit: Floats, rows: Floats, codes: NDArray[np.int32], loose: tuple[Floats, Floats]
) -> None:
    """By how much one cell's linear predictor moves with every coordinate; out (k,)."""
    columns, values = loose
    for k in range(out.size):
        out[k] = -unit[k]
    for way in range(codes.size):
        for k in range(out.size):
            out[k] += rows[codes[way], k]
    for column in range(values.size):
        for k in range(out.size):
            out[k] += values[column] * columns[column, k]


@compiled
def subtract_rest(
    out: Floats, slope: float, at: Floats, cell: tuple[float, float, float, float]
) -> None:
    """Of one cell, trials times what log(1 + e^eta) is beyond its second order; out (DRAWS,)."""
    eta, trials, p, variance = cell
    here = max(eta, 0.0) + np.log1p(exp_of_negative(-abs(eta)))
    for d in range(DRAWS):
        step = slope * at[d]
        there = eta + step
        rise = max(there, 0.0) + np.log1p(exp_of_negative(-abs(there))) - here
        out[d] -= trials * (rise - p * step - 0.5 * variance * step * step)


@compiled_for((FLOATS2, FLOATS2, FLOATS2), (CODES2, FLOATS2), INTEGERS1, FLOATS1, FLOATS1, FLOATS1)
def profiles(
    tables: tuple[Floats, Floats, Floats],
    design: tuple[Codes, Floats],
    unit_index: NDArray[np.int64],
    eta: Floats,
    trials: Floats,
    at: Floats,
) -> tuple[Floats, Floats]:
    """What the log likelihood along each coordinate is beyond its second order.

    ((row, k), (unit, k), (loose, k)), ((cell, way), (cell, loose)), (cell,), (cell,), (cell,),
    (DRAWS,) -> (k, DRAWS), third derivatives at 0 (k,)
    """
    rows, units, columns = tables
    codes, loose = design
    size = rows.shape[1]
    beyond, third, all_third = np.zeros((size, DRAWS)), np.zeros(size), np.zeros(size)
    fourth, slope = np.zeros(size), np.empty(size)
    for c in range(codes.shape[0]):
        slopes_of_cell(slope, units[unit_index[c]], rows, codes[c], (columns, loose[c]))
        less = exp_of_negative(-abs(eta[c]))
        p = (1.0 if eta[c] > 0.0 else less) / (1.0 + less)
        variance = less / (1.0 + less) ** 2
        skewed = -trials[c] * variance * (1.0 - 2.0 * p)
        curved = -trials[c] * variance * (1.0 - 6.0 * variance)
        for k in range(size):
            square = slope[k] * slope[k]
            all_third[k] += skewed * square * slope[k]
            if square < FAR * FAR:
                third[k] += skewed * square * slope[k]
                fourth[k] += curved * square * square
            else:
                subtract_rest(beyond[k], slope[k], at, (eta[c], trials[c], p, variance))
    for k in range(size):
        for d in range(DRAWS):
            cube = at[d] * at[d] * at[d]
            beyond[k, d] += third[k] * cube / 6.0 + fourth[k] * cube * at[d] / 24.0
    return beyond, all_third
