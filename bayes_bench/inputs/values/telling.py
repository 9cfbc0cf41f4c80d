"""Whether a column tells who has an event: the outcome again, or known only after it."""

import numpy as np

from bayes_bench.typing import Bools, Floats, Integers

LEAST = 10
"""Events and non-events that a table has at least where a column can be called the outcome."""
PEOPLE = 5
"""People of a level, in the mean: with fewer, levels of one kind are no wonder."""
FORGIVEN = 0.01
"""Part of the rarer outcome of which a copy with slips may be wrong, and still be called a copy."""


def levels_tell(table: Integers, forgiven: float = 0.0) -> bool:
    """Whether each level of a column has people of one outcome only.

    Parameters
    ----------
    table : ndarray (level, outcome)
        People.
    forgiven : float
        People who have the rarer outcome of their level, as a part of all who do not have the
        most frequent outcome: up to so many are slips.
    """
    people = int(table.sum())
    rarer = people - int(table.sum(axis=0).max())
    wrong = people - int(table.max(axis=1).sum())
    levels = int((table.sum(axis=1) > 0).sum())
    return rarer >= LEAST and people >= PEOPLE * levels and wrong <= forgiven * rarer


def limit_tells(values: Floats, events: Integers, without: Integers) -> bool:
    """Whether a limit of a measurement parts all events from all others.

    Parameters
    ----------
    values : ndarray (row,)
        NaN where there is none; such rows do not count.
    events, without : ndarray (row,)
        People with an event and without.
    """
    known = ~np.isnan(values)
    if min(events[known].sum(), without[known].sum()) < LEAST:
        return False
    return _is_split(values, known & (events > 0), known & (without > 0))


def _is_split(values: Floats, with_event: Bools, without: Bools) -> bool:
    ours, others = values[with_event], values[without]
    return bool(ours.min() > others.max() or ours.max() < others.min())
