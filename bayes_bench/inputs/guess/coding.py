"""How an outcome is coded: which value is the event, and which stand for missing."""

from collections.abc import Collection
from dataclasses import replace

import numpy as np

from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.values.outcomes import LEAST_ROWS
from bayes_bench.inputs.values.yes_and_no import PAIRS, are_sexes, says_no, says_yes

CODINGS = frozenset({frozenset({"0", "1"}), frozenset({"true", "false"}), *PAIRS.values()})
"""Pairs of values that are no secret of anybody, without capitals."""
MISSING_CODES = frozenset(
    ("8", "9", "88", "98", "99", "888", "998", "999", "-8", "-9", "-88", "-98", "-99", "-999")
)
"""Numbers that stand for missing, or for an answer refused, in surveys and registers."""


def stand_ins_of(column: Profile) -> tuple[str, ...]:
    """Return the codes for missing that stand beside two values of an outcome: 9 beside 0 and 1.

    Parameters
    ----------
    column : Profile
    """
    codes = [level for level in column.levels if level in MISSING_CODES]
    values = [level for level in column.levels if level not in MISSING_CODES]
    return tuple(codes) if _is_known(values) else ()


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
        _is_known(column.levels) or (is_filled and _is_of_many(column))
    )


def _is_known(levels: Collection[str]) -> bool:
    return frozenset(level.casefold() for level in levels) in CODINGS


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
    if not _is_known(outcome.levels) and not _is_of_many(outcome):
        return None, f"fewer than {LEAST_ROWS} rows have one of its values, which is not shown"
    no = [level for level, text in spelt.items() if says_no(text)]
    if are_sexes(spelt.values()):
        no = []  # f is no "false" beside m
    if len(no) == 1:
        return next(level for level in spelt if level != no[0]), "the other one says that it is not"
    rarer = outcome.levels[int(np.argmin(outcome.counts))]
    return rarer, "the rarer of the two, which may be wrong"
