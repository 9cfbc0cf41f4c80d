"""Columns of interactions: products of the columns of two covariates, each centred over people.

With x and z as they are coded and x̄, z̄ their means over people, the column of an interaction is
(x - x̄)(z - z̄) without its constant, which centring takes away anyway: x z - z̄ x - x̄ z, sparse
where both are. So the coefficients of the two covariates themselves are effects at the mean of the
other, wherever a measurement has its zero and whichever level is the reference, and their prior is
about what it says; that of the product is by how much the effect of one changes per step of the
other: for two categories a difference of differences of log odds, the same as by any coding.
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse

from bayes_bench.typing import Floats

type Parts = Sequence[tuple[int, ...]]
"""Of each column of interactions: the two columns that it is the product of."""


def products(matrix: sparse.csr_array, center: Floats, parts: Parts) -> sparse.csr_array:
    """The columns of interactions.

    Parameters
    ----------
    matrix : csr_array (cell, term)
        Columns of covariates, not centred.
    center : ndarray (term,)
        Their means over people.
    parts : sequence of (int, int)

    Returns
    -------
    csr_array (cell, product)
        Not centred, but for the columns that they are made of.
    """
    first, second = np.array(parts, dtype=np.int64).reshape(-1, 2).T
    one, other = matrix[:, first], matrix[:, second]
    from_one = one @ sparse.diags_array(center[second])
    from_other = other @ sparse.diags_array(center[first])
    return sparse.csr_array(one.multiply(other) - from_one - from_other)


def met(matrix: sparse.csr_array, parts: Parts) -> list[bool]:
    """Whether anybody has both columns of each pair other than 0: else nothing tells of them."""
    first, second = np.array(parts, dtype=np.int64).reshape(-1, 2).T
    both = sparse.csc_array(matrix[:, first].multiply(matrix[:, second]))
    both.eliminate_zeros()
    return [bool(people) for people in np.diff(both.indptr)]
