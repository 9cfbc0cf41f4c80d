"""Covariates that answer the question themselves: the outcome again, or the unit again."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.people_rules import FEW_UNITS, events_of, persons_of
from bayes_bench.typing import Bools, Floats, Integers

LEAST = 10
"""Events and non-events that a table has at least where a column can be called the outcome."""
PEOPLE = 5
"""People of a level, in the mean: with fewer, levels of one kind are no wonder."""


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
    for covariate in model.covariates:
        values = people[covariate.name]
        if is_outcome(values, persons, events):
            problems.append(
                f'the covariate "{covariate.name}" tells the outcome: each of its values has '
                "nothing but events or none at all; is it the outcome itself, or known only after "
                "it? leave it out"
            )
        elif covariate.kind == "category" and _is_unit(values, people[model.data.unit_name]):
            problems.append(
                f'the covariate "{covariate.name}" has a level of its own for each unit, so that '
                "it takes their differences away: leave it out, or name it under [data] as "
                "name_column where it is what the units are called"
            )
    return problems


def is_outcome(values: pd.Series, persons: Integers, events: Integers) -> bool:
    """Whether a column tells who has an event: every value has only events, or none.

    Parameters
    ----------
    values : Series (row,)
        Categories or numbers.
    persons, events : ndarray (row,)
    """
    places, levels = pd.factorize(values)
    trials, happened = (np.bincount(places, counts) for counts in (persons, events))
    somebody = trials > 0
    is_pure = bool(np.all((happened == 0) | (happened == trials)))
    if not is_pure or min(happened.sum(), (trials - happened).sum()) < LEAST:
        return False
    if trials.sum() >= PEOPLE * somebody.sum():
        return True
    # of a measurement that is another for everybody, a limit between events and the others
    return values.dtype == float and _is_split(np.asarray(levels)[somebody], happened[somebody] > 0)


def _is_split(levels: Floats, is_event: Bools) -> bool:
    with_event, without = levels[is_event], levels[~is_event]
    return bool(with_event.min() > without.max() or with_event.max() < without.min())


def _is_unit(values: pd.Series, units: pd.Series) -> bool:
    pairs = pd.DataFrame({"unit": units.cat.codes, "level": values.cat.codes}).drop_duplicates()
    several = pairs["unit"].nunique() >= FEW_UNITS
    return several and len(pairs) == pairs["unit"].nunique() == pairs["level"].nunique()


def unit_level_notes(people: pd.DataFrame, model: Model) -> Iterator[str]:
    """Say which covariates are the same for everyone of a unit, without the name of the file."""
    for covariate in model.covariates:
        if _is_of_units(people, covariate, model):
            yield (
                f'the covariate "{covariate.name}" is the same for everyone of a unit: it '
                "describes units and not people, and takes part of their differences away"
            )


def _is_of_units(people: pd.DataFrame, covariate: Covariate, model: Model) -> bool:
    units = people[model.data.unit_name].cat.codes
    pairs = pd.DataFrame({"unit": units, "value": people[covariate.name]}).drop_duplicates()
    count = pairs["unit"].nunique()
    return count >= FEW_UNITS and len(pairs) == count < len(people)
