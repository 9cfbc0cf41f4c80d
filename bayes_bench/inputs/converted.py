"""The columns that a model names, each converted by what it is for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from bayes_bench.inputs.columns import (
    code_column,
    count_column,
    number_column,
    outcome_column,
    rounded_column,
    weight_column,
)
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import needed_columns
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.rounding import steps_of
from bayes_bench.inputs.values.column import Column, Signs
from bayes_bench.inputs.values.far_away import measurement_notes
from bayes_bench.inputs.values.joined_unit import joined, joined_labels
from bayes_bench.inputs.values.number_texts import decimal_signs
from bayes_bench.inputs.values.own_names import unit_names

MAX_SHOWN = 30
"""Levels that a key figure has at most."""
MAX_CODES = 10
"""Different whole numbers up to which a key figure is taken as a category."""

type Labels = dict[str, dict[str, str]]


@dataclass(frozen=True)
class Converted:
    """Columns as the model takes them.

    Attributes
    ----------
    columns : dict of str to Column
        The unit first, the key figures last.
    labels : dict
        Column -> code -> text, none of them empty.
    problems : list of str
        Of the names of units.
    """

    columns: dict[str, Column]
    labels: Labels
    problems: list[str]


def converted_columns(raw: RawTable, model: Model) -> Converted:
    """Convert the columns that a model names.

    Parameters
    ----------
    raw : RawTable
    model : Model
    """
    labels = {name: _said(table) for name, table in raw.labels.items()}
    columns = dict(_columns(raw, model, labels))
    name = model.data.unit_name
    units = columns[name].values
    if len(model.data.unit_columns) > 1:
        labels[name] = joined_labels(
            [str(unit) for unit in units.cat.categories], model.data.unit_columns, labels
        )
    problems: list[str] = []
    if model.data.name_column is not None:
        names = code_column(raw.columns[model.data.name_column])
        labels[name], wrong = unit_names(units, names.values)
        told = [*names.problems, *wrong]
        problems = [f'{raw.name}: the column "{model.data.name_column}" {line}' for line in told]
    return Converted(columns, labels, problems)


def _said(table: Mapping[str, str]) -> dict[str, str]:
    return {code: label for code, label in table.items() if label.strip()}


def _columns(raw: RawTable, model: Model, labels: Labels) -> Iterator[tuple[str, Column]]:
    signs = Signs(raw.decimal, decimal_signs(_texts_of_numbers(raw, model)))
    for name in needed_columns(model):
        if name == model.data.unit_name:
            yield name, _unit(raw, model)
        else:
            yield name, _column(raw.columns[name], name, signs, model, labels.get(name, {}))
    for name in model.report.key_figures:
        yield name, _key_figure(raw.columns[name], name in raw.labels, signs)


def _texts_of_numbers(raw: RawTable, model: Model) -> Iterator[Sequence[str]]:
    data = model.data
    measured = [item.name for item in model.characteristics if item.kind != "category"]
    for name in (data.events, data.trials, data.weights, *measured):
        if name is not None and isinstance(raw.columns[name].dtype, pd.CategoricalDtype):
            yield raw.columns[name].cat.categories.tolist()


def _unit(raw: RawTable, model: Model) -> Column:
    parts = {name: code_column(raw.columns[name]) for name in model.data.unit_columns}
    return joined(parts) if len(parts) > 1 else parts[model.data.unit_name]


def _column(
    values: pd.Series, name: str, signs: Signs, model: Model, labels: Mapping[str, str]
) -> Column:
    if name == model.data.outcome:
        return outcome_column(values, signs, model.data.event, labels)
    if name in (model.data.events, model.data.trials):
        return count_column(values, signs)
    if name == model.data.weights:
        return weight_column(values, signs)
    kinds = {covariate.name: covariate.kind for covariate in model.characteristics}
    if kinds.get(name) in ("linear", "spline"):
        return _measurement(values, name, signs, model, labels)
    return code_column(values)


def _measurement(
    values: pd.Series, name: str, signs: Signs, model: Model, labels: Mapping[str, str]
) -> Column:
    column = number_column(values, signs)
    least = model.disclosure.least
    notes = measurement_notes(column.values.to_numpy(np.float64), labels, least)
    return rounded_column(replace(column, notes=tuple(notes)), steps_of(model).get(name))


def _key_figure(values: pd.Series, has_labels: bool, signs: Signs) -> Column:
    """A measurement where all are numbers, but for labels or a few whole ones; else a category."""
    numbers = number_column(values, signs)
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
