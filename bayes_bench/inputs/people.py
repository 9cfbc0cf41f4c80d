"""A file of people, or of counts of people, as one validated table.

Nothing that is wrong is repaired in silence, everything that is wrong is told at once, and no
message holds a value of a person: problems name file, column, rows and how many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from bayes_bench.errors import DataError
from bayes_bench.inputs.converted import converted_columns
from bayes_bench.inputs.facts import LeftOut
from bayes_bench.inputs.left_out import left_out, left_out_notes
from bayes_bench.inputs.missing import filled, missing_problems, used_levels
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import (
    columns_in_file,
    count_problems,
    people_problems,
    people_warnings,
    persons_of,
)
from bayes_bench.inputs.readers.frames import raw_frame
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.readers.table import read_table
from bayes_bench.inputs.values.answers import answer_problems, near_answer_notes, unit_level_notes
from bayes_bench.inputs.values.note import column_notes, noted
from bayes_bench.inputs.values.stand_ins import without_stand_ins
from bayes_bench.inputs.values.sums import sum_notes, sum_problems
from bayes_bench.inputs.values.unit_level import unit_level_problems


def read_people(model: Model, data: str | Path | IntoFrame | None = None) -> pd.DataFrame:
    """Read and validate the people that a model is about.

    Parameters
    ----------
    model : Model
    data : str, Path or data frame, optional
        The table, instead of `model.data.path`. A path is relative to the current folder, that of
        the model file relative to the model file. A data frame may be of any library that
        narwhals knows: pandas, Polars, Arrow, DuckDB and others.

    Returns
    -------
    DataFrame
        A row per person (or per count), and only the columns the model names: units and
        categories as ordered categoricals of codes, linear and spline covariates as float64
        (to the nearest multiple of their step in `data.round`),
        outcome or events and trials, and frequencies, as int64, the period as codes; then the key
        figures, float64 where they are measurements and else categoricals, of which values may be
        missing. `attrs` hold
        "labels" (column -> code -> text),
        "warnings" (list of sentences), "dropped" (unit -> people), "left_out" (`LeftOut` or None),
        "source" (the file) and "rows" (of the file).

    Raises
    ------
    DataError
        With every problem, where the table cannot be used with this model.
    """
    raw, problems, notes = without_stand_ins(
        _raw(model, data), model.data.missing_values, model.data.unit_columns
    )
    converted = converted_columns(raw, model)
    columns, labels = converted.columns, converted.labels
    people = pd.DataFrame({name: column.values for name, column in columns.items()})
    problems += _told(raw.name, {name: column.problems for name, column in columns.items()})
    problems += missing_problems(people, raw, model) + count_problems(people, raw.name, model)
    _raise_any([*problems, *converted.problems])
    complete, dropped = filled(people, model)
    found = [*sum_problems(people, model), *people_problems(complete, model)]
    if not complete.empty:
        found += [*answer_problems(complete, model), *unit_level_problems(complete, model)]
    _raise_any([f"{raw.name}: {problem}" for problem in found])
    notes += [*raw.notes, *column_notes(raw.name, {n: one.notes for n, one in columns.items()})]
    gone = left_out(people, model)
    notes += left_out_notes(gone, raw.name, model)
    odd = [*sum_notes(people, model), *unit_level_notes(complete, model)]
    odd += near_answer_notes(complete, model)
    notes += [noted(f"{raw.name}: ", note) for note in odd]
    return _finished(complete, Read(raw.name, len(people), labels, dropped, gone, notes), model)


@dataclass(frozen=True)
class Read:
    """What is kept of a file beside its people.

    Attributes
    ----------
    file : str
    rows : int
        Of the table, before anybody is dropped.
    labels : mapping
        Column -> code -> text.
    dropped : mapping
        Unit -> people.
    left_out : LeftOut, optional
    notes : sequence of str
    """

    file: str
    rows: int
    labels: Mapping[str, Mapping[str, str]]
    dropped: Mapping[str, int]
    left_out: LeftOut | None
    notes: Sequence[str]


def _told(file: str, by_column: Mapping[str, Sequence[str]]) -> list[str]:
    return [
        f'{file}: the column "{name}" {line}' for name, lines in by_column.items() for line in lines
    ]


def _raise_any(problems: Sequence[str]) -> None:
    if problems:
        raise DataError(problems)


def _raw(model: Model, data: str | Path | IntoFrame | None) -> RawTable:
    names = [model.data.name_column] if model.data.name_column else []
    needed = list(dict.fromkeys([*columns_in_file(model), *names, *model.report.key_figures]))
    if data is None or isinstance(data, str | Path):
        raw = read_table(place_of(model, data), needed, codes=_codes(model))
    else:
        raw = raw_frame(_pandas(data), Wanted(needed, codes=_codes(model)), "the data frame")
    if raw.columns.empty:
        raise DataError(f"{raw.name}: has no rows below the header")
    return raw


def _codes(model: Model) -> list[str]:
    """Columns that name units, periods or categories."""
    categories = [item.name for item in model.characteristics if item.kind == "category"]
    texts = [name for name in (model.data.period, model.data.name_column) if name]
    return [*model.data.unit_columns, *texts, *categories]


def _pandas(frame: IntoFrame) -> pd.DataFrame:
    if isinstance(frame, pd.DataFrame):
        return frame
    known = nw.from_native(frame)
    eager = known.collect("pandas") if isinstance(known, nw.LazyFrame) else known
    return eager.to_pandas()


def place_of(model: Model, data: str | Path | None = None) -> Path:
    """Where the table of a model is.

    Parameters
    ----------
    model : Model
    data : str or Path, optional
        In place of `model.data.path`; relative to the current folder.

    Raises
    ------
    DataError
        Where neither names one.
    """
    if data is not None:
        return Path(data)
    if model.data.path is None:
        raise DataError("no data: give data.path in the model file, or --data on the command line")
    folder = Path() if model.path is None else model.path.parent
    return folder / model.data.path


def _finished(people: pd.DataFrame, read: Read, model: Model) -> pd.DataFrame:
    data = model.data
    counted = [c for c in (data.outcome, data.events, data.trials, data.weights) if c]
    somebody = people[persons_of(people, model) > 0].reset_index(drop=True)
    finished = used_levels(somebody.astype(dict.fromkeys(counted, np.int64)))
    finished.attrs = {
        "source": read.file,
        "rows": read.rows,
        "labels": {name: dict(table) for name, table in read.labels.items()},
        "warnings": [*people_warnings(people, read.file, model), *read.notes],
        "dropped": dict(read.dropped),
        "left_out": read.left_out,
    }
    return finished
