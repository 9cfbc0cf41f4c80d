"""Which columns to adjust for, as what, and why not the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bayes_bench.inputs.guess.profile import Profile, is_constant_within, sort_alike
from bayes_bench.inputs.guess.roles import Roles

MAX_LEVELS = 50
"""Levels of a text from which on it is left to the user to say that it is a category."""
FEW_NUMBERS = 7
"""Different whole numbers up to which they are taken as codes of a category."""
SPLINE_NUMBERS = 20
"""Different numbers from which on a spline has something to bend by."""


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
    is_code = column.is_whole and len(column.levels) <= FEW_NUMBERS
    if column.numbers is None or column.is_labelled or is_code:
        return _category(column)
    is_rich = len(column.levels) >= SPLINE_NUMBERS
    return "spline" if is_rich else "linear", f"{len(column.levels):,} different numbers"


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
        yield "the same value in every row" if column.levels else "empty"
    elif column.is_date:
        yield "dates"
    elif column.identifies:
        yield "a value of its own in nearly every row: it identifies people"
    elif roles.outcome is not None and _tells(column, roles.outcome):
        yield "it tells the outcome: nobody of most of its levels has both outcomes"
    yield from (
        f'the same as "{one.name}" in other words' for one in kept if sort_alike(column, one)
    )


def _tells(column: Profile, outcome: Profile) -> bool:
    """Whether nearly everybody's outcome is known from the column, of not too many levels."""
    if len(column.levels) > MAX_LEVELS:
        return False
    known = (column.places >= 0) & (outcome.places >= 0)
    table = np.zeros((len(column.levels), len(outcome.levels)), dtype=np.int64)
    np.add.at(table, (column.places[known], outcome.places[known]), 1)
    wrong = int(known.sum()) - int(table.max(axis=1).sum())
    rarer = int(table.sum(axis=0).min())
    return rarer > 0 and wrong <= 0.01 * rarer
