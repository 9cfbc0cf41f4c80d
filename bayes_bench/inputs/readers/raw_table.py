"""Raw columns, the same from any format: text as categories, measurements as floats."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from bayes_bench.inputs.codes import float_code
from bayes_bench.inputs.readers.headers import Wanted, located


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
    """

    name: str
    columns: pd.DataFrame
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    decimal: str = "."


def raw_frame(frame: pd.DataFrame, wanted: Wanted, name: str) -> RawTable:
    """Return the wanted columns of a data frame as raw columns."""
    places = located(wanted, [str(column) for column in frame.columns], name)
    columns = {column: raw_column(frame.iloc[:, place]) for column, place in places.items()}
    return RawTable(name, pd.DataFrame(columns))


def raw_column(values: pd.Series) -> pd.Series:
    """Return values as raw: floats stay floats, all else becomes categories of text."""
    if pd.api.types.is_float_dtype(values.dtype):
        return pd.Series(values.to_numpy(dtype=float, na_value=float("nan")))
    if pd.api.types.is_bool_dtype(values.dtype):
        values = values.astype("Int8")
    codes, distinct = pd.factorize(values)
    spelled = pd.Index([_spelled(value) for value in distinct], dtype=object)
    texts, categories = pd.factorize(spelled)
    taken = pd.Series(texts, dtype="int64").reindex(codes, fill_value=-1).to_numpy()
    return pd.Series(pd.Categorical.from_codes(taken, categories=pd.Index(categories)))


def _spelled(value: object) -> str:
    return float_code(value) if isinstance(value, float) else str(value)
