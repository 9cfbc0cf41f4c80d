"""Labels of levels that the data do not have: most likely a code in another spelling."""

from collections.abc import Iterator

import pandas as pd

from bayes_bench.inputs.codes import MISSING
from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import persons_of
from bayes_bench.interface.suggestions import did_you_mean, listed


def label_notes(people: pd.DataFrame, model: Model) -> list[str]:
    """Say which labels of levels belong to no level of the data.

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
    tables = {"labels.levels": model.labels.levels, "labels.da.levels": model.labels.da.levels}
    return [
        note
        for place, columns in tables.items()
        for column, codes in columns.items()
        for note in _notes(f"{place}.{column}", [*codes], people[column], model, people)
    ]


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
