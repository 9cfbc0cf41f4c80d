"""The command `init`: a commented model file for a table of people; nothing is drawn."""

import os
from collections.abc import Sequence
from pathlib import Path

from bayes_bench.errors import DataError, InputError, OutputError
from bayes_bench.files import write_bytes
from bayes_bench.inputs.guess.draft import Draft, draft_of
from bayes_bench.inputs.guess.profile import profile_of
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.readers.table import WORKBOOKS, read_every_column, sheets_of
from bayes_bench.interface.suggestions import listed
from bayes_bench.workflow.reading import read_analysis


def write_model(
    table: Path,
    out: Path | None = None,
    unit: Sequence[str] = (),
    outcome: str | None = None,
    sheet: str | None = None,
) -> str:
    """Write a model file for a table, and try it as far as the first draw.

    Parameters
    ----------
    table : Path
        The table of people.
    out : Path, optional
        The model file; by default it has the table's name and lies beside it.
    unit : sequence of str
        Columns that name it together; none to have it guessed.
    outcome : str, optional
        The column, where it is not to be guessed.
    sheet : str, optional
        Of a workbook; by default the first that is not hidden.

    Returns
    -------
    str
        What was guessed and why; its last line is the model file's path.

    Raises
    ------
    InputError
        The table cannot be read, or what it is about cannot be told; nothing is written.
    OutputError
        There is such a file already.
    """
    if table.suffix == ".toml":
        raise DataError(f"{table.name}: is a model file already: bayes-bench check {table}")
    named = _with_sheet(table, sheet)
    raw, about = read_every_column(named), _about_sheets(named)
    place = out or table.with_name(f"{table.name.split('.')[0]}.toml")
    if place.exists():
        raise OutputError(f"{place.name}: is there already; write elsewhere with --out")
    columns = [profile_of(raw, str(name)) for name in raw.columns]
    try:
        draft = draft_of(columns, _relative(named, place), unit, outcome)
    except InputError as error:
        raise InputError([*error.problems, *about]) from error
    return "\n".join([*about, *draft.said, *_tried(draft, place), f"{place}"])


def _with_sheet(table: Path, sheet: str | None) -> Path:
    """The table with the sheet behind its name, where it has several or one is named."""
    if sheet is not None:
        if not table.name.lower().endswith(WORKBOOKS):
            raise DataError(f"{table.name}: --sheet is for workbooks ({listed(WORKBOOKS)})")
        return table.with_name(f"{table.name}#{sheet}")
    first, *others = sheets_of(table) or ("",)
    is_named = not table.name.lower().endswith(WORKBOOKS)
    return table.with_name(f"{table.name}#{first}") if others and not is_named else table


def _about_sheets(table: Path) -> list[str]:
    """Which sheet was read of several."""
    first, *others = sheets_of(table) or ("",)
    if not others:
        return []
    return [f'sheet: "{first}" was read, and not {listed(others)}: another one by --sheet NAME']


def _tried(draft: Draft, place: Path) -> list[str]:
    """Write the model file; what a run would note, or what it would still refuse."""
    place.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(draft.text.encode(), place)
    try:
        counted = read_analysis(read_model(place))
    except InputError as error:
        return ["it does not run yet:", *error.problems]
    return [f"note: {note}" for note in counted.notes]


def _relative(table: Path, place: Path) -> str:
    """The table as seen from the model file, with forward strokes."""
    folder = place.absolute().parent
    try:
        return Path(os.path.relpath(table.absolute(), folder)).as_posix()
    except ValueError:  # on another drive
        return table.absolute().as_posix()
