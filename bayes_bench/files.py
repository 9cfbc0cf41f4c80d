"""Files that are either whole or absent, and the CSV and JSON that we write.

A file is written under a temporary name in its own folder (``.name.tmp``), flushed to the disk and
then renamed, so that a run killed at any moment leaves no half file under a final name. The same
data give the same bytes on every platform.
"""

import contextlib
import json
import math
import os
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from bayes_bench.errors import OutputError

# What makes a spreadsheet program take a text cell for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

# What a text cell is quoted for.
SPECIAL = re.compile('[,"\r\n]')

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


def temporary_path(path: Path) -> Path:
    """Where a file is written before it gets its name: ``.name.tmp`` beside it."""
    return path.with_name(f".{path.name}.tmp")


def write_atomically(path: Path, writer: Callable[[Path], object]) -> None:
    """Let ``writer`` write a file that appears under its name only when it is whole.

    Parameters
    ----------
    path : Path
        The file; its folder exists. A file that is there already is replaced.
    writer : callable
        Is given the temporary path and writes the whole file there.

    Raises
    ------
    OutputError
        The file cannot be written. An earlier file of that name is then untouched, and the
        temporary one is gone, as it is after any other exception of the writer.
    """
    temporary = temporary_path(path)
    try:
        writer(temporary)
        _flush_file(temporary)
        temporary.replace(path)
        _flush_folder(path.parent)
    except OSError as error:
        reason = os.strerror(error.errno) if error.errno else type(error).__name__
        raise OutputError(f"{path.name} cannot be written in {path.parent}: {reason}.") from error
    finally:
        _discard(temporary)


def write_bytes(content: bytes, path: Path) -> None:
    """Write a file that is made already.

    Parameters
    ----------
    content : bytes
    path : Path

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    write_atomically(path, lambda temporary: temporary.write_bytes(content))


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table: UTF-8, comma, decimal point, unrounded, a missing value as an empty cell.

    Text cells (and headers) that a spreadsheet program would take for a formula get a leading
    apostrophe. Numbers never do, whatever their sign. Lines end with a newline everywhere.

    Parameters
    ----------
    frame : DataFrame
        Its index is not written. Floats are written as the shortest text that reads back equal.
    path : Path

    Raises
    ------
    OutputError
        The file cannot be written.
    """
    rows = zip(*(_column(str(name), values) for name, values in frame.items()), strict=True)
    text = "".join(f"{','.join(row)}\n" for row in rows)
    write_bytes(text.encode("utf-8"), path)


def write_json(data: object, path: Path) -> None:
    """Write JSON: UTF-8, indented, keys in the order given, null for every missing number.

    Parameters
    ----------
    data : object
        Mappings with text keys, sequences, arrays, text, numbers, booleans, None, nested at will.
        NaN and the infinities, which JSON does not know, become null.
    path : Path

    Raises
    ------
    OutputError
        The file cannot be written.
    TypeError
        Something in ``data`` has no place in JSON.
    """
    text = json.dumps(_jsonable(data), ensure_ascii=False, indent=2, allow_nan=False) + "\n"
    write_bytes(text.encode("utf-8"), path)


def _flush_file(path: Path) -> None:
    # Windows flushes only what is open for writing.
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Make the renaming survive a power cut, where folders can be opened (not on Windows)."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _discard(temporary: Path) -> None:
    # A temporary file that cannot be removed must not hide why it was left behind.
    with contextlib.suppress(OSError):
        temporary.unlink(missing_ok=True)


def _column(name: str, values: pd.Series) -> list[str]:
    """Header and cells of a column as text, quoted where that is needed."""
    return [_quoted(_harmless(name)), *_cells(values)]


def _cells(values: pd.Series) -> list[str]:
    """The cells of a column as text; numbers, which need no quotes, all at once."""
    kind = values.dtype.kind if isinstance(values.dtype, np.dtype) else ""
    if kind == "f":
        return ["" if math.isnan(value) else repr(value) for value in values.tolist()]
    if kind and kind in "biu":
        return [str(value) for value in values.tolist()]
    cells = zip(values.tolist(), values.isna().tolist(), strict=True)
    quoted = cache(lambda text: _quoted(_harmless(text)))  # a name stands in many rows
    return [
        "" if missing else quoted(value) if isinstance(value, str) else _quoted(_cell(value))
        for value, missing in cells
    ]


def _cell(value: object) -> str:
    if isinstance(value, bool | np.bool | int | np.integer):
        return str(value)
    return repr(float(value)) if isinstance(value, float | np.floating) else _harmless(str(value))


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _quoted(cell: str) -> str:
    """Quote where RFC 4180 wants it; Python 3.12's csv leaves a carriage return bare."""
    return '"' + cell.replace('"', '""') + '"' if SPECIAL.search(cell) else cell


def _jsonable(data: object) -> Json:
    if isinstance(data, np.ndarray | np.generic):
        return _jsonable(data.tolist())
    if isinstance(data, float):
        return data if math.isfinite(data) else None
    if data is None or isinstance(data, str | int):
        return data
    if isinstance(data, Mapping):
        return {_key(key): _jsonable(value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_jsonable(item) for item in data]
    raise TypeError(f"{type(data).__name__} has no place in JSON")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise TypeError(f"a key of JSON is text, not {type(key).__name__}")
    return key
