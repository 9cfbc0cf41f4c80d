"""Excel workbooks, through openpyxl: text stays text, whole numbers stay whole, dates are ISO.

Of a formula the value that Excel last worked out is read, and one without such a value is refused.
"""

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from bayes_bench.errors import DataError
from bayes_bench.inputs.readers.delimited.physical import length_notes
from bayes_bench.inputs.readers.headers import Wanted, located
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.readers.sheet_cells import (
    column_of,
    error_notes,
    long_codes,
    values_of,
)
from bayes_bench.interface.suggestions import counted, did_you_mean, listed, numbered

HIDDEN = re.compile(rb"<(?:\w+:)?(row|col)\b[^>]*\bhidden=\"(?:1|true)\"")
BROKEN = (zipfile.BadZipFile, KeyError, ValueError, TypeError, SyntaxError, EOFError)
CHUNK = 1 << 20
_HOW_BROKEN = (
    "it is damaged or cut short, or was not written as Excel does; save it anew, or as CSV"
)


def read_workbook(path: Path, wanted: Wanted) -> RawTable:
    """Read the wanted columns of a sheet of a workbook.

    Parameters
    ----------
    path : Path
    wanted : Wanted
        With the name of the sheet; without one the first that is not hidden.

    Raises
    ------
    DataError
        Where it is no workbook, or lacks the sheet or a column, or formulas have no value, or
        numbers are too long for Excel.
    """
    try:
        with _sheet(path, wanted.sheet, formulas=False) as (sheet, notes):
            return _read(path, sheet, wanted, notes)
    except BROKEN:
        raise DataError(f"{path.name}: cannot be read as a workbook: {_HOW_BROKEN}") from None


def sheet_names(path: Path) -> tuple[str, ...]:
    """Return the names of a workbook's sheets, the one that is read unasked before all others.

    Parameters
    ----------
    path : Path

    Raises
    ------
    DataError
        Where it is no workbook, or has no sheet.
    """
    try:
        book = _loader(path)(path, read_only=True)
    except BROKEN:
        raise DataError(f"{path.name}: cannot be read as a workbook: {_HOW_BROKEN}") from None
    try:
        first = _chosen(book.worksheets, None, path.name).title
        others = (sheet.title for sheet in book.worksheets if sheet.title != first)
        return (str(first), *map(str, others))
    finally:
        book.close()


@contextmanager
def _sheet(
    path: Path, name: str | None, *, formulas: bool
) -> Iterator[tuple[Any, tuple[str, ...]]]:
    load = _loader(path)
    book = load(path, read_only=True, data_only=not formulas)
    try:
        sheet = _chosen(book.worksheets, name, path.name)
        sheet.reset_dimensions()  # what the file says of them may be wrong
        yield sheet, () if name else _sheet_notes(book.worksheets, sheet, path.name)
    finally:
        book.close()


def _loader(path: Path) -> Callable[..., Any]:
    try:
        from openpyxl import load_workbook
    except ModuleNotFoundError:
        raise DataError(
            f"{path.name}: workbooks are read by the library openpyxl, which is not installed: "
            "install it (pip install openpyxl), or save the sheet as CSV in UTF-8"
        ) from None
    load: Callable[..., Any] = load_workbook
    return load


def _chosen(sheets: list[Any], name: str | None, file: str) -> Any:
    titles = [sheet.title for sheet in sheets]
    if name in titles:
        return sheets[titles.index(name)]
    if name is not None or not sheets:
        there = f"its sheets are {listed(titles)}" if titles else "it has none"
        raise DataError(
            f'{file}: there is no sheet "{name}"{did_you_mean(str(name), titles)} ({there})'
        )
    return next((sheet for sheet in sheets if sheet.sheet_state == "visible"), sheets[0])


def _sheet_notes(sheets: list[Any], sheet: Any, file: str) -> tuple[str, ...]:
    if len(sheets) == 1:
        return ()
    return (
        (
            f'{file}: has {len(sheets)} sheets, of which "{sheet.title}" was read: another one is '
            f"named behind the file, {file}#…"
        ),
    )


def _read(path: Path, sheet: Any, wanted: Wanted, notes: tuple[str, ...]) -> RawTable:
    rows = sheet.iter_rows()
    header = [_name(cell.value) for cell in next(rows, ())]
    if not any(header):
        raise DataError(f"{path.name}: the sheet is empty, or its first row is")
    places = located(wanted, header, path.name)
    cells, length = values_of(rows, places)
    _refuse_without_value(path, wanted, cells, places)
    problems = [*long_codes(cells, wanted.codes, path.name)]
    if problems:
        raise DataError(problems)
    columns = {name: column_of(values) for name, values in cells.items()}
    said = (
        *notes,
        *error_notes(cells, path.name),
        *_hidden_notes(path, sheet),
        *length_notes(length, is_ended=True, name=path.name),
    )
    return RawTable(path.name, pd.DataFrame(columns), notes=said)


def _name(value: object) -> str:
    return "" if value is None else str(value)


def _refuse_without_value(
    path: Path, wanted: Wanted, cells: Mapping[str, list[Any]], places: Mapping[str, int]
) -> None:
    """Look at empty cells once more: a formula without a value is no empty cell."""
    gaps = {name for name, values in cells.items() if None in values}
    if not gaps:
        return
    with _sheet(path, wanted.sheet, formulas=True) as (sheet, _):
        rows = sheet.iter_rows(min_row=2)
        written, _ = values_of(rows, {name: places[name] for name in gaps})
    problems = []
    for name, values in written.items():
        lacking = [
            row
            for row, (value, formula) in enumerate(zip(cells[name], values, strict=False), 1)
            if value is None and formula is not None
        ]
        if lacking:
            problems.append(
                f'{path.name}: the column "{name}" has formulas without a value in '
                f"{counted(len(lacking), 'row')} ({numbered(lacking)}): open it in Excel and "
                "save it, or paste the values"
            )
    if problems:
        raise DataError(problems)


def _hidden_notes(path: Path, sheet: Any) -> tuple[str, ...]:
    """Count the rows and columns that are not shown: openpyxl skips over that when it streams."""
    counts = {b"row": 0, b"col": 0}
    with zipfile.ZipFile(path) as archive, archive.open(_inside(sheet)) as file:
        rest = b""
        while chunk := file.read(CHUNK):
            whole, mark, rest = (rest + chunk).rpartition(b"<")
            rest = mark + rest
            for kind in HIDDEN.findall(whole):
                counts[kind] += 1
    told = [
        counted(counts[kind], noun)
        for kind, noun in ((b"row", "row"), (b"col", "column"))
        if counts[kind]
    ]
    if not told:
        return ()
    return (
        (
            f"{path.name}: the sheet hides {' and '.join(told)} (a filter may be on): they were "
            "read as the others are"
        ),
    )


def _inside(sheet: Any) -> str:
    return str(sheet._worksheet_path)  # noqa: SLF001 -- the library has no other name for it
