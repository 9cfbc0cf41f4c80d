"""Products of a design with numbers of its cells, by table lookups instead of sparse matrices."""

import numpy as np

from bayes_bench.design.lookups import Lookups
from bayes_bench.typing import Floats, Integers


def predictor_at(
    lookups: Lookups, fixed: Floats, unit_effect: Floats, unit_index: Integers
) -> Floats:
    """The linear predictor at one point: (1 + term,), (unit,), (cell,) -> (cell,)."""
    from bayes_bench.numerics.likelihood_kernel import predictor  # numba is slow to import

    eta = np.asarray(lookups.loose @ fixed[lookups.loose_terms])
    predictor(lookups.rows @ fixed, lookups.codes, unit_effect, unit_index, eta)
    return eta


def onto_columns(lookups: Lookups, values: Floats) -> Floats:
    """Sum over cells of values times the cell's row a of the design: (cell,) -> (1 + term,)."""
    from bayes_bench.numerics.likelihood_kernel import row_sums

    sums = row_sums(lookups.codes, values[:, None], len(lookups.rows))[:, 0] @ lookups.rows
    sums[lookups.loose_terms] += values @ lookups.loose
    return np.asarray(sums)


def weighted_squares(
    lookups: Lookups, weight: Floats, unit_index: Integers, units: int
) -> tuple[Floats, Floats]:
    """A' W A, and per unit the sum of W a.

    Parameters
    ----------
    lookups : Lookups
    weight : ndarray (cell,)
    unit_index : ndarray (cell,)
        Cells are sorted by it, and no unit is without.
    units : int

    Returns
    -------
    ndarray (1 + term, 1 + term)
    ndarray (unit, 1 + term)
    """
    from bayes_bench.numerics.likelihood_kernel import cross_tables, row_sums

    rows, loose = lookups.rows, lookups.loose_terms
    single, pairs, by_unit = cross_tables(lookups.codes, unit_index, weight, len(rows), units)
    crossed = rows.T @ (pairs @ rows)
    squares = rows.T @ (single[:, None] * rows) + crossed + crossed.T
    cross = by_unit @ rows
    if loose.size:
        weighted = weight[:, None] * lookups.loose
        mixed = rows.T @ row_sums(lookups.codes, weighted, len(rows))  # (1 + term, loose)
        squares[:, loose] += mixed
        squares[loose, :] += mixed.T
        squares[np.ix_(loose, loose)] += lookups.loose.T @ weighted
        first_cells = np.searchsorted(unit_index, np.arange(units))
        cross[:, loose] += np.add.reduceat(weighted, first_cells, axis=0)
    return squares, cross
