"""Letters that were broken before the file was written: said, since nobody can mend them here."""

import re
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from bayes_bench.interface.suggestions import counted

UTF8_AS_WINDOWS = re.compile("[Â-ß][\x80-\xbf]|[à-ï][\x80-\xbf]{2}|[ð-ô][\x80-\xbf]{3}")
"""A letter of UTF-8 whose bytes were taken for one letter each, as Latin-1 would have them."""
LOST = "\N{REPLACEMENT CHARACTER}"
QUESTION = re.compile(r"[^\W\d_]\?[^\W\d_]")
WINDOWS = {
    bytes([n]).decode("cp1252"): chr(n)
    for n in range(0x80, 0xA0)
    if n not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""What Windows-1252 has where Latin-1 has control characters."""
TO_LATIN = str.maketrans(WINDOWS)


def letter_notes(
    columns: pd.DataFrame, labels: Mapping[str, Mapping[str, str]], name: str
) -> tuple[str, ...]:
    """Return a sentence for each column in which letters look broken.

    Parameters
    ----------
    columns : DataFrame
        Raw columns.
    labels : mapping
        Column -> code -> shown text.
    name : str
        Base name of the file.
    """
    notes: list[str] = []
    for column in columns:
        values = columns[column]
        if isinstance(values.dtype, pd.CategoricalDtype):
            notes += _notes(values.cat.categories, f'{name}: in the column "{column}"')
        if str(column) in labels:
            notes += _notes(
                labels[str(column)].values(), f'{name}: in the labels of the column "{column}"'
            )
    return tuple(notes)


def _notes(texts: Iterable[str], where: str) -> Iterator[str]:
    uncommon = [text for text in texts if not text.isascii() or "?" in text]
    twice = sum(_is_twice(text) for text in uncommon)
    lost = sum(LOST in text for text in uncommon)
    asked = sum(QUESTION.search(text) is not None for text in uncommon)
    if twice:
        yield (
            f"{where}, {counted(twice, 'text')} in which UTF-8 was read as Windows-1252 and "
            "saved so (two odd letters where one should be): save it from the source anew"
        )
    if lost:
        yield (
            f"{where}, {counted(lost, 'text')} with the sign for a letter that is lost "
            "(U+FFFD): two names may have become one; save it from the source anew as UTF-8"
        )
    if asked:
        yield (
            f"{where}, {counted(asked, 'text')} with a question mark in the midst of a word, "
            "as lost letters become: two names may have become one; save it from the source anew"
        )


def _is_twice(text: str) -> bool:
    return UTF8_AS_WINDOWS.search(text.translate(TO_LATIN)) is not None
