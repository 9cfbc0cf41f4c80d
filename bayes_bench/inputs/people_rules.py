"""The rules for a table of people as a whole: enough units, variation, counts that add up."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bayes_bench.inputs.columns import LARGEST_COUNT
from bayes_bench.inputs.facts import counted_people
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.rounding import step_text, steps_of
from bayes_bench.inputs.values.note import Note
from bayes_bench.inputs.values.rows import some_rows
from bayes_bench.inputs.values.same_codes import are_dates
from bayes_bench.inputs.values.shapes import looks_missing
from bayes_bench.interface.suggestions import counted, did_you_mean, listed

MAX_LEVELS = 1000
FEW_UNITS = 5
MANY_ROWS = 100
"""From which on a whole number of its own in nearly every row is no accident."""
MAX_DATES = 60
"""Dates that a category has at most as levels: as many months are five years."""


def needed_columns(model: Model) -> list[str]:
    """Return the columns of the table of people that a model names, each once."""
    return list(dict.fromkeys([model.data.unit_name, *_beside_unit(model)]))


def columns_in_file(model: Model) -> list[str]:
    """Return the columns of the file that a model cannot do without, each once."""
    return list(dict.fromkeys([*model.data.unit_columns, *_beside_unit(model)]))


def _beside_unit(model: Model) -> list[str]:
    data = model.data
    given = (data.outcome, data.events, data.trials, data.weights, data.period)
    return [*(c for c in given if c is not None), *(item.name for item in model.characteristics)]


def people_problems(people: pd.DataFrame, model: Model) -> list[str]:
    """Return every reason why the table cannot be fitted, without the name of the file.

    Parameters
    ----------
    people : DataFrame
        Converted columns without missing values.
    model : Model
    """
    if people.empty:
        return ["every row has a missing value, none is left after dropping them"]
    persons = persons_of(people, model)
    return [
        *_outcome_problems(people, persons, model),
        *_unit_problems(people, persons, model),
        *(
            line
            for item in model.characteristics
            for line in _covariate(people, persons, item, model)
        ),
    ]


def persons_of(people: pd.DataFrame, model: Model) -> pd.Series:
    """Return the number of people that each row stands for."""
    rows = people[model.data.trials] if model.data.trials else pd.Series(1, index=people.index)
    return rows * people[model.data.weights] if model.data.weights else rows


def events_of(people: pd.DataFrame, model: Model) -> pd.Series:
    """Return the number of events among the people that each row stands for."""
    events: pd.Series = people[model.data.outcome or model.data.events]
    return events * people[model.data.weights] if model.data.weights else events


def count_problems(people: pd.DataFrame, file: str, model: Model) -> list[str]:
    """Return where there are more events than trials, or more people than can be counted."""
    if model.data.events is None:
        return []
    if model.data.weights is not None:
        beyond = (persons_of(people, model) > LARGEST_COUNT).to_numpy()
        if beyond.any():
            rows = some_rows(beyond)
            product = f'"{model.data.trials}" times "{model.data.weights}"'
            return [f"{file}: {product} is above {LARGEST_COUNT:.0e} {rows}: these are no people"]
    over = (people[model.data.events] > people[model.data.trials]).to_numpy()
    sentence = f'{file}: "{model.data.events}" is above "{model.data.trials}"'
    return [f"{sentence} {some_rows(over)}: these are events out of trials"] if over.any() else []


def _outcome_problems(people: pd.DataFrame, persons: pd.Series, model: Model) -> Iterator[str]:
    name = model.data.outcome or model.data.events
    events = events_of(people, model).sum()
    if persons.sum() == 0:
        counts = model.data.trials or model.data.weights
        yield f'the column "{counts}" is 0 in every row: there is nobody'
    elif events in (0, persons.sum()):
        which = "no event" if events == 0 else "nothing but events"
        yield f'the column "{name}" has {which} in the whole table: nothing can be compared'


def _unit_problems(people: pd.DataFrame, persons: pd.Series, model: Model) -> Iterator[str]:
    units = people[model.data.unit_name][persons > 0].nunique()
    if units == 1:
        one = model.labels.one
        yield f'the column "{model.data.unit_name}" has one {one} only: it takes two to compare'


def _covariate(
    people: pd.DataFrame, persons: pd.Series, covariate: Covariate, model: Model
) -> Iterator[str]:
    values = people[covariate.name][persons > 0]
    levels = values.nunique()
    if levels == 1:
        yield _constant(covariate.name, steps_of(model).get(covariate.name))
    elif covariate.kind == "category" and levels > MAX_LEVELS:
        yield (
            f'the covariate "{covariate.name}" has {levels} levels (at most {MAX_LEVELS}): is '
            f"it a number that identifies {model.labels.who}, or one for "
            'kind = "linear" or "spline"?'
        )
    elif covariate.kind == "category" and levels > MAX_DATES and are_dates(values.unique()):
        yield (
            f'the covariate "{covariate.name}" has {levels} dates for levels: use what follows '
            "from the date, such as a year, a month or a number of days"
        )
    if covariate.reference is not None and covariate.reference not in set(values.unique()):
        yield _no_reference(values, persons, covariate, model)


def _constant(name: str, step: float | None) -> str:
    if step is None:
        return f'the covariate "{name}" has the same value for everyone: leave it out'
    return (
        f'the covariate "{name}", rounded to the nearest {step_text(step)} (data.round), has the '
        "same value for everyone: write a smaller step, or leave the covariate out"
    )


def _no_reference(values: pd.Series, persons: pd.Series, covariate: Covariate, model: Model) -> str:
    reference = str(covariate.reference)
    counts = persons[values.index].groupby(values, observed=True).sum()
    # A level of very few people may say something about a person.
    least = model.disclosure.least
    known = [str(level) for level in counts.index[counts >= least]]
    among = f", among them {listed(known, most=6)}" if known else ""
    return (
        f'the covariate "{covariate.name}" has no level "{reference}", its reference in the '
        f"model file (it has {counted(counts.size, 'level')}{among})"
        f"{did_you_mean(reference, known)}"
    )


def people_warnings(people: pd.DataFrame, file: str, model: Model) -> list[str]:
    """Return what the statistician should know about a table that can be used."""
    persons = persons_of(people, model)
    units = people[model.data.unit_name][persons > 0].nunique()
    empty = int((persons == 0).sum())
    warnings: list[str] = []
    if units < FEW_UNITS:
        told = (
            f"{file}: only {model.labels.counted_units(units)}: what is said about the variation "
            "between them rests mostly on its prior"
        )
        warnings.append(Note(told, "few_units", units=units))
    if empty:
        which = model.data.trials or model.data.weights
        told = f"{file}: {counted(empty, 'row')} for nobody (0 {which})"
        warnings.append(Note(told, "nobody", str(which), rows=empty))
    if model.data.period and people[model.data.period].nunique() > 1:
        periods = people[model.data.period].nunique()
        told = (
            f'{file}: the column "{model.data.period}" has {periods} periods: they are taken '
            "together as one"
        )
        warnings.append(Note(told, "periods", model.data.period, periods=periods))
    warnings += _identifiers(people, file, model)
    return warnings + [_looks_missing(people, n, file, model) for n in _suspects(people, model)]


def _identifiers(people: pd.DataFrame, file: str, model: Model) -> Iterator[str]:
    """Measurements that are a whole number of its own in nearly every row."""
    for covariate in model.characteristics:
        values = people[covariate.name]
        if covariate.kind == "category" or len(values) < MANY_ROWS:
            continue
        if values.nunique() > 0.9 * len(values) and bool((values == values.round()).all()):
            told = (
                f'{file}: the covariate "{covariate.name}" is a whole number of its own in nearly '
                f"every row: is it a number that identifies {model.labels.who}? leave it out"
            )
            yield Note(told, "identifier", covariate.name)


def _suspects(people: pd.DataFrame, model: Model) -> list[str]:
    names = [c.name for c in model.characteristics if c.kind == "category"]
    return [
        name
        for name in (model.data.unit_name, *names)
        if any(looks_missing(str(level)) for level in people[name].cat.categories)
    ]


def _looks_missing(people: pd.DataFrame, name: str, file: str, model: Model) -> str:
    levels = [level for level in people[name].cat.categories if looks_missing(str(level))]
    where = np.asarray(people[name].isin(levels))
    told = (
        f'{file}: the column "{name}" has a text like NA or . {some_rows(where)}, taken as a '
        "level: leave the cell empty where the value is missing, or name the text in "
        "missing_values under [data]"
    )
    rows = counted_people(int(where.sum()), model.disclosure.least)
    return Note(told, "looks_missing", name, rows=rows)
