"""Find the columns that a model needs among those that a file has."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import composed
from bayes_bench.interface.suggestions import did_you_mean, listed


@dataclass(frozen=True)
class Wanted:
    """Columns that are to be read, as the model file spells them.

    Attributes
    ----------
    needed : sequence of str
        Refused where one is absent.
    optional : sequence of str
        Left out where one is absent, or there more than once.
    codes : sequence of str
        Those of them that name units or categories, so that no digit may be lost.
    sheet : str, optional
        Of a workbook; the first one where none is named.
    every : bool
        Every column whose name stands there once, whatever is needed.
    """

    needed: Sequence[str]
    optional: Sequence[str] = ()
    codes: Sequence[str] = ()
    sheet: str | None = None
    every: bool = False


def visible(name: str) -> str:
    """Return a column's name as it is seen.

    Without format characters (byte order marks, soft hyphens, marks of direction), which cannot
    be seen, and with any run of white space as one space.
    """
    kept = "".join(letter for letter in name if unicodedata.category(letter) != "Cf")
    return composed(" ".join(kept.split()))


def found(wanted: Wanted, header: Sequence[str]) -> int:
    """Return how many of the needed columns are in a header."""
    seen = {visible(name) for name in header}
    return sum(visible(name) in seen for name in wanted.needed)


def located(wanted: Wanted, header: Sequence[str], file: str, how: str = "") -> dict[str, int]:
    """Return the position of every column that is read.

    Parameters
    ----------
    wanted : Wanted
    header : sequence of str
        Names of the file's columns, from left to right.
    file : str
        Base name of the file, for the message.
    how : str
        How the first line was cut into names, for the message.

    Raises
    ------
    DataError
        Where a needed column is not there, or is there twice.
    """
    seen = [visible(name) for name in header]
    if wanted.every:
        return {name: place for place, name in enumerate(seen) if name and seen.count(name) == 1}
    places = {name: _places(name, header, seen) for name in (*wanted.needed, *wanted.optional)}
    absent = [name for name in wanted.needed if not places[name]]
    # Where no needed column is found the first line may be a person, whose values stay unsaid.
    known = seen if len(absent) < len(wanted.needed) else []
    problems = [
        f'{file}: there is no column "{name}"{did_you_mean(name, known)}' for name in absent
    ]
    problems += [
        f'{file}: the column "{name}" is there {len(places[name])} times, keep one'
        for name in dict.fromkeys(wanted.needed)
        if len(places[name]) > 1
    ]
    if absent:
        problems.append(f"{file}: {_what_is_there(known, how)}")
    if problems:
        raise DataError(problems)
    return {name: found[0] for name, found in places.items() if len(found) == 1}


def _places(name: str, header: Sequence[str], seen: Sequence[str]) -> list[int]:
    """Where a name stands as it is spelt; else where it stands to look at."""
    spelt, looks = composed(name), visible(name)
    exact = [place for place, known in enumerate(header) if composed(known) == spelt]
    return exact or [place for place, known in enumerate(seen) if known == looks]


def _what_is_there(names: Sequence[str], how: str) -> str:
    if names:
        return f"its columns are {listed(names, most=40)}"
    return f"none of the columns is there{how}; is the first line the one with the columns' names?"
