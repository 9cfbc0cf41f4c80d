"""Which columns are the unit and the outcome: by what they hold first, and then by their names."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bayes_bench.errors import InputError
from bayes_bench.inputs.guess.coding import is_outcome_like, stand_ins_of, without_codes
from bayes_bench.inputs.guess.profile import Profile, sort_alike, together
from bayes_bench.inputs.guess.restarts import begin_anew
from bayes_bench.inputs.guess.unit_doubts import may_be_unit, unit_doubts
from bayes_bench.inputs.guess.words import (
    EVENTS_WORDS,
    OUTCOME_WORDS,
    SEX_WORDS,
    TRIALS_WORDS,
    UNIT_WORDS,
    is_part_of,
    said_in,
)
from bayes_bench.interface.suggestions import did_you_mean, listed


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
    doubts : tuple of str
        Why what the user named as the unit may be none, each a sentence.
    """

    unit: Profile
    parts: tuple[Profile, ...]
    outcome: Profile | None = None
    events: Profile | None = None
    trials: Profile | None = None
    stand_ins: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()

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
        A named column is not there or cannot be the unit, or what is not named cannot be told
        apart.
    """
    counts = None if outcome else _counts(columns)
    of_people = None if counts else _outcome(columns, outcome)
    taken = [one for one in (*(counts or ()), of_people) if one is not None]
    found = _units(columns, taken, unit, is_counted=counts is not None)
    if counts:
        return replace(found, events=counts[0], trials=counts[1])
    if of_people is None:
        raise ValueError("there is neither an outcome nor counts")
    codes = stand_ins_of(of_people)
    return replace(found, outcome=without_codes(of_people, codes), stand_ins=codes)


def _units(
    columns: Sequence[Profile], taken: Sequence[Profile], named: Sequence[str], *, is_counted: bool
) -> Roles:
    """The unit, guessed or as it is named: then it is looked at all the more."""
    twice = [one.name for one in taken if one.name in named]
    if twice:
        raise InputError(f'--unit: "{twice[0]}" is what is counted, and cannot be the unit too')
    rest = [one for one in columns if one not in taken]
    if not named:
        unit = _unit(rest, is_counted=is_counted)
        return Roles(unit, (unit,))
    parts = tuple(_named(rest, name, "unit") for name in dict.fromkeys(named))
    unit = parts[0] if len(parts) == 1 else together(parts)
    better = [one for one in rest if one not in parts and may_be_unit(one, is_counted=is_counted)]
    by_name = [one for one in better if said_in(one.name, UNIT_WORDS)] or better
    doubts = unit_doubts(unit, [one.name for one in by_name], is_counted=is_counted)
    anew = anew_within(parts[0], rest) if len(parts) == 1 else []
    return Roles(unit, parts, doubts=(*doubts, *anew))


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
        return may_be_unit(one, is_counted=is_counted)

    try:
        return _only(columns, fits, UNIT_WORDS, "unit")
    except InputError as error:
        units = [one for one in columns if fits(one) and said_in(one.name, UNIT_WORDS)]
        anew = [told for one in units for told in anew_within(one, columns)]
        raise InputError([*error.problems, *anew]) from None


def anew_within(unit: Profile, columns: Sequence[Profile]) -> list[str]:
    """Say within which other columns the codes of a unit seem to begin anew.

    Parameters
    ----------
    unit : Profile
    columns : sequence of Profile
        All of the table, or those that may be named.
    """
    others = [
        one.name
        for one in _without_names(columns)
        if one.name != unit.name
        and begin_anew(unit, one, is_called_so=is_part_of(unit.name, one.name))
    ]
    return [
        f'the codes of "{unit.name}" seem to begin anew within each "{name}": if they are of '
        f'different units, both name the unit: unit = ["{name}", "{unit.name}"]'
        for name in others
    ]


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
