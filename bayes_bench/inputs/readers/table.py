"""Read a table from a file of any accepted format, told by the end of its name."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.csv import read_csv
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.parquet import read_parquet
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.readers.statistical import STATISTICAL, read_statistical
from bayes_bench.interface.suggestions import did_you_mean, listed

READERS: Mapping[str, Callable[[Path, Wanted], RawTable]] = {
    **dict.fromkeys((".csv", ".txt", ".tsv"), read_csv),
    ".parquet": read_parquet,
    **dict.fromkeys(STATISTICAL, read_statistical),
}


def read_table(path: Path, needed: Sequence[str], optional: Sequence[str] = ()) -> RawTable:
    """Read the wanted columns of a file.

    Parameters
    ----------
    path : Path
        CSV, Parquet, Stata, SPSS or SAS, told by the end of its name.
    needed : sequence of str
        The columns to read; no other is kept.
    optional : sequence of str
        Read too where they are there.

    Raises
    ------
    DataError
        Where the file is not there, cannot be read, or lacks a column.
    """
    reader = READERS.get(path.suffix.lower())
    if not path.is_file():
        raise DataError(_no_file(path))
    if reader is None:
        known = listed(READERS)
        raise DataError(f"{path.name}: files of this kind are not read; these are: {known}")
    try:
        return reader(path, Wanted(needed, optional))
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror})") from error


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path.name}: is a folder, not a file"
    if not path.parent.is_dir():
        return f"{path.name}: there is no folder {path.parent} to look for it in"
    beside = [file.name for file in path.parent.iterdir()]
    where = f"in the folder {path.parent.resolve().name}"
    return f"{path.name}: there is no such file {where}{did_you_mean(path.name, beside)}"
