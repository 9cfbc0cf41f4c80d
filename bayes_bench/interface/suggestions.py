"""Words for problems: the nearest known name, and lists that stay short."""

import difflib
from collections.abc import Iterable, Sequence

from bayes_bench.interface.natural_order import naturally


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that looks most like `name`, or None where none comes close."""
    by_folded = {_folded(candidate): candidate for candidate in sorted(known, reverse=True)}
    matches = difflib.get_close_matches(_folded(name), sorted(by_folded), n=1, cutoff=0.6)
    return by_folded[matches[0]] if matches else None


def _folded(name: str) -> str:
    """Without case, and with ae, oe and aa for the letters that keyboards lack."""
    spelt = {"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue"}
    return "".join(spelt.get(letter, letter) for letter in name.casefold())


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return '; did you mean "x"?' where a known name is close to `name`, else nothing."""
    nearest = nearest_name(name, known)
    return "" if nearest is None else f'; did you mean "{nearest}"?'


def listed(values: Iterable[str], most: int = 12) -> str:
    """Join values with commas in their natural order, and say how many were left out."""
    ordered = naturally(values)
    shown = ", ".join(ordered[:most])
    return shown if len(ordered) <= most else f"{shown} and {len(ordered) - most} more"


def counted(count: int, noun: str) -> str:
    """Return "1 row" or "3 rows"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def numbered(numbers: Sequence[int], most: int = 5) -> str:
    """Join the first few numbers in the order given, and say that there are more."""
    shown = ", ".join(str(number) for number in numbers[:most])
    return shown if len(numbers) <= most else f"{shown}, …"
