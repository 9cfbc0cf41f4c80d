"""Why a text is no number, told by its shape: no message can then hold a value."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

LOOKS_MISSING = frozenset(
    {
        *("na", "n/a", "nan", "null", ".", "..", "...", ":", "-", "--", "?"),
        *("\u2013", "\u2014", "<na>", "nat", "#n/a", "#null!", "#value!", "#ref!", "#div/0!"),
        *("#name?", "#num!", "(null)", "\\n", "#i/t", "#v\u00e6rdi!"),
    }
)
"""Texts that stand for a missing value in some program, without capitals."""
PYTHONS_NONE = "None"
"""As Python writes it; "none" is what people say of a disease that is not there."""
_NUMBER = r"[+-]?9+(?:[.,]9+)?"
_DAY = r"(?:9999-99?-99?|99?[./-]99?[./-](?:9999|99)|99?[ -]?aaa[ -]?(?:9999|99))"


def looks_missing(text: str) -> bool:
    """Whether a text stands for a missing value in some program."""
    stripped = text.strip()
    return stripped == PYTHONS_NONE or stripped.casefold() in LOOKS_MISSING


@dataclass(frozen=True)
class Cause:
    """A reason why texts are no numbers.

    Attributes
    ----------
    shape : str
        A regular expression of the shapes it has.
    words : str
        What it is and what to do.
    """

    shape: str
    words: str


CAUSES: Mapping[str, Cause] = {
    "date": Cause(
        rf"{_DAY}(?:[ aT][9:.]+[aZ]?)?",
        "these are dates: use a number that follows from the date, such as an age or a year",
    ),
    "decimal comma": Cause(
        r"[+-]?9+,(?:9|99|9{4,})",
        "these have a decimal comma: write a decimal point, or save the table with semicolons",
    ),
    "thousands": Cause(
        r"[+-]?9{1,3}(?:[., '\u2019]999)+(?:[.,]9+)?",
        "these have a thousands separator, or three decimals behind a comma or a point: write "
        "whole numbers without separators",
    ),
    "per cent": Cause(
        rf"{_NUMBER} ?%", "per cent signs follow the numbers: write the number alone"
    ),
    "suppressed": Cause(
        r"[<\u2264] ?=? ?9+|\*+",
        "these are suppressed (a sign such as < or * in place of a small number), and nothing can "
        "be put in their place: take the numbers that are not suppressed where they may be used, "
        "or a table of larger groups",
    ),
    "top-coded": Cause(
        rf"{_NUMBER} ?\+|[>\u2265] ?=? ?9+",
        "these are a number followed by + or behind >, as the highest are put together: write one "
        "number for all of them, or use a category",
    ),
    "range": Cause(
        rf"{_NUMBER} ?[-\u2013] ?{_NUMBER}", 'these are ranges: write kind = "category", or numbers'
    ),
    "width": Cause(
        r"[+-]?[9\uff19]*\uff19[9\uff19.,\uff0e\uff0c]*",
        "these have full-width digits: write the digits 0 to 9",
    ),
    "letters": Cause(
        rf"{_NUMBER} ?[a.\u00b0/$\u20ac\u00a3]+(?: [a.]+)*9?",
        "letters follow the numbers, such as flags or notes: write the number alone",
    ),
}
ONE_TEXT = (
    "the same text follows the number in every one of them, such as a unit of measure: write the "
    "number alone"
)
MISSING = (
    "these are texts that look like missing: leave the cells empty, or name the texts in "
    "missing_values under [data]"
)


def shape_of(text: str) -> str:
    """Return a text with 9 for each digit and a for each letter; full-width digits stay told."""
    return "".join(_sign(letter) for letter in text.strip())


def _sign(letter: str) -> str:
    if "0" <= letter <= "9":
        return "9"
    if "\uff10" <= letter <= "\uff19":
        return "\uff19"
    if letter.isspace():
        return " "
    return "a" if letter.isalpha() else letter


def causes_of(texts: Sequence[str], otherwise: str, *, are_all: bool = False) -> str:
    """Return why texts are no numbers, and what to do, in words without any value.

    Parameters
    ----------
    texts : sequence of str
        Those that could not be read.
    otherwise : str
        What to do where the cause is not known.
    are_all : bool, optional
        Whether nothing of the column could be read.
    """
    missing = [looks_missing(text) for text in texts]
    left = [text for text, is_missing in zip(texts, missing, strict=True) if not is_missing]
    found = {_cause(shape_of(text)) for text in left}
    is_same = are_all and len({_behind(text) for text in left}) == 1
    words = [*([MISSING] if any(missing) else []), *_words(found, is_same)]
    return "; ".join(words if "" not in found and words else [*words, otherwise])


def _cause(shape: str) -> str:
    return next((name for name, c in CAUSES.items() if re.fullmatch(c.shape, shape)), "")


def _words(found: Collection[str], is_same: bool) -> list[str]:
    told = {name: CAUSES[name].words for name in CAUSES if name in found}
    if is_same and set(found) == {"letters"}:
        told["letters"] = ONE_TEXT
    return list(told.values())


def _behind(text: str) -> str:
    """What follows the number of a text."""
    return re.sub(r"^[0-9.,+-]+", "", text.strip()).strip()
