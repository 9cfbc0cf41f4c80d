"""Codes of one column that may be one by mistake: refused where they look alike, else noted."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from bayes_bench.inputs.codes import code_text
from bayes_bench.inputs.values.note import Note
from bayes_bench.inputs.values.rows import Found, some_rows
from bayes_bench.inputs.values.spelling import (
    ZEROS,
    difference,
    folded_key,
    holds_codes,
    is_guarded,
    without_mark,
)
from bayes_bench.interface.suggestions import counted

FEW = 3
"""Values of one kind that are told one by one."""
_R_NUMBER = re.compile(r"[1-9](?:\.[0-9]+)?e\+[0-9]{2}")
_SPREADSHEET_NUMBER = re.compile(r"[0-9](?:[.,][0-9]+)?E\+[0-9]{1,3}")
_WHOLE = re.compile(r"-?[0-9]+")
_PADDED = re.compile(r"0[0-9]+")
_DAY_AND_MONTH = re.compile(r"[0-9]{1,2}[-. ]?[^\W\d_]{3}\.?|[^\W\d_]{3}\.?[- ]?[0-9]{2}")
_RANGE = re.compile(r"[0-9]+ ?[-\u2013] ?[0-9]+")
_DATE = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[./-][0-9]{1,2}[./-](?:[0-9]{4}|[0-9]{2}))"
    r"(?:[ T][0-9:.]+ ?(?:Z|[+-][0-9:]+)?)?"
)


def read_codes(texts: Sequence[str]) -> list[str]:
    """Return the code of each text; whole numbers as R writes them (1e+05) are read exactly.

    R writes a number in this notation where it is shorter, and up to 15 digits of it: nothing is
    lost. It is read so only among whole numbers, where it is no name.
    """
    codes = [code_text(text) for text in texts]
    others = [code for code in codes if code and not _R_NUMBER.fullmatch(code)]
    if len(others) == len(codes) or not all(map(_WHOLE.fullmatch, others)):
        return codes
    return [_written_out(code) for code in codes]


def _written_out(code: str) -> str:
    if not _R_NUMBER.fullmatch(code):
        return code
    mantissa, exponent = code.split("e+")
    whole, _, decimals = mantissa.partition(".")
    zeros = int(exponent) - len(decimals)
    return whole + decimals + "0" * zeros if zeros >= 0 else code


def spelling_problems(found: Found, codes: Sequence[str]) -> list[str]:
    """Return where values are there in two spellings that look alike, without the column's name.

    Parameters
    ----------
    found : Found
        The texts of a column and where they stand.
    codes : sequence of str
        What each text is read as.
    """
    alike: dict[str, list[int]] = defaultdict(list)
    for place in found.used:
        if codes[place]:
            alike[_key(found.texts[place], codes[place])].append(place)
    kinds: dict[str, list[list[int]]] = defaultdict(list)
    for places in alike.values():
        if len(places) > 1 and not _is_r_number(found, places):
            kinds[difference([found.texts[place] for place in places])].append(places)
    if _have_lengths(codes[place] for place in found.used):
        kinds.pop(ZEROS, None)
    return [line for kind, groups in kinds.items() for line in _told(found, kind, groups)]


def _have_lengths(codes: Iterable[str]) -> bool:
    """Whether codes begin with zeros in several lengths, as those of a classification: 01, 011."""
    return len({len(code) for code in codes if _PADDED.fullmatch(code)}) > 1


def _key(text: str, code: str) -> str:
    return folded_key(code if code_text(text) != code else text)


def _is_r_number(found: Found, places: Sequence[int]) -> bool:
    others = [n for n in places if not _R_NUMBER.fullmatch(code_text(found.texts[n]))]
    return len(others) <= 1 < len(places)


def _told(found: Found, kind: str, groups: Sequence[Sequence[int]]) -> list[str]:
    if len(groups) <= FEW:
        return [_one(found, kind, places) for places in groups]
    rarer = [place for places in groups for place in _rarer(found, places)]
    rows = some_rows(found.where(rarer))
    values = f"has {len(groups)} values in two spellings that look alike ({kind})"
    return [f"{values}: write those {rows} like the others"]


def _rarer(found: Found, places: Sequence[int]) -> list[int]:
    most = max(places, key=lambda place: int(found.counts[place]))
    return [place for place in places if place != most]


def _one(found: Found, kind: str, places: Sequence[int]) -> str:
    others = counted(int(found.counts[list(places)].max()), "other")
    return (
        f"has a value in two spellings that look alike ({kind}): write the one "
        f"{some_rows(found.where(_rarer(found, places)))} like the {others}"
    )


def code_notes(found: Found, codes: Sequence[str]) -> list[str]:
    """Return what looks odd about the codes of a column, without the column's name."""
    used = [codes[n] for n in found.used if codes[n]]
    texts = [found.texts[n] for n in found.used if codes[n]]
    written = sum(code_text(text) != code for text, code in zip(texts, used, strict=True))
    counts = {
        "e_notation": written,
        "scientific": _count(used, _SPREADSHEET_NUMBER.fullmatch),
        "entities": _count(used, holds_codes),
        "apostrophe": _count(used, is_guarded),
    }
    return [*_values_noted({**counts, **_nearly_alike(used)}), *_dates_beside_ranges(used)]


NOTES = {
    "e_notation": "in E notation, read as the whole number that it is (as R writes it)",
    "scientific": (
        "in scientific notation, as spreadsheets shorten long numbers: digits may be lost, so that "
        "different codes are one; save them as text"
    ),
    "entities": "with HTML entities or R's <U+....> in place of letters",
    "apostrophe": (
        "with an apostrophe at the beginning, as it keeps spreadsheets from reading a number"
    ),
    "zeros": (
        "that differ from another in zeros at the beginning only, as in a classification with "
        "codes of several lengths: kept apart"
    ),
    "capitals": "that differ from another in capitals only: kept apart",
    "marks": (
        "that differ from another only by a mark at the end, such as a footnote's: kept apart"
    ),
}
"""What is odd about some values of a column, by kind."""


def _values_noted(counts: Mapping[str, int]) -> list[str]:
    return [
        Note(f"has {counted(count, 'value')} {NOTES[kind]}", kind, values=count)
        for kind, count in counts.items()
        if count
    ]


def _count(codes: Iterable[str], is_odd: Callable[[str], object]) -> int:
    return sum(bool(is_odd(code)) for code in set(codes))


def _nearly_alike(codes: Sequence[str]) -> dict[str, int]:
    distinct = set(codes)
    folded = [code.casefold() for code in distinct]
    capitals = len(folded) - len(set(folded))
    marked = sum(without_mark(code) != code and without_mark(code) in distinct for code in distinct)
    padded = {code for code in distinct if _PADDED.fullmatch(code)}
    bare = sum((code.lstrip("0") or "0") in distinct for code in padded)
    zeros = bare if _have_lengths(padded) else 0
    return {"zeros": zeros, "capitals": capitals, "marks": marked}


def _dates_beside_ranges(codes: Sequence[str]) -> list[str]:
    dates, ranges = _count(codes, _DAY_AND_MONTH.fullmatch), _count(codes, _RANGE.fullmatch)
    if not dates or not ranges:
        return []
    note = (
        f"has {counted(dates, 'value')} that look like a day and a month beside {ranges} that are "
        "ranges of numbers, which spreadsheets make of ranges such as 4-7: write them as ranges"
    )
    return [Note(note, "dates_and_ranges", dates=dates, ranges=ranges)]


def are_dates(levels: Iterable[str]) -> bool:
    """Whether all levels are dates."""
    return all(map(_DATE.fullmatch, levels))
