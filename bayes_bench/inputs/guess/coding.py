"""How an outcome is coded: which value is the event, and which stand for missing."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.values.outcomes import LEAST_ROWS
from bayes_bench.inputs.values.yes_and_no import (
    are_sexes,
    is_known_coding,
    says_no,
    says_yes,
    stand_ins_among,
)


def stand_ins_of(column: Profile) -> tuple[str, ...]:
    """Return the codes for missing that stand beside two values of an outcome: 9 beside 0 and 1.

    Parameters
    ----------
    column : Profile
    """
    return stand_ins_among(column.levels)


def without_codes(column: Profile, codes: Collection[str]) -> Profile:
    """Return a column in which these codes are missing.

    Parameters
    ----------
    column : Profile
    codes : collection of str
    """
    kept = [place for place, level in enumerate(column.levels) if level not in codes]
    moved = np.full(len(column.levels) + 1, -1)
    moved[kept] = np.arange(len(kept))
    places = moved[column.places]
    numbers = None if column.numbers is None else np.where(places < 0, np.nan, column.numbers)
    levels = tuple(column.levels[place] for place in kept)
    return replace(column, levels=levels, places=places, numbers=numbers)


def is_outcome_like(column: Profile) -> bool:
    """Whether a column has two values that are an outcome's, and not two remarks.

    Either they are a known coding, or several people have each and most people one of the two.

    Parameters
    ----------
    column : Profile
    """
    is_filled = 2 * column.missing < column.rows
    if are_sexes(column.levels):
        return False
    return len(column.levels) == 2 and (
        is_known_coding(column.levels) or (is_filled and _is_of_many(column))
    )


def _is_of_many(column: Profile) -> bool:
    return int(column.counts.min()) >= LEAST_ROWS


def event_of(outcome: Profile) -> tuple[str | None, str]:
    """Which value is the event, and why.

    Parameters
    ----------
    outcome : Profile

    Returns
    -------
    (str or None, str)
        None where it is 1 of 0 and 1, and where it cannot be told, or is a text of so few people
        that it is not for others to read.
    """
    if set(outcome.levels) <= {"0", "1"}:
        return None, "0 and 1"
    spelt = {level: outcome.labels.get(level, level) for level in outcome.levels}
    yes = [level for level, text in spelt.items() if says_yes(text)]
    if len(yes) == 1:
        return yes[0], "it says so"
    if len(spelt) != 2:
        return None, "none of its values says that it is the event"
    if not is_known_coding(outcome.levels) and not _is_of_many(outcome):
        return None, f"fewer than {LEAST_ROWS} rows have one of its values, which is not shown"
    no = [level for level, text in spelt.items() if says_no(text)]
    if are_sexes(spelt.values()):
        no = []  # f is no "false" beside m
    if len(no) == 1:
        return next(level for level in spelt if level != no[0]), "the other one says that it is not"
    rarer = outcome.levels[int(np.argmin(outcome.counts))]
    return rarer, "the rarer of the two, which may be wrong"
