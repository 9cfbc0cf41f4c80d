"""Interactions in a model file: covariates called by the two that they are of, ``age:sex``.

A name with a colon is one where at least one of the names on its two sides is a covariate; else it
is the name of a column, as any other.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from bayes_bench.inputs.codes import composed
from bayes_bench.interface.suggestions import did_you_mean, listed

BETWEEN = ":"
INTERACTION = "interaction"
PER_UNIT, PER_SD = "per unit", "per sd"
"""Steps of a measurement, as rows of effects call them."""
PLACES = {"mean - sd": -1.0, "mean": 0.0, "mean + sd": 1.0}
"""Where a measurement is given, in sd's over people from their mean: none of them is a person's."""
_OWN = ("reference", "df", "missing", "level")
"""Keys that are said of the two covariates, and not again of what they are together."""


def where(change: str, given: str, at: str) -> str:
    """How a row of effects is called: the change, and what everybody is given: "3 where sex=f"."""
    return f"{change} where {given}={at}"


def _splits(name: str) -> list[tuple[str, str]]:
    """Every way to read a name as two."""
    places = [place for place, letter in enumerate(name) if letter == BETWEEN]
    sides = [(name[:place].strip(), name[place + 1 :].strip()) for place in places]
    return [(first, second) for first, second in sides if first and second]


def parts_of(name: str, known: Collection[str]) -> tuple[str, str] | None:
    """The two covariates that a name with a colon is of.

    Parameters
    ----------
    name : str
    known : collection of str
        Names of covariates.

    Returns
    -------
    tuple of str or None
        None where neither side is a covariate: then it names a column. Where only one side is, the
        other is still told, for whoever has to say what is missing.
    """
    found = [(sum(part in known for part in split), split) for split in _splits(name)]
    most, split = max(found, default=(0, ("", "")), key=lambda one: one[0])
    return split if most else None


def kind_of(name: str, names: Collection[str], kind: str | None) -> str | None:
    """How a covariate enters: as the file has it, or as an interaction by its name."""
    is_one = parts_of(name, [other for other in names if other != name]) is not None
    return INTERACTION if kind is None and is_one else kind


def with_kinds(covariates: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The tables of covariates as the file has them, interactions with their kind."""
    names = [composed(name) for item in covariates if isinstance(name := item.get("name"), str)]
    return [
        {**item, "kind": kind}
        if isinstance(name := item.get("name"), str)
        and (kind := kind_of(composed(name), names, item.get("kind")))
        else item
        for item in covariates
    ]


def interaction_problems(
    covariates: Sequence[Mapping[str, Any]], benchmark: Mapping[str, Any]
) -> Iterator[str]:
    """Every broken rule of interactions and of covariates of units.

    Parameters
    ----------
    covariates : sequence of mapping
        As the file has them, or a model's dump, from `with_kinds`.
    benchmark : mapping
        The section.

    Yields
    ------
    str
        A sentence that begins with the key's path.
    """
    named = [(composed(n), item) for item in covariates if isinstance(n := item.get("name"), str)]
    levels = {name: item.get("level") or "person" for name, item in named}
    mains = [name for name, item in named if item.get("kind") != INTERACTION]
    as_performance = benchmark.get("unit_covariates") == "performance"
    seen: dict[frozenset[str], str] = {}
    for name, item in named:
        parts = parts_of(name, [other for other in levels if other != name])
        if item.get("kind") == INTERACTION or (parts and set(parts) <= {*mains}):
            place = f'covariates["{name}"]'
            yield from _own_keys(place, item)
            yield from _part_problems(place, parts, mains)
            if parts and set(parts) <= {*mains}:
                if (first := seen.setdefault(frozenset(parts), name)) != name:
                    yield f'{place} is the same interaction as "{first}": keep one'
                if as_performance and len({levels[part] for part in parts}) > 1:
                    yield _across(place)
    if as_performance and "unit" not in levels.values():
        yield (
            'benchmark.unit_covariates = "performance" is about covariates of units, and there are '
            'none: write level = "unit" under the covariate that is one, or leave the key out'
        )


def _own_keys(place: str, item: Mapping[str, Any]) -> Iterator[str]:
    kind = item.get("kind")
    given = [] if kind in (None, INTERACTION) else ["kind"]
    given += [k for k in _OWN if item.get(k) is not None and (k, item[k]) != ("level", "person")]
    if given:
        yield (
            f"{place} is an interaction and takes no {listed(given)}: that is said of the two "
            "covariates themselves; take it out"
        )


def _part_problems(
    place: str, parts: tuple[str, str] | None, mains: Sequence[str]
) -> Iterator[str]:
    if parts is None:
        yield (
            f'{place}.kind = "interaction" takes two covariates of the model as its name, with a '
            f'colon between: "age:sex" (covariates: {listed(mains) or "none"})'
        )
        return
    if parts[0] == parts[1]:
        yield f"{place} is an interaction of a covariate with itself: write a spline for a curve"
    for part in dict.fromkeys(parts):
        if part not in mains:
            yield (
                f'{place} is an interaction, and "{part}" is no covariate of the model'
                f"{did_you_mean(part, mains)}: an interaction is of two covariates that are in "
                f'the model themselves; add [[covariates]] name = "{part}", or rename the column '
                "where it is one"
            )


def _across(place: str) -> str:
    return (
        f"{place} is an interaction of a covariate of units with one of people, which makes units "
        'differ more for some people than for others; with unit_covariates = "performance" no one '
        'figure would say how much: leave it out, or write unit_covariates = "case_mix"'
    )
