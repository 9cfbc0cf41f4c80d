"""One key for every spelling of a code: two codes of one key look alike, and are one by mistake."""

import html
import re
import unicodedata
from collections.abc import Callable

from bayes_bench.inputs.codes import code_text

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,31}[0-9]{0,2});")
_ESCAPE = re.compile(r"<U\+([0-9A-Fa-f]{4,6})>")
_PLAIN = re.compile(r"[1-9A-Za-z_/-](?: ?[0-9A-Za-z_/-])*")
"""Codes of which none of the steps below changes anything: nearly all."""
_MARK = re.compile(
    r"\s*(?:[*\u2020\u2021\u00b9\u00b2\u00b3\u2070\u2074-\u2079]+|\(?[0-9]{1,2}\)|\[[^\[\]]{1,12}\])$"
)
_DASHES = dict.fromkeys(
    map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"), "-"
)
_APOSTROPHES = dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc\u00b4\u0060\u2032\uff07"), "'")
_LATIN = str.maketrans(
    # Cyrillic and Greek letters that are drawn as Latin ones (Unicode Technical Standard 39)
    "АВЕКМНОРСТХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ABEKMHOPCTXIJSaeopcyxijsABEZHIKMNOPTYXo",
)


def decoded(text: str) -> str:
    """Return a text with its HTML entities and R's <U+00F8> as the characters they stand for."""
    if "&" in text:
        text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    return _ESCAPE.sub(_character, text) if "<U+" in text else text


def _character(found: re.Match[str]) -> str:
    place = int(found[1], 16)
    return chr(place) if place < 0x110000 else found[0]


def _seen(text: str) -> str:
    """Without format characters (Unicode category Cf), which nobody sees."""
    if text.isascii():
        return text
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _unguarded(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from reading a number or a formula."""
    return re.sub(r"^'(?=[0-9=+@-])", "", text) if text.startswith("'") else text


def _without_zeros(text: str) -> str:
    is_number = text.isascii() and text.isdigit()
    return text.lstrip("0") or "0" if is_number else text


ZEROS = "zeros lost at the beginning"
STEPS: tuple[tuple[str, Callable[[str], str]], ...] = (
    (
        "white space, decomposed accents, or .0 after an integer",
        lambda text: _spaced(code_text(text)),
    ),
    ("HTML entities or R's <U+....>", decoded),
    ("characters that are not seen", _seen),
    ("dashes of another kind", lambda text: text.translate(_DASHES)),
    ("apostrophes of another kind", lambda text: text.translate(_APOSTROPHES)),
    ("another width or form of a character", lambda text: unicodedata.normalize("NFKC", text)),
    ("white space", _spaced),
    ("letters of another alphabet", lambda text: text.translate(_LATIN)),
    ("an apostrophe at the beginning", _unguarded),
    (ZEROS, _without_zeros),
)
"""What makes two spellings of one code, each with what takes the difference away, in order."""


def folded_key(text: str) -> str:
    """Return what a code has in common with all that look like it; capitals still count.

    Parameters
    ----------
    text : str
        As it stands in the table.
    """
    if _PLAIN.fullmatch(text):
        return text
    if text.isascii() and text.isdigit():
        return _without_zeros(text)
    for _, step in STEPS:
        text = step(text)
    return text


def difference(spellings: list[str]) -> str:
    """Return what tells spellings of one key apart, in words.

    Parameters
    ----------
    spellings : list of str
        Two or more, of one key.
    """
    reasons, left = [], list(spellings)
    for words, step in STEPS:
        after = [step(text) for text in left]
        if len(set(after)) < len(set(left)):
            reasons.append(words)
        left = after
    return "; ".join(dict.fromkeys(reasons))


def without_mark(text: str) -> str:
    """Return a name without the mark of a footnote at its end."""
    return _MARK.sub("", text)


def holds_codes(text: str) -> bool:
    """Whether a text holds HTML entities or R's <U+00F8>."""
    return decoded(text) != text


def is_guarded(text: str) -> bool:
    """Whether a text begins with an apostrophe against spreadsheets."""
    return _unguarded(text) != text
