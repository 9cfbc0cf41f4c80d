"""Primary and secondary suppression of figures, so that no hidden one can be worked out.

A figure that rests on fewer than ``least`` people is hidden: a fraction if so few have the level,
or so few have not; a mean if so few differ from the commonest value. What is hidden cannot be had
by subtraction. The fractions of a unit add up to one: at least two of them are hidden, of ``least``
people or more together, and with them those that are 0, so that one does not see where nobody is.
The fraction of a level in all units together is shown only where that of every unit is, so that
it tells nothing more. The means of the units add up to that of all: at least two are hidden.
"""

from collections.abc import Sequence

import numpy as np

from bayes_bench.inputs.codes import OTHER
from bayes_bench.typing import Bools, Floats, Integers

DIGITS = 3
"""Significant digits of a mean."""


def hidden_levels(counts: Integers, least: int) -> Bools:
    """Levels of a unit of which the fraction is suppressed (level,).

    Parameters
    ----------
    counts : ndarray (level,)
        People of the unit by level.
    least : int
        0 where everything may be shown.
    """
    rest = counts.sum() - counts
    few = (counts > 0) & ((counts < least) | (rest < least))
    if not few.any():
        return few
    return _joined(few | (counts == 0), counts, least)


def hidden_means(differing: Integers, least: int) -> Bools:
    """Units of which the mean is suppressed (unit,).

    Parameters
    ----------
    differing : ndarray (unit,)
        People who differ from the commonest value of their unit.
    least : int
        0 where everything may be shown.
    """
    few = differing < least
    if not few.any():
        return few
    return _joined(few, differing, least)


def _joined(few: Bools, sizes: Integers, least: int) -> Bools:
    """Secondary suppression: of the smallest, until two or more are hidden, of enough people."""
    hidden = few.copy()
    for at in np.argsort(sizes, kind="stable"):
        if hidden.sum() > 1 and sizes[hidden].sum() >= least:
            break
        hidden[at] = True
    return hidden


def merged_levels(
    counts: Integers, levels: Sequence[str], least: int
) -> tuple[Integers, list[str]]:
    """Counts by unit and level, those levels that too few people have in all as one.

    Parameters
    ----------
    counts : ndarray (unit, level)
    levels : sequence of str
    least : int

    Returns
    -------
    counts : ndarray (unit, level)
    levels : list of str
        "other" is the last one where any were merged.
    """
    whole, few = counts.sum(axis=0), counts.sum(axis=0) < least
    if not few.any():
        return counts, list(levels)
    few = _joined(few | (np.array(levels) == OTHER), whole, least)
    kept = [level for level, gone in zip(levels, few, strict=True) if not gone]
    return np.column_stack([counts[:, ~few], counts[:, few].sum(axis=1)]), [*kept, OTHER]


def rounded_means(means: Floats, least: int) -> Floats:
    """Means to some significant digits, unless everything may be shown."""
    if not least:
        return means
    return np.array([float(f"{mean:.{DIGITS}g}") for mean in means])
