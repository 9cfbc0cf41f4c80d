"""The order in which people look for texts that hold numbers: Ward 2 comes before Ward 10."""

import re
from collections.abc import Callable, Iterable

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DIGITS = re.compile(r"([0-9]{1,300})")
"""Not more at once: Python makes no number of thousands of digits."""

type Part = tuple[int, float, str]
"""A number by its size, which comes before a text."""
type Parts = tuple[Part, ...]


def natural_parts(text: str, folded: Callable[[str], str] = str) -> Parts:
    """What to sort a text by, so that the numbers in it count by their size.

    Parameters
    ----------
    text : str
    folded : callable, optional
        What the letters between numbers are sorted by.

    Returns
    -------
    tuple
        A text that is one number as a whole, with sign and decimals, counts as that; else runs of
        digits and what is between them, in turn.
    """
    if _NUMBER.fullmatch(text):
        return ((0, float(text), ""),)
    return tuple(_part(part, folded) for part in _DIGITS.split(text) if part)


def _part(text: str, folded: Callable[[str], str]) -> Part:
    is_number = text.isascii() and text.isdigit()
    return (0, float(text), "") if is_number else (1, 0.0, folded(text))


def naturally(texts: Iterable[str]) -> list[str]:
    """The texts in their natural order; those that differ in nothing else keep a fixed order."""
    return sorted(texts, key=lambda text: (natural_parts(text), text))
