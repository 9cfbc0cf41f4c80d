"""A file of any accepted format as raw columns: text as categories, measurements as floats."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.codes import float_code
from bayes_bench.inputs.headers import located
from bayes_bench.inputs.suggestions import did_you_mean, listed


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


def read_table(path: Path, needed: Sequence[str]) -> RawTable:
    """Read the needed columns of a file.

    Parameters
    ----------
    path : Path
        CSV, Parquet, Stata, SPSS or SAS, told by the end of its name.
    needed : sequence of str
        The columns to read; no other is kept.

    Raises
    ------
    DataError
        Where the file is not there, cannot be read, or lacks a column.
    """
    reader = _readers().get(path.suffix.lower())
    if not path.is_file():
        raise DataError(_no_file(path))
    if reader is None:
        known = listed(_readers())
        raise DataError(f"{path.name}: files of this kind are not read; these are: {known}")
    try:
        return reader(path, needed)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror})") from error


def _readers() -> dict[str, Callable[[Path, Sequence[str]], RawTable]]:
    from bayes_bench.inputs.csv_files import read_csv  # noqa: PLC0415 they import RawTable
    from bayes_bench.inputs.parquet_files import read_parquet  # noqa: PLC0415
    from bayes_bench.inputs.statistical_files import STATISTICAL, read_statistical  # noqa: PLC0415

    text = dict.fromkeys((".csv", ".txt", ".tsv"), read_csv)
    return {**text, ".parquet": read_parquet, **dict.fromkeys(STATISTICAL, read_statistical)}


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path.name}: is a folder, not a file"
    beside = [file.name for file in path.parent.iterdir()] if path.parent.is_dir() else []
    return f"{path.name}: there is no such file{did_you_mean(path.name, beside)}"


def raw_frame(frame: pd.DataFrame, needed: Sequence[str], name: str) -> RawTable:
    """Return the needed columns of a data frame as raw columns."""
    places = located(needed, [str(column) for column in frame.columns], name)
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
