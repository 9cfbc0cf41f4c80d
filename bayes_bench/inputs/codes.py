"""The spelling and the order of units and categories.

Codes are text: stripped, in Unicode's composed form (NFC), and without the decimals of an
integral number, so that 1, 1.0 and "1" are one code while "0101" keeps its zero.
"""

import re
import unicodedata
from collections.abc import Iterable

MISSING = "missing"
OTHER = "other"
_INTEGRAL = re.compile(r"(-?(?:0|[1-9][0-9]*))\.0+")
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def composed(text: str) -> str:
    """Return `text` without outer white space and with its accents composed (NFC).

    Stripped twice because composing can turn a character into white space.
    """
    return unicodedata.normalize("NFC", text.strip()).strip()


def code_text(value: str | float) -> str:
    """Return the code that a value stands for; the empty text where it says nothing."""
    if isinstance(value, str) and value.isascii() and value.isalnum():  # nearly all
        return value
    text = composed(value if isinstance(value, str) else str(value))
    integral = _INTEGRAL.fullmatch(text)
    if integral is None:
        return text
    return "0" if integral[1] == "-0" else integral[1]


def float_code(value: float) -> str:
    """Return the code of a number: integral floats lose their decimals at any size."""
    return str(int(value)) if value.is_integer() else repr(value)


def in_order(codes: Iterable[str]) -> list[str]:
    """Return distinct codes in their order: numeric if all are numbers, else by code point.

    The level that stands for missing values comes last and does not count as a text.
    """
    distinct = set(codes)
    named = distinct - {MISSING}
    numeric = all(_NUMBER.fullmatch(code) for code in named)
    ordered = sorted(named, key=lambda code: (float(code), code)) if numeric else sorted(named)
    return [*ordered, *(distinct & {MISSING})]
