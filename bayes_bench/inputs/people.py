"""A file of people, or of counts of people, as one validated table.

Nothing that is wrong is repaired in silence, everything that is wrong is told at once, and no
message holds a value of a person: problems name file, column, rows and how many.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import narwhals as nw
import numpy as np
import pandas as pd
from narwhals.typing import IntoFrame

from bayes_bench.errors import DataError
from bayes_bench.inputs.columns import (
    Column,
    code_column,
    count_column,
    number_column,
    outcome_column,
    rounded_column,
)
from bayes_bench.inputs.missing import filled, missing_problems, used_levels
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import (
    count_problems,
    needed_columns,
    people_problems,
    people_warnings,
    persons_of,
)
from bayes_bench.inputs.readers.frames import raw_frame
from bayes_bench.inputs.readers.headers import Wanted
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.readers.table import read_table
from bayes_bench.inputs.rounding import steps_of

MAX_SHOWN = 30
"""Levels that a key figure has at most."""
MAX_CODES = 10
"""Different whole numbers up to which a key figure is taken as a category."""


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
        outcome or events and trials as int64; then the key figures, float64 where they are
        measurements and else categoricals, of which values may be missing. `attrs` hold
        "labels" (column -> code -> text),
        "warnings" (list of sentences), "dropped" (unit -> people) and "source" (the file).

    Raises
    ------
    DataError
        With every problem, where the table cannot be used with this model.
    """
    raw = _raw(model, data)
    columns = dict(_columns(raw, model))
    problems = [
        f'{raw.name}: the column "{name}" {problem}'
        for name, column in columns.items()
        for problem in column.problems
    ]
    people = pd.DataFrame({name: column.values for name, column in columns.items()})
    problems += missing_problems(people, raw, model) + count_problems(people, raw.name, model)
    _raise_any(problems)
    complete, dropped = filled(people, model)
    _raise_any([f"{raw.name}: {problem}" for problem in people_problems(complete, model)])
    return _finished(complete, raw, model, dropped)


def _raise_any(problems: Sequence[str]) -> None:
    if problems:
        raise DataError(problems)


def _raw(model: Model, data: str | Path | IntoFrame | None) -> RawTable:
    needed = [*needed_columns(model), *model.report.key_figures]
    if data is None or isinstance(data, str | Path):
        raw = read_table(_place(model, data), needed, codes=_codes(model))
    else:
        raw = raw_frame(_pandas(data), Wanted(needed, codes=_codes(model)), "the data frame")
    if raw.columns.empty:
        raise DataError(f"{raw.name}: has no rows below the header")
    return raw


def _codes(model: Model) -> list[str]:
    """Columns that name units or categories."""
    return [model.data.unit, *(c.name for c in model.covariates if c.kind == "category")]


def _pandas(frame: IntoFrame) -> pd.DataFrame:
    if isinstance(frame, pd.DataFrame):
        return frame
    known = nw.from_native(frame)
    eager = known.collect("pandas") if isinstance(known, nw.LazyFrame) else known
    return eager.to_pandas()


def _place(model: Model, data: str | Path | None) -> Path:
    if data is not None:
        return Path(data)
    if model.data.path is None:
        raise DataError("no data: give data.path in the model file, or --data on the command line")
    folder = Path() if model.path is None else model.path.parent
    return folder / model.data.path


def _columns(raw: RawTable, model: Model) -> Iterator[tuple[str, Column]]:
    for name in needed_columns(model):
        yield name, _column(raw.columns[name], name, raw.decimal, model)
    for name in model.report.key_figures:
        yield name, _key_figure(raw.columns[name], name in raw.labels, raw.decimal)


def _key_figure(values: pd.Series, has_labels: bool, decimal: str) -> Column:
    """A measurement where all are numbers, but for labels or a few whole ones; else a category."""
    numbers = number_column(values, decimal)
    distinct = numbers.values.dropna().unique()
    is_code = has_labels or (distinct.size <= MAX_CODES and bool((distinct % 1 == 0).all()))
    if not numbers.problems and not is_code:
        return numbers
    codes = code_column(values)
    levels = codes.values.nunique()
    if levels <= MAX_SHOWN:
        return codes
    problem = (
        f"has {levels} levels, and a key figure has at most {MAX_SHOWN}: is it a text or a number "
        "that identifies people?"
    )
    return Column(codes.values, (*codes.problems, problem))


def _column(values: pd.Series, name: str, decimal: str, model: Model) -> Column:
    if name == model.data.outcome:
        return outcome_column(values, decimal)
    if name in (model.data.events, model.data.trials):
        return count_column(values, decimal)
    kinds = {covariate.name: covariate.kind for covariate in model.covariates}
    if kinds.get(name) in ("linear", "spline"):
        return rounded_column(number_column(values, decimal), steps_of(model).get(name))
    return code_column(values)


def _finished(
    people: pd.DataFrame, raw: RawTable, model: Model, dropped: Mapping[str, int]
) -> pd.DataFrame:
    counted = [c for c in (model.data.outcome, model.data.events, model.data.trials) if c]
    somebody = people[persons_of(people, model) > 0].reset_index(drop=True)
    finished = used_levels(somebody.astype(dict.fromkeys(counted, np.int64)))
    finished.attrs = {
        "source": raw.name,
        "labels": {name: dict(table) for name, table in raw.labels.items()},
        "warnings": [*raw.notes, *people_warnings(people, raw.name, model)],
        "dropped": dict(dropped),
    }
    return finished
