"""How an outcome is coded: true and false, or what else its two values look like."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.inputs.values.column import Column
from bayes_bench.inputs.values.note import Note
from bayes_bench.inputs.values.rows import Found, found_texts, some_rows
from bayes_bench.inputs.values.same_codes import read_codes, spelling_problems
from bayes_bench.inputs.values.shapes import looks_missing
from bayes_bench.inputs.values.yes_and_no import are_sexes, coding_of, says_no, stand_ins_among
from bayes_bench.interface.suggestions import counted, listed
from bayes_bench.typing import Bools, Integers

LEAST_ROWS = 5
"""Rows of a value from which on their number is said."""
MOST_SIZES = 6
"""Values of which the numbers of rows are said."""


def events_of_texts(texts: Sequence[str]) -> NDArray[np.float64] | None:
    """Return 1 for true and 0 for false, NaN where blank; None where a text says something else.

    Parameters
    ----------
    texts : sequence of str
        Of the outcome; as R (TRUE), Python (True) and others write truth values.
    """
    folded = [text.strip().casefold() for text in texts]
    if not {*folded} & {"true", "false"} or {*folded} - {"true", "false", ""}:
        return None
    return np.array([{"true": 1.0, "false": 0.0}.get(text, np.nan) for text in folded])


def guessed_coding(codes: Sequence[str], labels: Mapping[str, str]) -> str:
    """Return what else can be done about an outcome that is not 0 and 1, as the end of a sentence.

    Parameters
    ----------
    codes : sequence of str
        The different codes of the outcome.
    labels : mapping
        What the file calls some of them: words of the file, not of a person.
    """
    named = [f'{code} is "{labels[code]}"' for code in codes if labels.get(code)]
    in_file = f" (in the file {', '.join(named)})" if named else ""
    coding = coding_of(codes)
    if coding == "1/2":
        return f', or, as it looks coded 1/2, write event = "2" or "1" under [data]{in_file}'
    if coding is not None:
        return f", or, as it looks coded {coding}, name under [data] which is the event{in_file}"
    return f", or name the value that is the event under [data]: event = …{in_file}"


def codes_of(found: Found) -> list[str]:
    """Return the different codes that a column has."""
    return [code for code in read_codes([found.texts[n] for n in found.used]) if code]


def named_events(codes: Sequence[str], labels: Mapping[str, str]) -> tuple[str, ...]:
    """Return a note of what the file calls the event: its label may say the opposite.

    Parameters
    ----------
    codes : sequence of str
        The different codes of the outcome.
    labels : mapping
        What the file calls some codes.
    """
    meaning = {code: labels[code] for code in ("1", "0") if labels.get(code)}
    if not meaning or not set(codes) <= {"0", "1"}:
        return ()
    told = ", ".join(f'{code} is "{label}"' for code, label in meaning.items())
    return (Note(f"has labels in the file ({told}): the event is 1", "event_labels"),)


def coded_outcome(raw: pd.Series, event: Sequence[str], labels: Mapping[str, str]) -> Column:
    """Return an outcome as 1.0 where it has one of the codes of the event, 0.0 for all others.

    Parameters
    ----------
    raw : Series
    event : sequence of str
    labels : mapping
        What the file calls some codes.
    """
    found = found_texts(raw)
    codes = read_codes(found.texts)
    is_event = np.array([code in event for code in codes], dtype=bool)
    known = np.array([bool(code) for code in codes], dtype=bool)
    values = np.append(np.where(known, is_event.astype(float), np.nan), np.nan)[found.places]
    used = set(codes_of(found))
    absent = [code for code in event if code not in used]
    problems = [
        *spelling_problems(found, codes),
        *([_no_event(absent, used, labels)] if absent else []),
        *_no_other_values(found, codes, event),
    ]
    notes = [] if absent else [_others_note(found, codes, known & ~is_event)]
    notes += _stand_in_notes([code for code in codes_of(found) if code not in event], event, labels)
    notes += [] if are_sexes(used) else _contrary_notes(event, labels)
    return Column(pd.Series(values), tuple(problems), tuple(notes))


def _stand_in_notes(
    others: Sequence[str], event: Sequence[str], labels: Mapping[str, str]
) -> Iterator[Note]:
    """Say which values that are taken for no event look like codes for missing."""
    codes = [code for code in stand_ins_among([*event, *others]) if code in others]
    if codes:
        named = (f'{code} ("{labels[code]}")' if labels.get(code) else code for code in codes)
        told = (
            f"has {listed(named)} beside two values: these look like codes for missing, and count "
            "as no event: name them in missing_values under [data], or empty the cells where other "
            "columns have them for values"
        )
        yield Note(told, "outcome_stand_ins", values=len(codes))


def _contrary_notes(event: Sequence[str], labels: Mapping[str, str]) -> Iterator[Note]:
    """Say which values of the event, or their labels, sound as if nothing had happened."""
    spelt = {code: labels.get(code) or code for code in event}
    contrary = [code for code, text in spelt.items() if says_no(text)]
    if contrary:
        named = ", ".join(
            f'"{code}"' if spelt[code] == code else f'"{code}" (in the file "{spelt[code]}")'
            for code in contrary
        )
        told = (
            f"is an event where it is {named}, as data.event says, which sounds like no: name the "
            "other value there if that one is to be counted"
        )
        yield Note(told, "event_says_no", values=len(contrary))


def _no_other_values(found: Found, codes: Sequence[str], event: Sequence[str]) -> Iterator[str]:
    """What is taken for no event, and hardly is one of the values that are none."""
    folded = {code.casefold() for code in event}
    others = [n for n in found.used if codes[n] and codes[n] not in event]
    capitals = [n for n in others if codes[n].casefold() in folded]
    if capitals:
        yield (
            f"has what data.event names in other capitals {some_rows(found.where(capitals))}: name "
            "each spelling in data.event, or write them alike"
        )
    missing = [n for n in others if looks_missing(codes[n])]
    # where nobody has another value, it is how the table says that nothing happened
    if 0 < len(missing) < len(others) - len(capitals):
        yield (
            f"has a text like NA or . {some_rows(found.where(missing))}, beside values that are no "
            "event: leave the cells empty where nothing is known, or name the text in "
            "missing_values under [data]; where it means that nothing happened, write it like the "
            "others"
        )


def _others_note(found: Found, codes: Sequence[str], is_other: Bools) -> str:
    others = len({codes[n] for n in found.used if is_other[n]})
    told = (
        f"is an event where data.event says so; {counted(others, 'other value')} "
        f"{'is' if others == 1 else 'are'} no event, {_some_rows(is_other, found)}"
        f"{_sizes(found.counts[is_other & (found.counts > 0)])}"
    )
    return Note(told, "other_values", values=others)


def _sizes(rows: Integers) -> str:
    """How many rows each of several values has; a value of a few is not told from others."""
    told = [f"{count:,}" for count in sorted(rows.tolist(), reverse=True) if count >= LEAST_ROWS]
    fewer = rows.size - len(told)
    if rows.size < 2 or not told:
        return ""
    more = [f"{len(told) - MOST_SIZES} more"] if len(told) > MOST_SIZES else []
    few = [f"fewer than {LEAST_ROWS} for {fewer}"] if fewer else []
    return f" ({', '.join([*told[:MOST_SIZES], *more, *few])})"


def _some_rows(which: NDArray[np.bool_], found: Found) -> str:
    """Return 'in 3 rows' for the rows that have one of the marked texts."""
    return f"in {counted(int(found.counts[which].sum()), 'row')}"


def _no_event(absent: Sequence[str], used: set[str], labels: Mapping[str, str]) -> str:
    wanted = ", ".join(f'"{code}"' for code in absent)
    named = {code: label for code, label in labels.items() if code in used}
    codes = ", ".join(f'{code} is "{label}"' for code, label in named.items())
    told = f" ({codes})" if codes else ""
    return (
        f"has no value {wanted}, which data.event names; it has "
        f"{counted(len(used), 'different value')}{told}: write one of them as it stands there"
    )
