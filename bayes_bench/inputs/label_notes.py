"""Labels of what the model or the data do not have: left over, or in another spelling."""

from collections.abc import Iterator, Sequence

import pandas as pd

from bayes_bench.inputs.codes import MISSING
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import persons_of
from bayes_bench.interface.suggestions import did_you_mean, listed


def label_notes(people: pd.DataFrame, model: Model) -> list[str]:
    """Say which labels belong to no column of the model, or to no level of the data.

    Parameters
    ----------
    people : DataFrame
        From `read_people`.
    model : Model

    Returns
    -------
    list of str
        A sentence for each such column and language. A level of the data is named only where
        enough people have it.
    """
    wordings = {"labels": model.labels, "labels.da": model.labels.da}
    known = [str(name) for name in people.columns]
    notes: list[str] = []
    for place, wording in wordings.items():
        named = {"columns": [*wording.columns], "levels": [*wording.levels]}
        for key, columns in named.items():
            crossed = model.interactions if key == "columns" else ()
            notes += _left_over(f"{place}.{key}", columns, [*known, *crossed])
        for column in (name for name in wording.levels if name in known):
            codes = [*wording.levels[column]]
            notes += _notes(f"{place}.levels.{column}", codes, people[column], model, people)
    return notes


def _left_over(place: str, columns: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    for column in columns:
        if column not in known:
            hint = did_you_mean(column, known) or "; take it out"
            yield f'{place} names "{column}", which the model does not use{hint}'


def _notes(
    place: str, codes: list[str], values: pd.Series, model: Model, people: pd.DataFrame
) -> Iterator[str]:
    if not isinstance(values.dtype, pd.CategoricalDtype):
        yield f"{place}: the column is a measurement here and has no levels to be called anything"
        return
    present = {str(level) for level in values.cat.categories} | {MISSING}
    unknown = [code for code in codes if code not in present]
    if unknown:
        hint = did_you_mean(unknown[0], _shown_levels(values, model, people))
        yield f"{place}: the data have no level {listed(unknown, most=6)}{hint}"


def _shown_levels(values: pd.Series, model: Model, people: pd.DataFrame) -> list[str]:
    """Levels that so many people have that they may be named."""
    least = model.disclosure.least
    counts = persons_of(people, model).groupby(values, observed=True).sum()
    return [str(level) for level in counts.index[counts >= least]]
