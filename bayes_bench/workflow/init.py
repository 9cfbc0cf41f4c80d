"""The command `init`: a commented model file for a table of people; nothing is drawn."""

import os
from collections.abc import Sequence
from pathlib import Path

from bayes_bench.errors import DataError, InputError, OutputError
from bayes_bench.files import write_bytes
from bayes_bench.inputs.guess.draft import Draft, draft_of
from bayes_bench.inputs.guess.profile import profile_of
from bayes_bench.inputs.model.file import read_model
from bayes_bench.inputs.readers.table import read_every_column
from bayes_bench.workflow.reading import read_analysis


def write_model(
    table: Path, out: Path | None = None, unit: Sequence[str] = (), outcome: str | None = None
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
    raw = read_every_column(table)
    place = out or table.with_name(f"{table.name.split('.')[0]}.toml")
    if place.exists():
        raise OutputError(f"{place.name}: is there already; write elsewhere with --out")
    columns = [profile_of(raw, str(name)) for name in raw.columns]
    draft = draft_of(columns, _relative(table, place), unit, outcome)
    return "\n".join([*draft.said, *_tried(draft, place), f"{place}"])


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
