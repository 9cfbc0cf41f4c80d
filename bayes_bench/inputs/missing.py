"""Missing values by the rule of the model file: refuse, category or drop."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import takewhile

import numpy as np
import pandas as pd

from bayes_bench.inputs.codes import MISSING
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import needed_columns, persons_of
from bayes_bench.inputs.readers.raw_table import RawTable
from bayes_bench.inputs.values.rows import some_rows
from bayes_bench.typing import Bools

NO_UNIT = "(missing)"
MOST_BELOW = 10
"""Rows below a table that may be notes; what is longer is part of it."""


def missing_problems(people: pd.DataFrame, raw: RawTable, model: Model) -> list[str]:
    """Return a sentence for every column whose missing values the rule does not provide for.

    "category" makes a level of what is missing in a category; a missing measurement, outcome or
    unit has no such level. "drop" leaves out the row, but a count that is missing is refused
    always: it stands for an unknown number of people.
    """
    rules = rules_of(model)
    blank = {name: _blank(raw, name, model) for name in rules}
    told = _footer(blank, raw.columns)
    problems = [*_shape_problems(people[model.data.unit_name], blank, told, raw.name, model)]
    for name, rule in rules.items():
        where = people[name].isna().to_numpy() & blank[name] & ~told
        if problems and name == model.data.unit_name:
            continue
        if where.any() and rule == "refuse":
            remedy = _remedy(name, model)
            problems.append(
                f'{raw.name}: the column "{name}" is empty {some_rows(where)}: {remedy}'
            )
    return [*problems, *_taken(people, raw.name, rules)]


def rules_of(model: Model) -> dict[str, str]:
    """Column -> what becomes of its missing values: refuse, category or drop."""
    data, categories = model.data, _categories(model)
    own = {item.name: item.missing for item in model.characteristics if item.missing is not None}
    counts = {data.events, data.trials, data.weights}
    rules = {}
    for name in needed_columns(model):
        rule = "refuse" if name in counts else own.get(name, data.missing)
        is_level = rule == "category" and name not in categories
        rules[name] = "refuse" if is_level else str(rule)
    return rules


def _blank(raw: RawTable, name: str, model: Model) -> Bools:
    """Which rows have an empty cell; what could not be read is a problem of its own."""
    parts = model.data.unit_columns if name == model.data.unit_name else (name,)
    return np.asarray(np.logical_or.reduce([_is_blank(raw.columns[part]) for part in parts]))


def _is_blank(raw: pd.Series) -> Bools:
    if not isinstance(raw.dtype, pd.CategoricalDtype):
        return np.asarray(raw.isna())
    blank = raw.cat.categories[[not text.strip() for text in raw.cat.categories]]
    return np.asarray(raw.isna() | raw.isin(blank))


def _shape_problems(
    units: pd.Series, blank: Mapping[str, Bools], footer: Bools, file: str, model: Model
) -> Iterator[str]:
    """Empty cells that are no missing values: a note below the table, or cells that were merged."""
    if footer.any():
        yield (
            f"{file}: the last rows have one cell only {some_rows(footer)}, as a note below the "
            "table has: delete them"
        )
    elif _is_merged(units, blank[model.data.unit_name]):
        yield (
            f'{file}: the column "{model.data.unit_name}" names each {model.labels.one} once, '
            "followed by empty cells, as merged cells of a spreadsheet are saved: fill in the "
            f"{model.labels.one} of every row"
        )


def _footer(blank: Mapping[str, Bools], columns: pd.DataFrame) -> Bools:
    """Which of the last rows are a note: one cell, or none, where those above have several (row,).

    The text of a note stands nowhere above it: a unit that does has another person, of whom
    nothing else is known.
    """
    rows = next(iter(blank.values())).size
    last = range(rows - 1, max(rows - MOST_BELOW - 1, 0) - 1, -1)
    below = [*takewhile(lambda row: _is_below(_filled(row, blank), row, columns), last)]
    footer = np.zeros(rows, dtype=bool)
    if len(blank) > 2 and len(below) < len(last) and any(_filled(row, blank) for row in below):
        footer[below] = True
    return footer


def _filled(row: int, blank: Mapping[str, Bools]) -> list[str]:
    return [name for name, cells in blank.items() if not cells[row]]


def _is_below(filled: Sequence[str], row: int, columns: pd.DataFrame) -> bool:
    """Whether a row has no cell, or one with a text that stands nowhere above it in its column."""
    if len(filled) != 1:
        return not filled
    values = columns.get(filled[0])  # none of a unit in several columns, which are all filled
    if values is None or not isinstance(values.dtype, pd.CategoricalDtype):
        return False
    codes = values.cat.codes.to_numpy()
    return not bool(np.any(codes[:row] == codes[row]))


def _is_merged(units: pd.Series, blank: Bools) -> bool:
    if not blank.any():
        return False
    named = int((~blank).sum())
    once = units.nunique() == named and not blank[0]
    return named > 1 and once and int(blank.sum()) >= named


def _categories(model: Model) -> list[str]:
    return [covariate.name for covariate in model.characteristics if covariate.kind == "category"]


def _remedy(name: str, model: Model) -> str:
    if name in (model.data.events, model.data.trials, model.data.weights):
        return "fill in the counts"
    choices = ['missing = "drop"']
    if name in _categories(model):
        choices.insert(0, 'missing = "category"')
    own = any(item.name == name and item.missing is not None for item in model.characteristics)
    place = "for this covariate" if own else "under [data]"
    return f"fill in the values, or write {' or '.join(choices)} {place}"


def _taken(people: pd.DataFrame, file: str, rules: Mapping[str, str]) -> Iterator[str]:
    for name in _filled_columns(rules):
        if MISSING in people[name].cat.categories and people[name].isna().any():
            yield (
                f'{file}: the column "{name}" has a level "{MISSING}" as well as empty cells: '
                "leave those cells empty, or give the level another name"
            )


def _filled_columns(rules: Mapping[str, str]) -> list[str]:
    return [name for name, rule in rules.items() if rule == "category"]


def filled(people: pd.DataFrame, model: Model) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the table without missing values, and the number of people dropped by unit.

    A dropped row that has no unit is counted under "(missing)".
    """
    rules = rules_of(model)
    levels = {name: _with_level(people[name]) for name in _filled_columns(rules)}
    people = people.assign(**levels)
    incomplete = people[list(rules)].isna().any(axis="columns")
    gone = people[incomplete]
    unit = gone[model.data.unit_name]
    units = unit.astype(object).where(unit.notna(), NO_UNIT)
    dropped = persons_of(gone, model).groupby(units).sum()
    kept = people[~incomplete].reset_index(drop=True)
    return used_levels(kept), {str(unit): int(count) for unit, count in dropped.items() if count}


def _with_level(values: pd.Series) -> pd.Series:
    return values.cat.add_categories(MISSING).fillna(MISSING) if values.isna().any() else values


def used_levels(people: pd.DataFrame) -> pd.DataFrame:
    """Return the table with only those units and levels that have a row."""
    coded = people.select_dtypes("category").columns
    return people.assign(**{name: _with_used_levels(people[name]) for name in coded})


def _with_used_levels(values: pd.Series) -> pd.Series:
    """Counted, where pandas would sort every row: seconds of ten million people."""
    codes, levels = values.cat.codes.to_numpy(), values.cat.categories
    used = np.bincount(codes[codes >= 0], minlength=levels.size) > 0
    return values if used.all() else values.cat.set_categories(levels[used])
