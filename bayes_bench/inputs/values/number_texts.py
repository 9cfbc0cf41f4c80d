"""Numbers that are text: which are read as which number, and which may be thousands or decimals.

A separator in front of three digits is a thousands separator or a decimal sign. Which of the two
is judged by the table: one number with another number of decimals tells it for all.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
GROUP_SIGNS = "\u00a0\u202f\u2009 '\u2019"
"""White space and apostrophes between groups of three digits: never a decimal sign."""
_GROUPED = re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:[{GROUP_SIGNS}][0-9]{{3}})+(?:[.,][0-9]+)?")
_DECIMAL = {sign: re.compile(rf"[+-]?[0-9]*{re.escape(sign)}[0-9]+") for sign in ".,"}
_THOUSANDS = {
    sign: re.compile(rf"[+-]?[1-9][0-9]{{0,2}}(?:{re.escape(sign)}[0-9]{{3}})+") for sign in ".,"
}


def parsed(texts: Sequence[str], decimal: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the number of each text, NaN where it has none, and which could not be read.

    Parameters
    ----------
    texts : sequence of str
    decimal : str
        The decimal sign of the table, "." or ",".
    """
    stripped = pd.Series([written(text) for text in texts], dtype="str")
    if decimal == "," and stripped.str.contains(",", regex=False).any():
        # with decimal commas about, a point can only be a thousands separator: not read
        points = stripped.str.contains(".", regex=False)
        stripped = stripped.str.replace(",", ".", regex=False).mask(points, "?")
    numeric = stripped.str.fullmatch(NUMBER).to_numpy(bool)
    numbers = np.full(len(texts), np.nan)
    numbers[numeric] = stripped[numeric].astype(float).to_numpy()
    return numbers, ~(np.isfinite(numbers) | (stripped == "").to_numpy(bool))


def written(text: str) -> str:
    """Return a number as it is read: its minus a hyphen, and no white space between thousands."""
    text = text.strip()
    if text.isascii() and " " not in text and "'" not in text:  # nearly all: nothing to look for
        return text
    text = text.replace("\u2212", "-")
    if _GROUPED.fullmatch(text):
        return re.sub(f"[{GROUP_SIGNS}]", "", text)
    return text


def decimal_signs(columns: Iterable[Sequence[str]]) -> frozenset[str]:
    """Return the signs that are decimal signs for certain, by all numbers of a table.

    Parameters
    ----------
    columns : iterable of sequences of str
        The texts of each column of numbers.
    """
    return frozenset(sign for texts in columns for sign in ".," if _shows_decimals(texts, sign))


def _shows_decimals(texts: Sequence[str], sign: str) -> bool:
    return any(
        sign in text and _DECIMAL[sign].fullmatch(text) and not _THOUSANDS[sign].fullmatch(text)
        for text in map(str.strip, texts)
    )


def doubtful(
    texts: Sequence[str], decimal: str, known: frozenset[str], *, is_count: bool = False
) -> Mapping[str, NDArray[np.bool_]]:
    """Return the signs that may separate thousands, each with which texts have it so.

    Parameters
    ----------
    texts : sequence of str
        Of one column.
    decimal : str
        The decimal sign of the table.
    known : frozenset of str
        From `decimal_signs`.
    is_count : bool, optional
        A count has no decimals, so that a separator in it is doubtful whatever the table says;
        but where it is a decimal sign for certain and all behind it are zeros, in every row.
    """
    stripped = [text.strip() for text in texts]
    found = {}
    settled = known if not is_count else {s for s in known & {decimal} if _are_whole(stripped, s)}
    for sign in {".", decimal} - settled:
        grouped = np.array([bool(_THOUSANDS[sign].fullmatch(text)) for text in stripped], bool)
        if grouped.any() and (is_count or _may_be(stripped, grouped, sign, decimal)):
            found[sign] = grouped
    return found


def _are_whole(texts: Sequence[str], sign: str) -> bool:
    """Whether every number has zeros behind the sign, as programs write 12.000 for 12."""
    return all(re.fullmatch(rf"[0-9]+{re.escape(sign)}0+", text) for text in texts if text)


def _may_be(texts: Sequence[str], grouped: NDArray[np.bool_], sign: str, decimal: str) -> bool:
    """Whether there are numbers without the sign too, or it is not the table's decimal sign.

    Decimals are written with as many digits in every row, or without zeros at the end; three
    digits and none in one column is how thousands look.
    """
    whole = any(re.fullmatch(r"[+-]?[0-9]+", text) for text in texts)
    more = any(text.count(sign) > 1 for text, kept in zip(texts, grouped, strict=True) if kept)
    return sign != decimal or whole or more
