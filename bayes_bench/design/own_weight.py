"""How much of what a regression expects of people is their own unit's doing."""

import numpy as np

from bayes_bench.design.matrix import Design
from bayes_bench.design.products import weighted_squares
from bayes_bench.typing import Floats, Integers


def own_weight(design: Design, unit_index: Integers, trials: Integers) -> Floats:
    """By how much a person's expected share rises with the share of the own unit, by covariates.

    In the linear regression on the centred design X with people N as weights it is, for a person x
    of unit j with n_j people of means m_j, ``x' (X'NX)^-1 n_j m_j``: what 1 more in everybody of
    the unit adds to x. Added to n_j / N, the part of the unit in the share of all, it is the
    leverage of the unit: 1 where it has a level alone, whatever its size. It follows from who the
    people are, and from nothing that happened to them.

    Parameters
    ----------
    design : Design
    unit_index : ndarray (cell,)
        Cells are sorted by it, and no unit is without.
    trials : ndarray (cell,)
        People.

    Returns
    -------
    ndarray (cell,)
        Columns that depend on each other are no obstacle.

    References
    ----------
    Hoaglin & Welsch (1978), 10.1080/00031305.1978.10479237, on leverage.
    """
    units = int(unit_index[-1]) + 1
    squares, sums = weighted_squares(design.lookups, trials.astype(float), unit_index, units)
    # the columns are centred, so that the intercept is apart from them
    slopes = np.linalg.lstsq(squares[1:, 1:], sums[:, 1:].T)[0]
    starts = np.searchsorted(unit_index, np.arange(units + 1))
    ends = zip(starts[:-1], starts[1:], slopes.T, strict=True)
    raised = [design.matrix[first:last] @ slope for first, last, slope in ends]
    return np.asarray(np.concatenate(raised) - (design.center @ slopes)[unit_index])
