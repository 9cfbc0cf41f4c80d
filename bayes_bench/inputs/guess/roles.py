"""Which columns are the unit and the outcome: by what they hold first, and then by their names."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.errors import InputError
from bayes_bench.inputs.guess.coding import is_outcome_like, stand_ins_of, without_codes
from bayes_bench.inputs.guess.profile import Profile, sort_alike, together
from bayes_bench.interface.suggestions import did_you_mean, listed

UNIT_WORDS = (
    *(
        "hospital",
        "sygehus",
        "clinic",
        "klinik",
        "provider",
        "trust",
        "ward",
        "practice",
        "praksis",
    ),
    *("municipal", "kommune", "county", "district", "distrikt", "region", "state", "area"),
    *(
        "school",
        "skole",
        "country",
        "cntry",
        "nation",
        "class",
        "klasse",
        "unit",
        "enhed",
        "site",
        "center",
        "centre",
        "afdeling",
    ),
)
OUTCOME_WORDS = (
    *("died", "dead", "death", "mort", "død", "doed", "surviv", "readmi", "genind", "complic"),
    *(
        "outcome",
        "udfald",
        "event",
        "pass",
        "bestå",
        "fail",
        "dropout",
        "frafald",
        "infect",
        "vacc",
    ),
    *("employ", "job", "benefit", "ydelse", "success", "cured", "recover", "gradua"),
)
GOOD_WORDS = ("surviv", "pass", "bestå", "employ", "job", "success", "cured", "recover", "gradua")
SEX_WORDS = ("sex", "gender", "køn", "koen")
EVENTS_WORDS = (*OUTCOME_WORDS, "cases", "tilfælde", "tilfaelde", "events", "positive", "yes", "ja")
TRIALS_WORDS = ("trials", "total", "people", "person", "patient", "pupils", "n", "i alt", "antal")
MIN_UNITS, MIN_PEOPLE = 3, 5.0
"""Least number of different units, and of people in one of them in the middle."""


@dataclass(frozen=True, eq=False)
class Roles:
    """What the analysis is about.

    Attributes
    ----------
    unit : Profile
    parts : tuple of Profile
        The columns that name it, one or several.
    outcome : Profile, optional
        A row per person; or
    events, trials : Profile, optional
        counts, a row per unit or group of people.
    stand_ins : tuple of str
        Codes of the outcome that look like missing; they are missing in it already.
    """

    unit: Profile
    parts: tuple[Profile, ...]
    outcome: Profile | None = None
    events: Profile | None = None
    trials: Profile | None = None
    stand_ins: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Profile, ...]:
        """Those that play a part."""
        found = (*self.parts, self.outcome, self.events, self.trials)
        return tuple(one for one in found if one is not None)


def roles_of(columns: Sequence[Profile], unit: Sequence[str], outcome: str | None) -> Roles:
    """Find the unit and the outcome.

    Parameters
    ----------
    columns : sequence of Profile
        All of the table.
    unit : sequence of str
        As the user names it: none, a column, or several that name it together.
    outcome : str, optional
        As the user names it.

    Raises
    ------
    InputError
        A named column is not there, or what is not named cannot be told apart.
    """
    counts = None if outcome else _counts(columns)
    of_people = None if counts else _outcome(columns, outcome)
    taken = {one.name for one in (*(counts or ()), *([of_people] if of_people else []))}
    rest = [one for one in columns if one.name not in taken]
    parts = [_named(rest, name, "unit") for name in unit]
    parts = parts or [_unit(rest, is_counted=counts is not None)]
    found = parts[0] if len(parts) == 1 else together(parts)
    if counts:
        return Roles(found, tuple(parts), events=counts[0], trials=counts[1])
    if of_people is None:
        raise ValueError("there is neither an outcome nor counts")
    codes = stand_ins_of(of_people)
    return Roles(found, tuple(parts), without_codes(of_people, codes), stand_ins=codes)


def _named(columns: Sequence[Profile], name: str, role: str) -> Profile:
    by_name = {one.name: one for one in columns}
    if name not in by_name:
        hint = did_you_mean(name, by_name)
        raise InputError(f'--{role}: there is no column "{name}"{hint}')
    return by_name[name]


def _outcome(columns: Sequence[Profile], name: str | None) -> Profile:
    if name:
        return _named(columns, name, "outcome")
    return _only(columns, _may_be_outcome, OUTCOME_WORDS, "outcome")


def _may_be_outcome(one: Profile) -> bool:
    """Whether a column has two values; beside codes for missing only if its name says so."""
    codes = stand_ins_of(one)
    if said_in(one.name, SEX_WORDS):
        return False
    return is_outcome_like(without_codes(one, codes)) and (
        not codes or said_in(one.name, OUTCOME_WORDS)
    )


def _unit(columns: Sequence[Profile], *, is_counted: bool) -> Profile:
    def fits(one: Profile) -> bool:
        if (
            len(one.levels) < MIN_UNITS
            or one.is_date
            or (one.numbers is not None and _measures(one))
        ):
            return False
        return is_counted or float(np.median(one.counts)) >= MIN_PEOPLE

    return _only(columns, fits, UNIT_WORDS, "unit")


def _measures(one: Profile) -> bool:
    """Whether numbers are measurements rather than codes."""
    return not one.is_whole and not one.is_labelled


def _only(
    columns: Sequence[Profile], fits: Callable[[Profile], bool], words: Sequence[str], role: str
) -> Profile:
    """The one column that can play a part: of several the one whose name says so."""
    able = [one for one in columns if fits(one)]
    named = [one for one in able if said_in(one.name, words)]
    in_words = [one for one in able if one.numbers is None or one.is_labelled]
    found = _without_names(named or in_words or able)
    if len(found) == 1:
        return found[0]
    among = [one.name for one in found]
    could = f"these could be: {listed(among)}" if among else "no column looks like one"
    several = ", or several that name it together" if role == "unit" else ""
    raise InputError(
        f"which column is the {role} cannot be told; {could}. Say --{role} COLUMN{several}"
    )


def _without_names(columns: Sequence[Profile]) -> list[Profile]:
    """Of columns that sort people in the same way only the one that looks like a code."""
    found: list[Profile] = []
    for column in sorted(columns, key=_looks_like_a_name):
        if not any(sort_alike(column, one) for one in found):
            found.append(column)
    return [one for one in columns if one in found]


def _looks_like_a_name(column: Profile) -> tuple[bool, int]:
    return column.numbers is None, sum(map(len, column.levels))


def said_in(name: str, words: Iterable[str]) -> bool:
    """Whether a column's name has one of these words; a single letter has to be all of it."""
    folded = name.casefold()
    return any(word == folded if len(word) == 1 else word in folded for word in words)


def _counts(columns: Sequence[Profile]) -> tuple[Profile, Profile] | None:
    """Events and trials of a table of counts: whole numbers, the one never above the other."""
    whole = [one for one in columns if one.is_whole and not one.labels and len(one.levels) > 2]
    events = [one for one in whole if said_in(one.name, EVENTS_WORDS) and not stand_ins_of(one)]
    trials = [one for one in whole if said_in(one.name, TRIALS_WORDS) and one not in events]
    pairs = [(few, all_) for few in events for all_ in trials if _is_part(few, all_)]
    return pairs[0] if len(pairs) == 1 else None


def _is_part(few: Profile, whole: Profile) -> bool:
    if few.numbers is None or whole.numbers is None:
        return False
    return bool((few.numbers >= 0).all() and (few.numbers <= whole.numbers).all())
