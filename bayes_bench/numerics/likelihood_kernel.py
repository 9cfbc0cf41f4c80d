"""The loops over cells: the likelihood of many draws, and its derivatives at one point.

Every row of the design is a sum of table rows and, rarely, of loose columns
(`bayes_bench.design.lookups`). Cells are sorted by unit.
"""

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import (
    CODES2,
    FLOATS1,
    FLOATS2,
    INTEGERS1,
    WHOLE,
    compiled,
    compiled_for,
    exp_of_negative,
)
from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.predictor_kernel import add_up
from bayes_bench.typing import Floats

type Codes = NDArray[np.int32]

FACTORS = 512
"""Factors, each at most 2, whose product is taken before its logarithm is."""
FEW = 16
"""Trials up to which a factor is multiplied rather than its logarithm taken."""


@compiled_for((FLOATS2, FLOATS2), CODES2, FLOATS2, FLOATS2, INTEGERS1, FLOATS1)
def softplus_sums(
    values: tuple[Floats, Floats],
    codes: Codes,
    loose: Floats,
    unit_effect: Floats,
    unit_index: NDArray[np.int64],
    trials: Floats,
) -> Floats:
    """Sum over cells of trials * log(1 + exp(eta)), for `DRAWS` draws at a time.

    One logarithm serves a product of many terms: log(1 + e^eta) = max(eta, 0) + log(1 + e^-|eta|).

    ((row, DRAWS), (loose, DRAWS)), (cell, way), (cell, loose), (unit, DRAWS), (cell,), (cell,)
    -> (DRAWS,)
    """
    table, slopes = values
    total, product = np.zeros(DRAWS), np.ones(DRAWS)
    eta, term = np.empty(DRAWS), np.empty(DRAWS)
    factors = 0.0
    for c in range(codes.shape[0]):
        add_up(eta, table, slopes, codes, loose, c)
        unit = unit_index[c]
        if trials[c] == 1.0:  # apart from the other case, for it is by far the most frequent
            for d in range(DRAWS):
                logit = eta[d] + unit_effect[unit, d]
                total[d] += max(logit, 0.0)
                product[d] *= 1.0 + exp_of_negative(-abs(logit))
            factors += 1.0
        else:
            for d in range(DRAWS):
                logit = eta[d] + unit_effect[unit, d]
                total[d] += trials[c] * max(logit, 0.0)
                term[d] = 1.0 + exp_of_negative(-abs(logit))
            factors += _multiply(total, product, term, trials[c])
        if factors >= FACTORS:
            _take_logarithm(total, product)
            factors = 0.0
    _take_logarithm(total, product)
    return total


@compiled
def _multiply(total: Floats, product: Floats, term: Floats, trials: float) -> float:
    """Take a term of some trials into the product, or its logarithm into the total; how many."""
    if trials <= FEW:
        for _ in range(int(trials)):
            for d in range(DRAWS):
                product[d] *= term[d]
        return trials
    for d in range(DRAWS):
        total[d] += trials * np.log(term[d])
    return 0.0


@compiled
def _take_logarithm(total: Floats, product: Floats) -> None:
    for d in range(DRAWS):
        total[d] += np.log(product[d])
        product[d] = 1.0


@compiled_for(FLOATS1, CODES2, FLOATS1, INTEGERS1, FLOATS1)
def predictor(
    values: Floats, codes: Codes, unit_effect: Floats, unit_index: NDArray[np.int64], out: Floats
) -> None:
    """Add the tables' and the units' values to the linear predictor of every cell, at one point.

    (row,), (cell, way), (unit,), (cell,); out (cell,)
    """
    for c in range(out.size):
        eta = unit_effect[unit_index[c]]
        for way in range(codes.shape[1]):
            eta += values[codes[c, way]]
        out[c] += eta


@compiled_for(FLOATS1)
def logistic_parts(eta: Floats) -> tuple[Floats, Floats, Floats]:
    """p, p (1 - p) and exp(-|eta|) of every eta, without loss in either tail; all (cell,)."""
    probability, variance, small = np.empty(eta.size), np.empty(eta.size), np.empty(eta.size)
    for c in range(eta.size):
        less = exp_of_negative(-abs(eta[c]))
        larger = 1.0 / (1.0 + less)  # of p and 1 - p
        probability[c] = larger if eta[c] > 0.0 else less * larger
        variance[c] = less * larger * larger
        small[c] = less
    return probability, variance, small


@compiled_for(CODES2, FLOATS2, WHOLE)
def row_sums(codes: Codes, of: Floats, rows: int) -> Floats:
    """Sums over the cells that use each table row: (cell, way), (cell, k) -> (row, k)."""
    sums = np.zeros((rows, of.shape[1]))
    for c in range(codes.shape[0]):
        for way in range(codes.shape[1]):
            for k in range(of.shape[1]):
                sums[codes[c, way], k] += of[c, k]
    return sums


@compiled_for(CODES2, INTEGERS1, FLOATS1, WHOLE, WHOLE)
def cross_tables(
    codes: Codes, unit_index: NDArray[np.int64], weight: Floats, rows: int, units: int
) -> tuple[Floats, Floats, Floats]:
    """Sums of the weights over the cells that use a row, two rows, or a row in a unit.

    (cell, way), (cell,), (cell,) -> (row,); (row, row), each pair once; (unit, row)
    """
    single, pairs, by_unit = np.zeros(rows), np.zeros((rows, rows)), np.zeros((units, rows))
    for c in range(codes.shape[0]):
        for way in range(codes.shape[1]):
            row = codes[c, way]
            single[row] += weight[c]
            by_unit[unit_index[c], row] += weight[c]
            for other in range(way):
                pairs[row, codes[c, other]] += weight[c]
    return single, pairs, by_unit


@compiled_for(FLOATS2, FLOATS2, CODES2, INTEGERS1, FLOATS2, (FLOATS2, FLOATS2, FLOATS2))
def quadratic_forms(
    pairs: Floats,
    by_unit: Floats,
    codes: Codes,
    unit_index: NDArray[np.int64],
    loose: Floats,
    loose_parts: tuple[Floats, Floats, Floats],
) -> Floats:
    """Sums of a matrix of pairs, and of a matrix of units, over the rows of every cell.

    (row, row), (unit, row), (cell, way), (cell,), (cell, loose),
    ((loose, row), (unit, loose), (loose, loose)) -> (cell,)
    """
    form = np.zeros(codes.shape[0])
    with_rows, with_units, with_loose = loose_parts
    for c in range(codes.shape[0]):
        total = 0.0
        for way in range(codes.shape[1]):
            row = codes[c, way]
            total += by_unit[unit_index[c], row] + pairs[row, row]
            for other in range(way):
                total += 2.0 * pairs[row, codes[c, other]]
        for k in range(loose.shape[1]):
            inner = with_units[unit_index[c], k]
            for way in range(codes.shape[1]):
                inner += with_rows[k, codes[c, way]]
            for other in range(loose.shape[1]):
                inner += with_loose[k, other] * loose[c, other]
            total += loose[c, k] * inner
        form[c] = total
    return form
