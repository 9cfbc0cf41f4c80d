"""Numbers to the nearest multiple of a step, by the decimals they are written with."""

import math
from fractions import Fraction

import numpy as np

from bayes_bench.typing import Bools, Floats

EXACT = 2.0**53
"""Whole numbers below it are floats, each of them."""


def rounded(values: Floats, step: float) -> Floats:
    """The nearest multiples of a step, ties to the even multiple.

    A number is taken for the shortest decimal that reads back as it, as it was typed: 0.35 to the
    nearest 0.1 is a tie although the float lies below it, and a result is the float nearest to the
    decimal multiple, 1.2 and not 1.2000000000000002.

    Parameters
    ----------
    values : ndarray (value,)
        Missing stays missing, infinite infinite.
    step : float
        Above 0, in the unit of the values.

    Returns
    -------
    ndarray (value,)
        Never -0.0.
    """
    size = Fraction(repr(float(step)))
    if max(size.as_integer_ratio()) >= EXACT:
        return _exactly(values, size)
    with np.errstate(over="ignore", invalid="ignore"):
        quotient = values / step
        numerator = np.rint(quotient) * size.numerator
        doubtful = _is_doubtful(quotient, numerator)
    # one division of whole numbers, and so the float that is nearest
    found = np.asarray(numerator / size.denominator + 0.0)
    found[doubtful] = _exactly(values[doubtful], size)
    return found


def _is_doubtful(quotient: Floats, numerator: Floats) -> Bools:
    """Where a quotient is too near a tie, or a multiple too large, for floats to decide."""
    tie = np.abs(np.abs(quotient - np.rint(quotient)) - 0.5)
    near = tie <= 4 * np.finfo(float).eps * np.abs(quotient)
    return np.asarray(near | (np.abs(numerator) >= EXACT))


def _exactly(values: Floats, step: Fraction) -> Floats:
    distinct, places = np.unique(values, return_inverse=True)
    found = [_multiple(float(value), step) for value in distinct]
    return np.array(found, dtype=np.float64)[places]


def _multiple(value: float, step: Fraction) -> float:
    if not math.isfinite(value):
        return value
    return float(round(Fraction(repr(value)) / step) * step)  # of a fraction, ties to even
