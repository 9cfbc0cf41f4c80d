"""Covariates that are said to be of units: everybody of a unit has to have the same value."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.values.rows import some_rows


def unit_level_problems(people: pd.DataFrame, model: Model) -> Iterator[str]:
    """Say which of them differ within units, without the name of the file.

    Units are those of the table, before any are joined or merged: these may differ, and their
    people keep their own value.

    Parameters
    ----------
    people : DataFrame
        Converted columns without missing values.
    model : Model

    Yields
    ------
    str
        A sentence for each covariate, without a value.
    """
    unit = people[model.data.unit_name].cat.codes.to_numpy()
    for name in (one.name for one in model.main_effects if one.level == "unit"):
        value, _ = pd.factorize(people[name])
        codes, first = np.unique(unit, return_index=True)
        own = value[first][np.searchsorted(codes, unit)]
        differs = value != own
        units = np.unique(unit[differs]).size
        if units:
            yield (
                f'the covariate "{name}" has level = "unit", and differs between people of '
                f"{model.labels.counted_units(units)} of {codes.size}, from the first of them "
                f'{some_rows(differs)}: correct the column, or take level = "unit" out where it '
                "describes people"
            )
