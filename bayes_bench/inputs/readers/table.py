"""Read a table from a file of any accepted format, told by the end of its name."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.csv import read_csv
from bayes_bench.inputs.readers.found_out import looked_over
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.parquet import read_feather, read_parquet
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.readers.sniffing import (
    kind_of,
    parquet_parts,
    refuse_kind,
    refuse_other_kinds,
)
from bayes_bench.inputs.readers.statistical import STATISTICAL, read_statistical
from bayes_bench.inputs.readers.workbook import read_workbook, sheet_names
from bayes_bench.interface.suggestions import counted, did_you_mean, listed

TEXTS = (".csv", ".txt", ".tsv", ".psv")
WORKBOOKS = (".xlsx", ".xlsm")
READERS: Mapping[str, Callable[[Path, Wanted], RawTable]] = {
    **dict.fromkeys(TEXTS, read_csv),
    **dict.fromkeys((f"{ending}.gz" for ending in TEXTS), read_csv),
    ".parquet": read_parquet,
    **dict.fromkeys((".feather", ".arrow"), read_feather),
    **dict.fromkeys(WORKBOOKS, read_workbook),
    **dict.fromkeys(STATISTICAL, read_statistical),
}
SHEET = re.compile(r"(.+\.xls[xm])#(.+)", re.IGNORECASE)


def read_table(
    path: Path, needed: Sequence[str], optional: Sequence[str] = (), codes: Sequence[str] = ()
) -> RawTable:
    """Read the wanted columns of a file.

    Parameters
    ----------
    path : Path
        CSV (gzipped too), Parquet, Feather, Excel, Stata, SPSS or SAS, told by the end of its
        name. A sheet of a workbook is named behind it: ``people.xlsx#Sheet1``.
    needed : sequence of str
        The columns to read; no other is kept.
    optional : sequence of str
        Read too where they are there.
    codes : sequence of str
        Those of them that name units or categories, in which no digit may be lost.

    Raises
    ------
    DataError
        Where the file is not there, cannot be read, or lacks a column.
    """
    return _read(path, Wanted(needed, optional, codes))


def read_every_column(path: Path) -> RawTable:
    """Read all columns of a file, but for names that stand there twice.

    Parameters
    ----------
    path : Path
        As of `read_table`.

    Raises
    ------
    DataError
        Where the file is not there or cannot be read.
    """
    return _read(path, Wanted((), every=True))


def _read(path: Path, columns: Wanted) -> RawTable:
    path, sheet = _sheet(path)
    if not path.is_file():
        raise DataError(_no_file(path))
    wanted = replace(columns, sheet=sheet)
    try:
        return looked_over(_reader(path)(path, wanted), wanted)
    except OSError as error:
        raise DataError(f"{path.name}: cannot be read ({error.strerror})") from error


def sheets_of(path: Path) -> tuple[str, ...]:
    """Return the sheets that a table may be read from, the one that is read before all others.

    Parameters
    ----------
    path : Path
        As of `read_table`.

    Returns
    -------
    tuple of str
        Empty where the file is no workbook.

    Raises
    ------
    DataError
        Where the file is not there or cannot be read.
    """
    path, named = _sheet(path)
    if not path.name.lower().endswith(WORKBOOKS) or not path.is_file():
        return ()
    names = sheet_names(path)
    others = tuple(name for name in names if name != named)
    return names if named is None else (named, *others)


def _sheet(path: Path) -> tuple[Path, str | None]:
    told = SHEET.fullmatch(path.name)
    if told is None or path.exists():
        return path, None
    return path.with_name(told[1]), told[2]


def _reader(path: Path) -> Callable[[Path, Wanted], RawTable]:
    """Return what reads files of this name, where the first bytes do not gainsay it."""
    name = path.name.lower()
    endings = [ending for ending in READERS if name.endswith(ending)]
    if not endings:
        _refuse_ending(path)
    ending = max(endings, key=len)
    refuse_other_kinds(path, ending)
    return READERS[ending]


def _refuse_ending(path: Path) -> NoReturn:
    kind = kind_of(path)
    if kind is not None and not kind.endings:
        refuse_kind(path, kind)
    what = "" if kind is None else f" (by its first bytes it is {kind.what}: {kind.to_do})"
    known = listed(READERS, most=len(READERS))
    raise DataError(f"{path.name}: files of this kind are not read{what}; these are: {known}")


def _no_file(path: Path) -> str:
    if path.is_dir():
        return f"{path.name}: is a folder, not a file{_parts(path)}"
    if not path.parent.is_dir():
        return f"{path.name}: there is no folder {path.parent} to look for it in"
    beside = [file.name for file in path.parent.iterdir()]
    where = f"in the folder {path.parent.resolve().name}"
    return f"{path.name}: there is no such file {where}{did_you_mean(path.name, beside)}"


def _parts(folder: Path) -> str:
    """What a folder of Parquet files is, as Spark, Hive and Arrow write tables."""
    parts = [part.relative_to(folder) for part in parquet_parts(folder)]
    if not parts:
        return ""
    keys = {name.partition("=")[0] for part in parts for name in part.parts if "=" in name}
    divided = f", divided by {listed(keys)}" if keys else ""
    return (
        f"; it holds a table in {counted(len(parts), 'Parquet file')}{divided}: write it to one "
        f"(in DuckDB: COPY (FROM read_parquet('{folder.name}/**/*.parquet', hive_partitioning = "
        f"true)) TO '{folder.name}.parquet')"
    )
