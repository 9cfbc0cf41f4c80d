"""Which columns to adjust for, as what, and why not the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.inputs.guess.profile import Profile, is_constant_within, sort_alike
from bayes_bench.inputs.guess.roles import Roles
from bayes_bench.inputs.guess.words import WEIGHT_WORDS, is_code, said_in
from bayes_bench.inputs.values.telling import FORGIVEN, levels_tell, limit_tells
from bayes_bench.typing import Floats, Integers

MAX_LEVELS = 50
"""Levels of a text from which on it is left to the user to say that it is a category."""
FEW_NUMBERS = 7
"""Different whole numbers up to which they are taken as codes of a category."""
SPLINE_NUMBERS = 20
"""Different numbers from which on a spline has something to bend by."""
ONE = 0.1
"""How far from 1 the mean of a survey's weights may be."""


@dataclass(frozen=True)
class Suggestion:
    """What to do with a column.

    Attributes
    ----------
    name : str
        Of the column.
    kind : str
        ``category``, ``linear``, ``spline``, ``name`` of the unit, or "" where it is left out.
    why : str
        In words.
    missing : int
        Rows without a value.
    """

    name: str
    kind: str
    why: str
    missing: int


def suggestions(columns: Sequence[Profile], roles: Roles) -> list[Suggestion]:
    """Look at every column that is neither unit nor outcome.

    Parameters
    ----------
    columns : sequence of Profile
        All of the table.
    roles : Roles

    Returns
    -------
    list of Suggestion
        In the order of the table.
    """
    parts = {one.name for one in roles.columns}
    found: list[Suggestion] = []
    kept: list[Profile] = []
    for column in columns:
        if column.name in parts:
            continue
        kind, why = _kind(column, roles, kept)
        if kind == "name" and any(one.kind == "name" for one in found):
            kind, why = "", "another name of the unit"
        if kind not in ("", "name"):
            kept.append(column)
        found.append(Suggestion(column.name, kind, why, column.missing))
    return found


def _kind(column: Profile, roles: Roles, kept: Sequence[Profile]) -> tuple[str, str]:
    for reason in _reasons_against(column, roles, kept):
        return "", reason
    if is_constant_within(column, roles.unit):
        return _of_units(column, roles.unit)
    is_few = column.is_whole and len(column.levels) <= FEW_NUMBERS
    if column.numbers is None or column.is_labelled or is_few:
        return _category(column)
    if column.is_whole and is_code(column.name):
        return "", 'numbers that are codes, by its name: write kind = "category" if they are levels'
    if said_in(column.name, WEIGHT_WORDS) and _is_around_one(column.numbers):
        return "", "it looks like the weights of a survey, which are no property of people"
    is_rich = len(column.levels) >= SPLINE_NUMBERS
    return "spline" if is_rich else "linear", f"{len(column.levels):,} different numbers"


def _is_around_one(numbers: Floats) -> bool:
    return bool(np.nanmin(numbers) >= 0 and abs(np.nanmean(numbers) - 1) < ONE)


def _of_units(column: Profile, unit: Profile) -> tuple[str, str]:
    if len(column.levels) == len(unit.levels) and column.numbers is None:
        return "name", "one text for each unit"
    return "", "the same for everybody of a unit: a property of units, not of people"


def _category(column: Profile) -> tuple[str, str]:
    levels = len(column.levels)
    if levels > MAX_LEVELS:
        return "", f'{levels} different texts: write kind = "category" if they are levels'
    return "category", f"{levels} levels"


def _reasons_against(column: Profile, roles: Roles, kept: Sequence[Profile]) -> Iterator[str]:
    """Why a column is no covariate; nothing where it may be one."""
    if len(column.levels) < 2:
        everywhere = "in every row" if not column.missing else "wherever there is one"
        yield f"the same value {everywhere}" if column.levels else "empty"
    elif column.is_date:
        yield "dates"
    elif column.identifies:
        yield "a value of its own in nearly every row: it identifies people"
    elif roles.outcome is not None and _tells(column, roles.outcome):
        yield "it tells the outcome: nobody of most of its levels has both outcomes"
    elif roles.outcome is not None and _is_filled_by(column, roles.outcome):
        yield "it tells the outcome: it is filled in for one outcome, and empty for the other"
    yield from (
        f'the same as "{one.name}" in other words' for one in kept if sort_alike(column, one)
    )


def _tells(column: Profile, outcome: Profile) -> bool:
    """Whether the outcome is known from the column, of not too many levels or by a limit."""
    known = outcome.places >= 0
    places, outcomes = column.places[known], outcome.places[known]
    few = len(column.levels) <= MAX_LEVELS
    if few and levels_tell(_crossed(places + 1, outcomes), FORGIVEN):  # missing is a level too
        return True
    if column.numbers is None or len(outcome.levels) != 2:
        return False
    return limit_tells(column.numbers[known], *((outcomes == one).astype(int) for one in (1, 0)))


def _is_filled_by(column: Profile, outcome: Profile) -> bool:
    """Whether the outcome is known from who has a value of the column at all."""
    known = outcome.places >= 0
    is_filled = (column.places[known] >= 0).astype(int)
    return levels_tell(_crossed(is_filled, outcome.places[known]), FORGIVEN)


def _crossed(rows: Integers, columns: Integers) -> Integers:
    """How often each pair of places stands together (row, column)."""
    if not rows.size:
        return np.zeros((1, 1), dtype=np.int64)
    table = np.zeros((int(rows.max()) + 1, int(columns.max()) + 1), dtype=np.int64)
    np.add.at(table, (rows, columns), 1)
    return table
