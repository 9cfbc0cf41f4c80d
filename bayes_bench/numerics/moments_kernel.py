"""The compiled pass over cells that standardisation is made of (imported only when it runs).

Every cell is visited once for `DRAWS` draws together, whose numbers lie side by side, so that the
processor does several at a time; its linear predictor is added up on the way and never stored.
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
from bayes_bench.numerics.logistic_moments import DRAWS, ORDERS
from bayes_bench.numerics.predictor_kernel import add_up
from bayes_bench.typing import Floats

_ALL, _FOUR = ORDERS * DRAWS, 4 * DRAWS  # constants, or the compiler does one number at a time


@compiled_for((FLOATS2, FLOATS2), CODES2, FLOATS2, (FLOATS1, INTEGERS1), FLOATS2, FLOATS1)
def group_sums(
    values: tuple[Floats, Floats],
    codes: NDArray[np.int32],
    loose: Floats,
    cells: tuple[Floats, NDArray[np.int64]],
    effect: Floats,
    centres: Floats,
) -> tuple[Floats, Floats, Floats]:
    """Means over every group's people: of p, of p (1 - p), and of Chebyshev polynomials.

    p is the probability at eta plus the group's effect; the polynomials T_1 to T_ORDERS are those
    of x = tanh((eta + centre) / 2), for each centre.

    ((row, DRAWS), (loose, DRAWS)), (cell, way), (cell, loose),
    (weights (cell,), first cells (group + 1,)), (group, DRAWS), (centre,)
    -> (group, DRAWS), (group, DRAWS), (group, centre, ORDERS * DRAWS)
    """
    table, slopes = values
    weights, starts = cells
    groups = starts.size - 1
    own = np.zeros((groups, 2 * DRAWS))
    moments = np.zeros((groups, centres.size, _ALL))
    eta, terms = np.empty(DRAWS), np.empty(3 * DRAWS)
    for j in range(groups):
        for c in range(starts[j], starts[j + 1]):
            add_up(eta, table, slopes, codes, loose, c)
            _add_own(own[j], eta, effect[j], weights[c])
            for m in range(centres.size):
                _add_polynomials(moments[j, m], terms, eta, centres[m], weights[c])
    return own[:, :DRAWS], own[:, DRAWS:], moments


@compiled
def _add_own(sums: Floats, eta: Floats, effect: Floats, weight: float) -> None:
    """Add weighted p, and p (1 - p), behind it (2 * DRAWS,)."""
    for d in range(DRAWS):
        logit = eta[d] + effect[d]
        less = exp_of_negative(-abs(logit))
        larger = 1.0 / (1.0 + less)  # of p and 1 - p
        sums[d] += weight * (larger if logit > 0.0 else less * larger)
        sums[DRAWS + d] += weight * (less * larger * larger)


@compiled
def _add_polynomials(
    total: Floats, terms: Floats, eta: Floats, centre: float, weight: float
) -> None:
    """Add weighted T_1, T_2, ... of tanh((eta + centre) / 2), one after another (_ALL,)."""
    for d in range(DRAWS):
        logit = eta[d] + centre
        less = exp_of_negative(-abs(logit))
        size = (1.0 - less) / (1.0 + less)
        x = size if logit > 0.0 else -size
        terms[d] = 2.0 * x
        terms[DRAWS + d] = weight
        terms[2 * DRAWS + d] = weight * x
    for k in range(0, _ALL, _FOUR):  # T_(k+1) = 2 x T_k - T_(k-1), four at a time
        for d in range(DRAWS):
            twice, before, now = terms[d], terms[DRAWS + d], terms[2 * DRAWS + d]
            second = twice * now - before
            third = twice * second - now
            fourth = twice * third - second
            total[k + d] += now
            total[k + DRAWS + d] += second
            total[k + 2 * DRAWS + d] += third
            total[k + 3 * DRAWS + d] += fourth
            terms[DRAWS + d] = fourth
            terms[2 * DRAWS + d] = twice * fourth - third
