"""Codes of units that begin anew within each value of another column: classes in each school.

By one column alone class 1 of every school would be one unit. It cannot be known from a table
whether codes begin anew or two columns are crossed, as wards and months of admission are; so it is
asked about where the columns are called so, or where it has places with fewer codes,
which then lack the last codes and none in between.
"""

import re
from collections.abc import Sequence

import numpy as np

from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.typing import Bools, Integers

COUNTED = re.compile(r"(\D*)(\d+)")
CONTAINERS = 3
"""Least number of different values of the other column."""
MOST = 0.9
"""Part of them in which codes are 1, 2, 3 and so on without a gap."""
CERTAIN, SHORTER = 0.95, 8
"""Part, and least number, of places with fewer codes that lack only the last ones: of crossed
columns some would lack others."""
MIN_ROWS = 5.0
"""Rows of a value of the other column, in the middle."""


def are_counted(levels: Sequence[str]) -> bool:
    """Whether codes count from 0 or 1 on, or from a on; some may be lacking."""
    numbers = _numbers(levels)
    return numbers is not None and numbers.size > 1 and int(numbers.min()) <= 1


def _numbers(levels: Sequence[str]) -> Integers | None:
    """What is counted: of "class 1" 1, of "a" 1; None where codes are something else."""
    if levels and all(re.fullmatch("[a-z]", level.casefold()) for level in levels):
        return np.array([ord(level.casefold()) - ord("a") + 1 for level in levels])
    found = [COUNTED.fullmatch(level) for level in levels]
    numbers = [int(one[2]) for one in found if one and len(one[2]) < 10]
    words = {one[1] for one in found if one}
    return np.array(numbers) if len(numbers) == len(levels) and len(words) == 1 else None


def begin_anew(unit: Profile, other: Profile, *, is_called_so: bool) -> bool:
    """Whether the unit's codes seem to begin anew within each value of another column.

    Parameters
    ----------
    unit, other : Profile
    is_called_so : bool
        Whether the columns' names say that the unit is a part of the other: a class of a school.
    """
    numbers = _numbers(unit.levels)
    if numbers is None or not are_counted(unit.levels) or not _may_contain(other):
        return False
    there = _pairs(unit, other)
    counts, last = _counts(there, numbers)
    several = counts > 1
    whole = (last == counts) & (counts > 0)
    if 2 * several.sum() < several.size or whole.mean() < MOST:
        return False
    fewer = counts < counts.max()
    is_nested = fewer.sum() >= SHORTER and whole[fewer].mean() >= CERTAIN
    return is_called_so or bool(is_nested)


def _may_contain(other: Profile) -> bool:
    if len(other.levels) < CONTAINERS or other.is_date or other.identifies:
        return False
    is_code = other.numbers is None or other.is_whole
    return is_code and float(np.median(other.counts)) >= MIN_ROWS


def _pairs(unit: Profile, other: Profile) -> Bools:
    """Which codes of the unit stand beside which value of the other column (other, unit)."""
    known = (unit.places >= 0) & (other.places >= 0)
    there = np.zeros((len(other.levels), len(unit.levels)), dtype=bool)
    there[other.places[known], unit.places[known]] = True
    return there


def _counts(there: Bools, numbers: Integers) -> tuple[Integers, Integers]:
    """Different codes beside each value of the other column, and how many up to the last one."""
    first = int(numbers.min())
    last = np.where(there, numbers - first + 1, 0).max(axis=1)
    return there.sum(axis=1), last
