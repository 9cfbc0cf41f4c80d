"""Find the columns that a model needs among those that a file has."""

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
    """

    needed: Sequence[str]
    optional: Sequence[str] = ()


def located(wanted: Wanted, header: Sequence[str], file: str) -> dict[str, int]:
    """Return the position of every column that is read.

    Parameters
    ----------
    wanted : Wanted
    header : sequence of str
        Names of the file's columns, from left to right.
    file : str
        Base name of the file, for the message.

    Raises
    ------
    DataError
        Where a needed column is not there, or is there twice.
    """
    names = [composed(name) for name in header]
    counts = {name: names.count(composed(name)) for name in wanted.needed}
    absent = [name for name, count in counts.items() if count == 0]
    # Where no needed column is found the first line may be a person, whose values stay unsaid.
    known = names if len(absent) < len(counts) else []
    problems = [
        f'{file}: there is no column "{name}"{did_you_mean(name, known)}' for name in absent
    ]
    problems += [
        f'{file}: the column "{name}" is there {count} times, keep one'
        for name, count in counts.items()
        if count > 1
    ]
    if absent:
        problems.append(f"{file}: {_what_is_there(known)}")
    if problems:
        raise DataError(problems)
    more = [name for name in wanted.optional if names.count(composed(name)) == 1]
    return {name: names.index(composed(name)) for name in [*wanted.needed, *more]}


def _what_is_there(names: Sequence[str]) -> str:
    if names:
        return f"its columns are {listed(names, most=40)}"
    return "none of the columns is there; is the first line the one with the columns' names?"
