"""Raw columns, the same from any format: text as categories, measurements as floats."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import float_code

EXACT_TO = {"float16": 2**11, "float32": 2**24, "float64": 2**53}
"""Up to where every whole number is one of a floating type: 2 to the bits of its significand."""


@dataclass(frozen=True)
class RawTable:
    """Columns as they were found, before any rule of the model.

    Attributes
    ----------
    name : str
        Base name of the file, for messages.
    columns : DataFrame
        A row per record. Text and integers are categorical with text categories; other numbers
        are float64. Missing is NaN in both.
    labels : mapping
        Column -> code -> shown text, where the file has value labels.
    decimal : str
        The decimal sign of numbers that are text.
    notes : tuple of str
        What was taken for granted in reading, each a sentence that begins with the file.
    exact_to : mapping
        Column -> up to where the file can hold every whole number, where that is not 2**53.
    titles : mapping
        Column -> what the file calls it, where it does.
    """

    name: str
    columns: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decimal: str = "."
    notes: tuple[str, ...] = ()
    exact_to: Mapping[str, int] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)


def refuse_nested(kinds: Mapping[str, str], name: str) -> None:
    """Refuse columns that hold lists or records.

    Parameters
    ----------
    kinds : mapping of str to str
        Such columns, and what each holds.
    name : str
        Of the table.

    Raises
    ------
    DataError
        Where there is one.
    """
    problems = [
        f'{name}: the column "{column}" holds lists or records ({kind}), not one value for each '
        "row: take the value out of them"
        for column, kind in kinds.items()
    ]
    if problems:
        raise DataError(problems)


def raw_column(values: pd.Series) -> pd.Series:
    """Return values as raw: floats stay floats, all else becomes categories of text."""
    if pd.api.types.is_float_dtype(values.dtype):
        return pd.Series(values.to_numpy(dtype=float, na_value=float("nan")))
    if pd.api.types.is_bool_dtype(values.dtype):
        values = values.astype("Int8")
    codes, distinct = pd.factorize(values)
    return respelt(pd.Series(codes), [_spelled(value) for value in distinct])


def respelt(codes: pd.Series, texts: list[str]) -> pd.Series:
    """Return categories of text, where several codes may have come to one text.

    Parameters
    ----------
    codes : Series
        Of integers, a place in `texts` for each row; -1 where the value is missing.
    texts : list of str
    """
    places, categories = pd.factorize(pd.Index(texts, dtype=object))
    taken = pd.Series(places, dtype="int64").reindex(codes, fill_value=-1).to_numpy()
    return pd.Series(pd.Categorical.from_codes(taken, categories=pd.Index(categories)))


def _spelled(value: object) -> str:
    return float_code(value) if isinstance(value, float) else str(value)
