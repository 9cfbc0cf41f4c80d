"""Raw columns become codes, numbers, counts and outcomes, with what is wrong in them.

A problem names rows (1 is the first below the header) and how many, never a value.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bayes_bench.inputs.codes import code_text, float_code, in_order
from bayes_bench.interface.suggestions import counted, numbered
from bayes_bench.numerics.rounding import rounded

NUMBER = r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?"
LARGEST_COUNT = 1e12


@dataclass(frozen=True)
class Column:
    """A converted column.

    Attributes
    ----------
    values : Series
        Categorical codes, or float64; missing is NaN.
    problems : tuple of str
        What cannot be used, without the names of file and column.
    """

    values: pd.Series
    problems: tuple[str, ...] = ()


def some_rows(where: NDArray[np.bool_]) -> str:
    """Return 'in 3 rows (2, 9, 17)' for the rows that are marked."""
    rows = np.flatnonzero(where) + 1
    if rows.size == 1:
        return f"in row {rows[0]}"
    return f"in {rows.size} rows ({numbered(rows[:6].tolist())})"


def code_column(raw: pd.Series) -> Column:
    """Return a column of units or categories as ordered categories of codes."""
    texts, places = _texts_and_places(raw)
    codes = [code_text(text) for text in texts]
    levels = in_order(code for code in codes if code)
    index = {level: place for place, level in enumerate(levels)}
    mapped = np.array([index.get(code, -1) for code in codes] + [-1], dtype=np.int64)
    values = pd.Categorical.from_codes(mapped[places], categories=pd.Index(levels, dtype=object))
    return Column(pd.Series(values), _two_spellings(texts, mapped[:-1], places))


def _texts_and_places(raw: pd.Series) -> tuple[list[str], NDArray[np.int64]]:
    if isinstance(raw.dtype, pd.CategoricalDtype):
        return raw.cat.categories.tolist(), np.asarray(raw.cat.codes, dtype=np.int64)
    distinct, places = np.unique(raw.dropna().to_numpy(dtype=float), return_inverse=True)
    everywhere = np.full(raw.size, -1, dtype=np.int64)
    everywhere[raw.notna().to_numpy()] = places
    return [float_code(float(value)) for value in distinct], everywhere


def _two_spellings(
    texts: list[str], levels: NDArray[np.int64], places: NDArray[np.int64]
) -> tuple[str, ...]:
    used = np.bincount(places[places >= 0], minlength=len(texts)) > 0
    spellings = np.bincount(levels[used & (levels >= 0)], minlength=1)
    doubled = np.flatnonzero(spellings > 1)
    return tuple(_spelling_problem(texts, levels == level, places) for level in doubled)


def _spelling_problem(texts: list[str], same: NDArray[np.bool_], places: NDArray[np.int64]) -> str:
    counts = np.bincount(places[places >= 0], minlength=len(texts)) * same
    rarer = same & (counts > 0) & (np.arange(len(texts)) != counts.argmax())
    where = np.append(rarer, False)[places]
    others = counted(int(counts.max()), "other")
    return (
        "has a value in two spellings that look alike (white space, decomposed accents, or "
        f".0 after an integer): write the one {some_rows(where)} like the {others}"
    )


def number_column(raw: pd.Series, decimal: str) -> Column:
    """Return a column of measurements as float64."""
    numbers, unread = _numbers(raw, decimal)
    return Column(
        pd.Series(numbers),
        _told("has no number", unread, "write digits, and leave empty what is missing"),
    )


def rounded_column(column: Column, step: float | None) -> Column:
    """Return a column of measurements to the nearest multiple of a step; as it is without one."""
    if step is None:
        return column
    return replace(column, values=pd.Series(rounded(column.values.to_numpy(), step)))


def outcome_column(raw: pd.Series, decimal: str) -> Column:
    """Return a column of outcomes as 0.0 and 1.0."""
    numbers, unread = _numbers(raw, decimal)
    bad = unread | ~(np.isnan(numbers) | np.isin(numbers, (0.0, 1.0)))
    return Column(
        pd.Series(numbers),
        _told("is neither 0 nor 1", bad, "write 1 where the event happened, else 0"),
    )


def count_column(raw: pd.Series, decimal: str) -> Column:
    """Return a column of counts as float64 without decimals."""
    numbers, unread = _numbers(raw, decimal)
    bad = unread | (numbers < 0) | (numbers > LARGEST_COUNT)
    bad |= ~np.isnan(numbers) & (numbers != np.floor(numbers))
    return Column(
        pd.Series(numbers), _told("is no count (0, 1, 2 and so on)", bad, "write whole numbers")
    )


def _told(words: str, where: NDArray[np.bool_], remedy: str) -> tuple[str, ...]:
    return (f"{words} {some_rows(where)}: {remedy}",) if where.any() else ()


def _numbers(raw: pd.Series, decimal: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    if not isinstance(raw.dtype, pd.CategoricalDtype):
        numbers = raw.to_numpy(dtype=float)
        return numbers, np.isinf(numbers)
    parsed, unread = _parsed(raw.cat.categories.tolist(), decimal)
    places = raw.cat.codes.to_numpy(np.int64)
    return np.append(parsed, np.nan)[places], np.append(unread, False)[places]


def _parsed(texts: list[str], decimal: str) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    stripped = pd.Series(texts, dtype="str").str.strip()
    if decimal == "," and stripped.str.contains(",", regex=False).any():
        # with decimal commas about, a point can only be a thousands separator: not read
        points = stripped.str.contains(".", regex=False)
        stripped = stripped.str.replace(",", ".", regex=False).mask(points, "?")
    numeric = stripped.str.fullmatch(NUMBER).to_numpy(bool)
    numbers = np.full(len(texts), np.nan)
    numbers[numeric] = stripped[numeric].astype(float).to_numpy()
    return numbers, ~(np.isfinite(numbers) | (stripped == "").to_numpy(bool))
