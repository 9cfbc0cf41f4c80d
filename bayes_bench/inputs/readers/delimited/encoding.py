"""In which encoding a text file is: told by its marks, or guessed and then said.

UTF-8 is certain (other texts hardly ever pass for it), and so is a byte order mark. Windows-1252
is a guess: almost any bytes pass for it, those of Mac Roman and DOS too, whose letters then stand
in odd places: "K¿benhavn".
"""

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.opening import chunks, opened
from bayes_bench.interface.suggestions import counted

UTF8 = "utf-8-sig"
WINDOWS = "cp1252"
UTF8_LETTER = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
MARKS = {
    codecs.BOM_UTF32_LE: "utf-32",
    codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}
NOT_IN_WORDS = "†‡‰ˆ‹›€‚ƒ„“”•˜™¡¢£¤¥¦§¨©«¬®¯±²³´µ¶¸¹»¼½¾¿×÷"
ODD = re.compile(
    rf"[^\W\d_][{NOT_IN_WORDS}][^\W\d_]"  # K›benhavn, Wroc³aw
    r"|[^\W\d_][ŒŸ][a-zß-öø-ÿ]"  # TŒrnby
    r"|[^\W\d_]¿|®[^\W\d_]|[£¢¥][^\W\d_]{3}"  # Læs¿, £ódzkie
)
"""Signs that Windows-1252 has where other code pages have letters, in the midst of words."""
CAPITAL = re.compile(r"[a-zß-öø-ÿ][ŠŒŽŸÀ-ÖØ-Þ]")
"""A capital with an accent in a word: ódŸ, but LaÉtoile too."""


def encoding_of(path: Path) -> str:
    """Return the name by which Python knows a file's encoding.

    Parameters
    ----------
    path : Path
        May be a gzip file.

    Raises
    ------
    DataError
        Where it is none of UTF-8, UTF-16, UTF-32 and Windows-1252, or is several of them.
    """
    marked = _marked(path)
    if marked is not None and _decodes(path, marked):
        return marked
    if _decodes(path, UTF8):
        _refuse_zero_bytes(path)
        return UTF8
    _refuse_zero_bytes(path)
    if _decodes(path, WINDOWS):
        _refuse_mixed(path)
        return WINDOWS
    raise DataError(f"{path.name}: is neither UTF-8 nor Windows-1252: save it as UTF-8")


def encoding_notes(encoding: str, name: str) -> tuple[str, ...]:
    """Return a sentence where the encoding was guessed."""
    if encoding in (UTF8, "utf-16", "utf-32"):
        return ()
    known = "Windows-1252" if encoding == WINDOWS else encoding.upper()
    return (
        (
            f"{name}: does not say its encoding and is not UTF-8, so it was read as {known}: look "
            "whether the letters are right, or save it as UTF-8"
        ),
    )


def _marked(path: Path) -> str | None:
    with opened(path) as file:
        head = file.read(2000)
    told = next((name for mark, name in MARKS.items() if head.startswith(mark)), None)
    return told or _without_mark(head)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of letters from Latin-1 is zero."""
    even, odd = head[::2], head[1::2]
    if len(odd) > 8 and odd.count(0) > 0.9 * len(odd) and not even.count(0):
        return "utf-16-le"
    if len(even) > 8 and even.count(0) > 0.9 * len(even) and not odd.count(0):
        return "utf-16-be"
    return None


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for chunk in chunks(path):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _refuse_zero_bytes(path: Path) -> None:
    lines = 1
    for chunk in chunks(path):
        before, zero, _ = chunk.partition(b"\0")
        lines += before.count(b"\n")
        if zero:
            raise DataError(
                f"{path.name}: line {lines} holds a zero byte (NUL), so it is no text or is "
                "damaged there: save it anew as UTF-8 without such bytes"
            )


def _refuse_mixed(path: Path) -> None:
    # Two files of different encodings put together: as Windows-1252 "å" would become "Ã¥".
    with opened(path) as file:
        mixed = next((n for n, line in enumerate(file, 1) if UTF8_LETTER.search(line)), None)
    if mixed is not None:
        raise DataError(
            f"{path.name}: line {mixed} has a letter in UTF-8, but other letters of the file are "
            "not: save all of it as UTF-8"
        )


def refuse_odd_letters(columns: pd.DataFrame, name: str) -> None:
    """Refuse columns of a file that was taken for Windows-1252, by where their letters stand.

    Parameters
    ----------
    columns : DataFrame
        As categories of text.
    name : str
        Base name of the file.

    Raises
    ------
    DataError
        With the columns that are not plausible.
    """
    odd = _odd_texts(columns)
    if _is_one_capital(columns):
        return
    problems = [
        f"{name}: is not UTF-8, and by its letters not Windows-1252 either: in "
        f'{counted(count, "text")} of the column "{column}" a sign or a capital '
        "stands in the midst of a word. It may be "
        "in a code page of DOS or Mac, or in Windows-1250: save it as UTF-8"
        for column, count in odd.items()
        if count
    ]
    if problems:
        raise DataError(problems)


def odd_letter_notes(columns: pd.DataFrame, name: str) -> tuple[str, ...]:
    """Return a sentence where one text only has letters in an odd place: it may be a name.

    Parameters
    ----------
    columns : DataFrame
        As of `refuse_odd_letters`, which let them pass.
    name : str
        Base name of the file.
    """
    return tuple(
        f'{name}: in 1 text of the column "{column}" a capital with an accent stands in the midst '
        "of a word: look whether it is right"
        for column, count in _odd_texts(columns).items()
        if count
    )


def _is_one_capital(columns: pd.DataFrame) -> bool:
    odd = [text for column in columns for text in _odd(columns[column].cat.categories)]
    return len(set(odd)) == 1 and ODD.search(odd[0]) is None


def _odd_texts(columns: pd.DataFrame) -> dict[str, int]:
    return {str(column): len(_odd(columns[column].cat.categories)) for column in columns}


def _odd(texts: Iterable[str]) -> list[str]:
    return [t for t in texts if not t.isascii() and (ODD.search(t) or CAPITAL.search(t))]
