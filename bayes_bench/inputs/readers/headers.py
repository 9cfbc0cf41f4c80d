"""Find the columns that a model needs among those that a file has."""

from collections.abc import Sequence

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import composed
from bayes_bench.suggestions import did_you_mean, listed


def located(needed: Sequence[str], header: Sequence[str], file: str) -> dict[str, int]:
    """Return the position of every needed column.

    Parameters
    ----------
    needed : sequence of str
        Names of columns, as the model file spells them.
    header : sequence of str
        Names of the file's columns, from left to right.
    file : str
        Base name of the file, for the message.

    Raises
    ------
    DataError
        Where a column is not there, or is there twice.
    """
    names = [composed(name) for name in header]
    counts = {name: names.count(composed(name)) for name in needed}
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
    return {name: names.index(composed(name)) for name in needed}


def _what_is_there(names: Sequence[str]) -> str:
    if names:
        return f"its columns are {listed(names, most=40)}"
    return "none of the columns is there; is the first line the one with the columns' names?"
