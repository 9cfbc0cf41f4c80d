"""Raw columns become codes, numbers, counts and outcomes, with what is wrong in them.

A problem names rows (1 is the first below the header) and how many, never a value.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.inputs.codes import in_order
from bayes_bench.inputs.values.column import Column, Signs
from bayes_bench.inputs.values.number_texts import doubtful, parsed
from bayes_bench.inputs.values.outcomes import (
    coded_outcome,
    codes_of,
    events_of_texts,
    guessed_coding,
    named_events,
)
from bayes_bench.inputs.values.rows import Found, found_texts, some_rows
from bayes_bench.inputs.values.same_codes import code_notes, read_codes, spelling_problems
from bayes_bench.inputs.values.shapes import causes_of
from bayes_bench.numerics.rounding import rounded

LARGEST_COUNT = 1e12
WEIGHTED = (
    "these are not whole: people are counted, and weighted counts are not people; rounding them "
    "would give intervals that are wrong, so take the counts before weighting"
)
SURVEY = (
    "weights are frequencies here, as many equal rows each (0, 1, 2 and so on); weights of a "
    "survey are something else and are not provided for"
)


def code_column(raw: pd.Series) -> Column:
    """Return a column of units or categories as ordered categories of codes."""
    found = found_texts(raw)
    codes = read_codes(found.texts)
    problems = spelling_problems(found, codes)
    return Column(_coded(found, codes), tuple(problems), tuple(code_notes(found, codes)))


def coded(raw: pd.Series) -> pd.Series:
    """Return the values of `code_column` alone, without a look at what may be wrong in them."""
    found = found_texts(raw)
    return _coded(found, read_codes(found.texts))


def _coded(found: Found, codes: Sequence[str]) -> pd.Series:
    levels = in_order(code for code in codes if code)
    index = {level: place for place, level in enumerate(levels)}
    mapped = np.array([index.get(code, -1) for code in codes] + [-1], dtype=np.int64)
    values = pd.Categorical.from_codes(
        mapped[found.places], categories=pd.Index(levels, dtype=object)
    )
    return pd.Series(values)


def number_column(raw: pd.Series, signs: Signs) -> Column:
    """Return a column of measurements as float64."""
    numbers, unread = _numbers(raw, signs.decimal)
    remedy = "write digits, and leave empty what is missing"
    told = _told("has no number", unread, _causes(raw, unread, remedy))
    return Column(pd.Series(numbers), told or _doubts(raw, signs, is_count=False))


def rounded_column(column: Column, step: float | None) -> Column:
    """Return a column of measurements to the nearest multiple of a step; as it is without one."""
    if step is None:
        return column
    return replace(column, values=pd.Series(rounded(column.values.to_numpy(), step)))


def outcome_column(
    raw: pd.Series,
    signs: Signs,
    event: Sequence[str] = (),
    labels: Mapping[str, str] | None = None,
) -> Column:
    """Return a column of outcomes as 0.0 and 1.0.

    Parameters
    ----------
    raw : Series
    signs : Signs
    event : sequence of str, optional
        Codes that are the event, all others being none; 0 and 1, or true and false, without it.
    labels : mapping, optional
        What the file calls some codes.
    """
    if event:
        return coded_outcome(raw, event, labels or {})
    found = found_texts(raw)
    as_words = events_of_texts(found.texts)
    if as_words is not None:
        return Column(pd.Series(np.append(as_words, np.nan)[found.places]))
    numbers, unread = _numbers(raw, signs.decimal)
    bad = unread | ~(np.isnan(numbers) | np.isin(numbers, (0.0, 1.0)))
    codes, named = codes_of(found), labels or {}
    remedy = f"write 1 where the event happened, else 0{guessed_coding(codes, named)}"
    problems = _told("is neither 0 nor 1", bad, remedy)
    return Column(pd.Series(numbers), problems, named_events(codes, named))


def count_column(raw: pd.Series, signs: Signs) -> Column:
    """Return a column of counts as float64 without decimals."""
    return _whole(raw, signs, "is no count (0, 1, 2 and so on)", WEIGHTED)


def weight_column(raw: pd.Series, signs: Signs) -> Column:
    """Return a column of frequencies, as many equal rows each, as float64 without decimals."""
    return _whole(raw, signs, "is no frequency", SURVEY)


def _whole(raw: pd.Series, signs: Signs, words: str, fractional: str) -> Column:
    numbers, unread = _numbers(raw, signs.decimal)
    broken = ~np.isnan(numbers) & (numbers != np.floor(numbers))
    bad = broken | unread | (numbers < 0) | (numbers > LARGEST_COUNT)
    is_fraction = bool(np.all(broken | ~bad))
    remedy = fractional if is_fraction else _causes(raw, unread, "write whole numbers")
    told = _told(words, bad, remedy)
    return Column(pd.Series(numbers), told or _doubts(raw, signs, is_count=True))


def _told(words: str, where: NDArray[np.bool_], remedy: str) -> tuple[str, ...]:
    return (f"{words} {some_rows(where)}: {remedy}",) if where.any() else ()


def _causes(raw: pd.Series, unread: NDArray[np.bool_], otherwise: str) -> str:
    found = found_texts(raw)
    places = np.unique(found.places[unread])
    texts = [found.texts[place] for place in places if place >= 0]
    if not texts:
        return otherwise
    known = [place for place in found.used if found.texts[place].strip()]
    return causes_of(texts, otherwise, are_all=len(texts) == len(known))


def _doubts(raw: pd.Series, signs: Signs, *, is_count: bool) -> tuple[str, ...]:
    if not isinstance(raw.dtype, pd.CategoricalDtype):
        return ()
    found = found_texts(raw)
    texts = [found.texts[place] for place in found.used]
    where = doubtful(texts, signs.decimal, signs.known, is_count=is_count)
    return tuple(
        _doubt(
            {".": "point", ",": "comma"}[sign],
            found.where(np.asarray(found.used)[which]),
            is_count=is_count,
        )
        for sign, which in where.items()
    )


def _doubt(sign: str, where: NDArray[np.bool_], *, is_count: bool) -> str:
    remedy = "write whole numbers without it"
    if not is_count:
        remedy += ", and decimals with the same number of digits in every row"
    return (
        f"has a {sign} before three digits {some_rows(where)}, which separates thousands or "
        f"decimals: {remedy}"
    )


def _numbers(raw: pd.Series, decimal: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    if not isinstance(raw.dtype, pd.CategoricalDtype):
        numbers = raw.to_numpy(dtype=float)
        return numbers, np.isinf(numbers)
    read, unread = parsed(raw.cat.categories.tolist(), decimal)
    places = raw.cat.codes.to_numpy(np.int64)
    return np.append(read, np.nan)[places], np.append(unread, False)[places]
