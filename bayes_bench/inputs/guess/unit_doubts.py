"""Whether a column can be the unit, and what speaks against one that the user names."""

from collections.abc import Iterator, Sequence

import numpy as np

from bayes_bench.errors import InputError
from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.guess.words import is_measured
from bayes_bench.interface.suggestions import listed

MIN_UNITS, MIN_PEOPLE = 3, 5.0
"""Least number of different units, and of people in one of them in the middle."""
ALL_ALONE = 0.9
"""Different values per row from which on they are no units: nearly every row has its own."""


def may_be_unit(one: Profile, *, is_counted: bool) -> bool:
    """Whether a column can be taken for the unit unasked.

    Parameters
    ----------
    one : Profile
    is_counted : bool
        Whether rows are counts, so that a unit may have one row only.
    """
    if len(one.levels) < MIN_UNITS or one.is_date or _measures(one):
        return False
    return is_counted or float(np.median(one.counts)) >= MIN_PEOPLE


def _measures(one: Profile) -> bool:
    """Whether numbers are measurements rather than codes."""
    return one.numbers is not None and not one.is_whole and not one.is_labelled


def unit_doubts(unit: Profile, better: Sequence[str], *, is_counted: bool) -> list[str]:
    """Return what speaks against a column, or several together, that the user names as the unit.

    Parameters
    ----------
    unit : Profile
    better : sequence of str
        Columns that look like units.
    is_counted : bool
        Whether rows are counts, so that a unit may have one row only.

    Raises
    ------
    InputError
        Nothing can be compared by it.
    """
    others = f"; these look like units: {listed(better)}" if better else ""
    for reason in _reasons(unit, is_counted=is_counted):
        raise InputError(f'--unit: "{unit.name}" {reason}{others}')
    found = _doubts(unit, is_counted=is_counted)
    return [f'look at the unit: "{unit.name}" {doubt}{others}' for doubt in found]


def _reasons(unit: Profile, *, is_counted: bool) -> Iterator[str]:
    """Why there is nothing to compare by a column."""
    filled = unit.rows - unit.missing
    if len(unit.levels) < 2:
        what = "has the same value in every row" if unit.levels else "is empty"
        yield f"{what}: there is nothing to compare"
    elif not is_counted and len(unit.levels) > ALL_ALONE * filled:
        what = "measures people" if _measures(unit) else "identifies people, and no unit"
        yield f"has a value of its own in nearly every row: it {what}"


def _doubts(unit: Profile, *, is_counted: bool) -> Iterator[str]:
    """What is odd about a unit that can be used."""
    if unit.is_date:
        yield "holds dates"
    elif _measures(unit):
        yield "holds numbers with decimals, as measurements are"
    elif unit.numbers is not None and not unit.is_labelled and is_measured(unit.name):
        yield "holds numbers, and is called like a measurement"
    elif len(unit.levels) < MIN_UNITS:
        yield "has two values only, of which little can be learnt"
    elif not is_counted and float(np.median(unit.counts)) < MIN_PEOPLE:
        yield f"has fewer than {MIN_PEOPLE:g} rows for most of its values, too few to compare"
