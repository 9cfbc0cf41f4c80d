"""A commented model file for a table, that runs as it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bayes_bench.inputs.guess.coding import event_of
from bayes_bench.inputs.guess.covariates import Suggestion, suggestions
from bayes_bench.inputs.guess.label_stubs import label_stubs
from bayes_bench.inputs.guess.profile import Profile
from bayes_bench.inputs.guess.roles import Roles, roles_of
from bayes_bench.inputs.guess.toml_text import plain, quoted
from bayes_bench.inputs.guess.words import GOOD_WORDS, said_in
from bayes_bench.inputs.names import shipped_codes
from bayes_bench.interface.suggestions import counted, listed

BETTER_OF_GOOD = {True: "higher", False: "lower"}


@dataclass(frozen=True)
class Draft:
    """A model file.

    Attributes
    ----------
    text : str
        TOML.
    said : tuple of str
        What was guessed and why, a line each.
    """

    text: str
    said: tuple[str, ...]


def draft_of(
    columns: Sequence[Profile], path: str, unit: Sequence[str] = (), outcome: str | None = None
) -> Draft:
    """Guess what a table is about.

    Parameters
    ----------
    columns : sequence of Profile
        All of the table.
    path : str
        Of the table, as the model file is to have it.
    unit : sequence of str
        Columns that the user says name it together; none to have it guessed.
    outcome : str, optional
        The column that the user names.

    Returns
    -------
    Draft

    Raises
    ------
    InputError
        The unit or the outcome cannot be told.
    """
    roles = roles_of(columns, unit, outcome)
    found = suggestions(columns, roles)
    blocks = [
        _head(roles),
        "\n".join([*_data(roles, found, path), *_stand_ins(roles, found, columns)]),
        *(_covariate(one) for one in found if one.kind not in ("", "name")),
        _left_out(found),
        _labels(found, columns),
        DISCLOSURE,
    ]
    return Draft(
        "\n\n".join(filter(None, blocks)) + "\n",
        tuple(_said(roles, found, _sharing(roles, found, columns))),
    )


DISCLOSURE = """[disclosure]
minimum_count = 5                 # units with fewer people, or expected events, are taken together
# public = true                   # if the data are public already: nothing is hidden"""


def _head(roles: Roles) -> str:
    title = f"{_measured(roles).name} by {roles.unit.name}"
    return (
        '# A first model file: every line that says "guessed" wants to be looked at.\n'
        "# bayes-bench check says what it is understood to mean, bayes-bench run does it.\n"
        f"format = 1\ntitle = {quoted(title)}  # the headline: say it in your own words"
    )


def _measured(roles: Roles) -> Profile:
    """The column of what happened."""
    found = roles.outcome or roles.events
    if found is None:
        raise ValueError("there is neither an outcome nor events")
    return found


def _data(roles: Roles, found: Sequence[Suggestion], path: str) -> Iterator[str]:
    yield "[data]"
    yield f"path = {quoted(path)}"
    yield f"unit = {_unit(roles)}  # guessed: {_about_unit(roles.unit)}"
    names = next((one for one in found if one.kind == "name"), None)
    if names:
        yield f"name_column = {quoted(names.name)}  # guessed: {names.why}"
    elif roles.unit.levels and set(roles.unit.levels) <= shipped_codes():
        yield 'names = "municipalities"  # guessed: every unit is a code of that list'
    yield from _outcome(roles)
    better = _better(roles)
    yield f'better = "{better}"  # guessed: is a {better} share the better one?'
    if any(one.missing for one in roles.columns):
        yield 'missing = "drop"  # people without unit or outcome are left out; they are counted'


def _outcome(roles: Roles) -> Iterator[str]:
    if roles.outcome is None:
        yield f"events = {quoted(_measured(roles).name)}  # guessed: never above the trials"
        yield from (f"trials = {quoted(one.name)}" for one in [roles.trials] if one)
        return
    value, why = event_of(roles.outcome)
    yield f"outcome = {quoted(roles.outcome.name)}  # guessed: {_values(roles.outcome)} ({why})"
    if value is not None:
        yield f"event = {quoted(value)}  # guessed: {why}"
    elif not set(roles.outcome.levels) <= {"0", "1"}:
        yield f"# event =                 # which value is the event? not guessed: {why}"


def _values(outcome: Profile) -> str:
    levels = len(outcome.levels)
    return "two values" if levels == 2 else counted(levels, "value")


def _stand_ins(
    roles: Roles, found: Sequence[Suggestion], columns: Sequence[Profile]
) -> Iterator[str]:
    """Codes for missing in the outcome; they would be missing in every other column too."""
    codes = ", ".join(map(quoted, roles.stand_ins))
    others = _sharing(roles, found, columns)
    if others:
        yield (
            f"# missing_values = [{codes}]  # looks missing in the outcome; but "
            f"{plain(listed(others))} would lose it too: empty the outcome's cells instead"
        )
    elif codes:
        yield f"missing_values = [{codes}]  # guessed: beside two values, what is not known"


def _sharing(
    roles: Roles, found: Sequence[Suggestion], columns: Sequence[Profile]
) -> Sequence[str]:
    """Other columns in use that have what looks missing in the outcome for a value."""
    used = {one.name for one in found if one.kind} | {one.name for one in roles.parts}
    return [one.name for one in columns if one.name in used and {*roles.stand_ins} & {*one.levels}]


def _better(roles: Roles) -> str:
    return BETTER_OF_GOOD[said_in(_measured(roles).name, GOOD_WORDS)]


def _about_unit(unit: Profile) -> str:
    return f"{len(unit.levels):,} different values in {unit.rows:,} rows"


def _covariate(one: Suggestion) -> str:
    lines = ["[[covariates]]", f"name = {quoted(one.name)}", f'kind = "{one.kind}"  # {one.why}']
    if one.missing:
        rule = "category" if one.kind == "category" else "drop"
        what = "a level of its own" if rule == "category" else "these people are left out"
        lines.append(f'missing = "{rule}"  # {counted(one.missing, "row")} without it: {what}')
    return "\n".join(lines)


def _left_out(found: Sequence[Suggestion]) -> str:
    lines = [f'# left out: "{plain(one.name)}" ({one.why})' for one in found if not one.kind]
    return "\n".join(lines)


def _unit(roles: Roles) -> str:
    names = [quoted(one.name) for one in roles.parts]
    return names[0] if len(names) == 1 else f"[{', '.join(names)}]"


def _labels(found: Sequence[Suggestion], columns: Sequence[Profile]) -> str:
    kinds = {one.name: one.kind for one in found if one.kind not in ("", "name")}
    kept = [one for one in columns if one.name in kinds]
    return label_stubs(kept, [one for one in kept if kinds[one.name] == "category"])


def _as_it_stands(sharing: Sequence[str]) -> str:
    if not sharing:
        return ""
    return (
        f"; but they are values of {listed(sharing)}, so that missing_values cannot say it: empty "
        "the outcome's cells, or they are no event there"
    )


def _said(roles: Roles, found: Sequence[Suggestion], sharing: Sequence[str]) -> Iterator[str]:
    yield from roles.doubts
    yield f'unit: "{roles.unit.name}", {_about_unit(roles.unit)}'
    if roles.outcome is not None:
        value, why = event_of(roles.outcome)
        which = f"; {why}" if value is None else f"; the event is {quoted(value)}: {why}"
        yield f'outcome: "{roles.outcome.name}", {_values(roles.outcome)}{which}'
    else:
        counts = " of ".join(f'"{one.name}"' for one in (roles.events, roles.trials) if one)
        yield f"outcome: counts, {counts}"
    if roles.stand_ins:
        yield f"looks missing in the outcome: {listed(roles.stand_ins)}{_as_it_stands(sharing)}"
    yield f"better: a {_better(roles)} share"
    for one in found:
        what = {"": "left out", "name": "the units' names"}.get(one.kind, one.kind)
        yield f'"{one.name}": {what}; {one.why}'
