"""Missing values by the rule of the model file: refuse, category or drop."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bayes_bench.inputs.codes import MISSING
from bayes_bench.inputs.columns import some_rows
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import needed_columns
from bayes_bench.inputs.readers.raw_table import RawTable

NO_UNIT = "(missing)"


def missing_problems(people: pd.DataFrame, raw: RawTable, model: Model) -> list[str]:
    """Return a sentence for every column whose missing values the rule does not provide for.

    "category" makes a level of what is missing in a category; a missing measurement, outcome or
    unit has no such level. "drop" leaves out the row, but a count that is missing is refused
    always: it stands for an unknown number of people.
    """
    categories = _categories(model)
    rule = model.data.missing
    counts = {model.data.events, model.data.trials}
    problems = []
    for name in needed_columns(model):
        where = _is_missing(people[name], raw.columns[name])
        provided = {"refuse": False, "drop": name not in counts, "category": name in categories}
        if where.any() and not provided[rule]:
            remedy = _remedy(name, model)
            place = some_rows(where.to_numpy())
            problems.append(f'{raw.name}: the column "{name}" is empty {place}: {remedy}')
    return [*problems, *_taken(people, raw.name, model)]


def _is_missing(values: pd.Series, raw: pd.Series) -> pd.Series:
    # What could not be read is a problem of its own, and not missing.
    if not isinstance(raw.dtype, pd.CategoricalDtype):
        return values.isna() & raw.isna()
    blank = raw.cat.categories[[not text.strip() for text in raw.cat.categories]]
    return values.isna() & (raw.isna() | raw.isin(blank))


def _categories(model: Model) -> list[str]:
    return [covariate.name for covariate in model.covariates if covariate.kind == "category"]


def _remedy(name: str, model: Model) -> str:
    if name in (model.data.events, model.data.trials):
        return "fill in the counts"
    choices = ['missing = "drop"']
    if name in _categories(model):
        choices.insert(0, 'missing = "category"')
    return f"fill in the values, or write {' or '.join(choices)} under [data]"


def _taken(people: pd.DataFrame, file: str, model: Model) -> Iterator[str]:
    if model.data.missing != "category":
        return
    for name in _categories(model):
        if MISSING in people[name].cat.categories and people[name].isna().any():
            yield (
                f'{file}: the column "{name}" has a level "{MISSING}" as well as empty cells: '
                "leave those cells empty, or give the level another name"
            )


def filled(people: pd.DataFrame, model: Model) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the table without missing values, and the number of people dropped by unit.

    A dropped row that has no unit is counted under "(missing)".
    """
    if model.data.missing == "category":
        return people.assign(**{c: _with_level(people[c]) for c in _categories(model)}), {}
    incomplete = people[needed_columns(model)].isna().any(axis="columns")
    gone = people[incomplete]
    persons = gone[model.data.trials] if model.data.trials else pd.Series(1, index=gone.index)
    units = gone[model.data.unit].astype(object).where(gone[model.data.unit].notna(), NO_UNIT)
    dropped = persons.groupby(units).sum()
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
