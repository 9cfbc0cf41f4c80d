"""Covariates that answer the question themselves: the outcome again, or the unit again."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.people_rules import FEW_UNITS, events_of, persons_of
from bayes_bench.inputs.values.groupings import are_alike, follows
from bayes_bench.inputs.values.note import Note
from bayes_bench.inputs.values.telling import FORGIVEN, levels_tell, limit_tells
from bayes_bench.typing import Integers


def answer_problems(people: pd.DataFrame, model: Model) -> list[str]:
    """Return which covariates are the outcome or the unit, without the name of the file.

    Parameters
    ----------
    people : DataFrame
        Converted columns without missing values.
    model : Model
    """
    persons, events = (values(people, model).to_numpy() for values in (persons_of, events_of))
    problems = []
    for covariate in model.characteristics:
        values = people[covariate.name]
        if is_outcome(values, persons, events):
            problems.append(
                f'the covariate "{covariate.name}" tells the outcome: each of its values has '
                "nothing but events, or none at all; is it the outcome itself, or known only after "
                "it? leave it out"
            )
        elif covariate.kind == "category" and _is_unit(values, people[model.data.unit_name]):
            problems.append(
                f'the covariate "{covariate.name}" has a level of its own for each '
                f"{model.labels.one}, so that it takes their differences away: leave it out, or "
                "name it under [data] as "
                f"name_column where it is what the {model.labels.several} are called"
            )
    return problems


def is_outcome(
    values: pd.Series, persons: Integers, events: Integers, forgiven: float = 0.0
) -> bool:
    """Whether a column tells who has an event.

    A category, if each of its levels has only events, or none; a measurement, which enters with
    its size, if a limit parts events from the others.

    Parameters
    ----------
    values : Series (row,)
        Categories or numbers.
    persons, events : ndarray (row,)
    forgiven : float
        Of a category, as of `levels_tell`.
    """
    without = persons - events
    if values.dtype == float:
        return limit_tells(values.to_numpy(), events, without)
    codes, size = values.cat.codes.to_numpy(), values.cat.categories.size
    counts = [np.bincount(codes, some, size) for some in (events, without)]
    return levels_tell(np.stack(counts, axis=1).astype(np.int64), forgiven)


def near_answer_notes(people: pd.DataFrame, model: Model) -> Iterator[Note]:
    """Say which covariates tell nearly all outcomes, without the name of the file."""
    persons, events = (values(people, model).to_numpy() for values in (persons_of, events_of))
    for covariate in model.characteristics:
        if is_outcome(people[covariate.name], persons, events, FORGIVEN):
            yield Note(
                f'the covariate "{covariate.name}" nearly tells the outcome: its values have '
                "nothing but events, or none at all, but for one in a hundred; is it the outcome "
                "with a few slips, or known only after it? then leave it out",
                "nearly_the_outcome",
                covariate.name,
            )


def _is_unit(values: pd.Series, units: pd.Series) -> bool:
    level, unit = values.cat.codes.to_numpy(), units.cat.codes.to_numpy()
    return are_alike(level, unit) and pd.unique(level).size >= FEW_UNITS


def unit_level_notes(people: pd.DataFrame, model: Model) -> Iterator[str]:
    """Say which covariates are the same for everyone of a unit, without the name of the file.

    Those of which the model says so itself are not told of.
    """
    for covariate in model.main_effects:  # a grouping may be of units: regions are
        if covariate.level != "unit" and _is_of_units(people, covariate, model):
            told = (
                f'the covariate "{covariate.name}" is the same for everyone of each '
                f"{model.labels.one}: it describes {model.labels.several} and not "
                f"{model.labels.who}, and takes part of their differences away; "
                'level = "unit" under it says so'
            )
            yield Note(told, "of_units", covariate.name)


def _is_of_units(people: pd.DataFrame, covariate: Covariate, model: Model) -> bool:
    units, values = people[model.data.unit_name].cat.codes.to_numpy(), people[covariate.name]
    is_category = covariate.kind == "category"
    column = values.cat.codes.to_numpy() if is_category else values.to_numpy()
    return follows(column, units) and FEW_UNITS <= pd.unique(units).size < len(people)
