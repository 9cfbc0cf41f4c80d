"""Measurements that are no measurement: far from all others, labelled, or a century off."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from bayes_bench.inputs.codes import float_code
from bayes_bench.inputs.facts import counted_people
from bayes_bench.inputs.values.note import Note
from bayes_bench.interface.suggestions import counted
from bayes_bench.typing import Bools, Floats

FAR = 3.0
"""Times the range of all other values that a gap has to be."""
FEW = 5
"""Different values up to which some are an exception."""
LEAST = 10
"""Different values that the others have at least."""
CENTURY = 100.0


def far_away(values: Floats) -> Bools:
    """Return which values are far away from all others: a few, behind a gap wider than the rest.

    A stand-in for missing (999, -99) lies so; of what is measured hardly anything does.

    Parameters
    ----------
    values : ndarray (row,)
        NaN where missing.

    Returns
    -------
    ndarray (row,)
    """
    distinct = _distinct(values)
    none = np.zeros(values.size, dtype=bool)
    if distinct.size <= LEAST:
        return none
    low = _beyond(-distinct[::-1])
    high = _beyond(distinct)
    below = values <= -low if low is not None else none
    above = values >= high if high is not None else none
    return np.asarray(below | above)


def _distinct(values: Floats) -> Floats:
    """Different values, ascending; found by hashing, as there are few of many people."""
    return np.asarray(np.sort(pd.unique(values[~np.isnan(values)])))


def _beyond(distinct: Floats) -> float | None:
    """The value from which on ascending values are far above the others, if any is."""
    for last in range(distinct.size - 1, max(distinct.size - 1 - FEW, LEAST - 1), -1):
        gap = distinct[last] - distinct[last - 1]
        # a stand-in at the other end must not hide one at this end
        rest = distinct[last - 1] - distinct[min(FEW, last - LEAST)]
        if rest > 0 and gap > FAR * rest:
            return float(distinct[last])
    return None


def century_off(values: Floats) -> Bools:
    """Return which values look a century too low: ages of birth years read as 20xx.

    Whole numbers below zero, none near zero, that would join the others with 100 added.

    Parameters
    ----------
    values : ndarray (row,)
        NaN where missing.
    """
    known = _distinct(values)
    below, above = known[known < 0], known[known >= 0]
    none = np.zeros(values.size, dtype=bool)
    if min(below.size, above.size) < LEAST or np.any(known % 1):
        return none
    is_empty = above.min() - below.max() >= LEAST
    moved = np.concatenate([below + CENTURY, above])
    is_joined = 0 < (below.min() + CENTURY) - above.max() <= LEAST / 2
    is_narrower = np.ptp(moved) < np.ptp(known)
    return np.asarray(values < 0) if is_empty and is_joined and is_narrower else none


def labelled(values: Floats, labels: Mapping[str, str]) -> Bools:
    """Return which measurements have a label of their own in the file, such as "refused".

    Parameters
    ----------
    values : ndarray (row,)
    labels : mapping
        Code -> label.
    """
    distinct = _distinct(values) if labels else np.empty(0)
    named = [value for value in distinct if float_code(float(value)) in labels]
    few = named if len(named) < distinct.size / 2 else []
    return np.isin(values, few)


def measurement_notes(values: Floats, labels: Mapping[str, str], least: int) -> list[str]:
    """Return what looks odd about a measurement, without the column's name.

    Parameters
    ----------
    values : ndarray (row,)
    labels : mapping
        Code -> label, where the file has some.
    least : int
        Rows from which their number is said.
    """
    ask = "do they stand for missing? name them in missing_values under [data]"
    named = labelled(values, labels)
    words = {
        "labelled": f"have labels of their own in the file: {ask}",
        "far_away": f"are far away from all others: {ask}",
        "century": (
            "are whole numbers below zero that would follow upon the others with 100 added: were "
            "years of birth of two digits read as of this century?"
        ),
    }
    found = {
        "labelled": named,
        "far_away": far_away(np.where(named, np.nan, values)),
        "century": century_off(values),
    }
    return [
        Note(
            f"has values {_in_rows(where, least)} that {words[kind]}",
            kind,
            rows=counted_people(int(where.sum()), least),
        )
        for kind, where in found.items()
        if where.any()
    ]


def _in_rows(where: Bools, least: int) -> str:
    count = int(where.sum())
    return f"in {counted(count, 'row')}" if count >= least else f"in fewer than {least} rows"
