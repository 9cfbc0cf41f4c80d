"""Cells that are nearly as many as people because a covariate is continuous: what rounding gains.

A run takes as long as there are cells. Where a covariate has a value of its own for almost
everybody, counting joins nobody with anybody, and a coarser measurement may be worth offering. It
changes the analysis, so that it is never done unasked; and it is offered with the number of cells
that it would leave, counted and not guessed. Where cells are as many as people for another reason,
such as many categories, there is nothing to offer and nothing is said.
"""

import json
import math
import re
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.sections import Covariate
from bayes_bench.inputs.rounding import distinct_values, step_text, steps_of
from bayes_bench.numerics.rounding import rounded
from bayes_bench.typing import Floats, Integers

MIN_CELLS = 20_000
"""Up to so many cells the engine takes a second or less, and fewer would save nobody any time."""
NEAR = 0.5
"""Cells per person above which they are near: counting has not even halved the work."""
LEAST_GAIN = 0.2
"""Part of the cells that has to go: what is paid with the precision of a covariate should show."""
PARTS = 100
"""A proposed step cuts the middle 98 % of a covariate into 40 to 100 parts.

Rounding to a step h is an error of variance h² / 12 (Sheppard, 10.1112/plms/s1-29.1.353). With 40
parts that is one in 1,600 of the variance of a uniform covariate and one in 890 of a normal one,
and the coefficient shrinks by about as small a part of itself.
"""
_LARGEST = 2.0**62


def near_people_notes(cells: xr.Dataset, model: Model) -> list[str]:
    """Say that cells are nearly as many as people, why, and which rounding would leave how many.

    Parameters
    ----------
    cells : Dataset
        From `bayes_bench.aggregate`.
    model : Model

    Returns
    -------
    list of str
        A sentence with the line to write; none where cells are few, or where rounding the
        continuous covariates would not take away `LEAST_GAIN` of them.
    """
    count, people = cells.sizes["cell"], int(cells["trials"].sum())
    if count <= max(MIN_CELLS, NEAR * people):
        return []
    steps, left = _worth_rounding(cells, model, NEAR * people)
    if left > (1 - LEAST_GAIN) * count:
        return []
    note = _note(cells, {**steps_of(model), **steps}, _distinct_values(cells, steps), left)
    return [f"{people:,} {model.labels.who} {note}"]


def _note(
    cells: xr.Dataset, steps: Mapping[str, float], distinct: Mapping[str, int], left: int
) -> str:
    count = cells.sizes["cell"]
    values = (f'"{name}" has {number:,} different values' for name, number in distinct.items())
    return (
        f"are still {count:,} cells when they are counted: {', '.join(values)}. "
        f"The more cells, the longer a run: {round_line(steps)} under [data] would leave {left:,} "
        "of them, and move no value by more than half a step"
    )


def round_line(steps: Mapping[str, float]) -> str:
    """The line of a model file: round = { age = 1 }."""
    pairs = ", ".join(f"{_key(name)} = {step_text(step)}" for name, step in steps.items())
    return f"round = {{ {pairs} }}"


def _key(name: str) -> str:
    is_bare = re.fullmatch(r"[A-Za-z0-9_-]+", name)
    return name if is_bare else json.dumps(name, ensure_ascii=False)


def _worth_rounding(cells: xr.Dataset, model: Model, enough: float) -> tuple[dict[str, float], int]:
    """Steps for the covariates of most values, until cells are few enough, and how many are left.

    One alone may gain nothing where another is continuous too, so they are added up.
    """
    proposed, left = _proposed(cells, model), cells.sizes["cell"]
    others = [covariate for covariate in model.characteristics if covariate.name not in proposed]
    common = _patterns([cells["unit_index"].to_numpy(), *(_places(cells, c) for c in others)])
    steps: dict[str, float] = {}
    for name in sorted(proposed, key=_distinct_values(cells, proposed).__getitem__, reverse=True):
        steps[name] = proposed[name]
        values = (_rounded(cells, name, steps.get(name)) for name in proposed)
        left = int(_patterns([common, *map(_codes, values)]).max()) + 1
        if left <= enough:
            break
    return steps, left


def _proposed(cells: xr.Dataset, model: Model) -> dict[str, float]:
    """A step for each continuous covariate, where it is coarser than what the values have.

    None for one of at most `PARTS` values, and none for one that the model file rounds already:
    that was decided, and what another step would leave can no longer be counted.
    """
    kinds = {covariate.name: covariate.kind for covariate in model.characteristics}
    measured = [name for name in kinds if kinds[name] != "category"]
    found = {}
    for name in [name for name in measured if name not in steps_of(model)]:
        values = cells[f"covariate_{name}"].to_numpy()
        distinct, step = np.unique(values), proposed_step(values)
        if distinct.size > PARTS and pd.unique(rounded(distinct, step)).size < distinct.size:
            found[name] = step
    return found


def proposed_step(values: Floats) -> float:
    """The least of 1, 2 or 5 times a power of ten that cuts the range into `PARTS` or fewer.

    Parameters
    ----------
    values : ndarray (cell,)
        Two different ones or more. Of their range the middle 98 % counts, or a single income of a
        billion would leave one value for all others; all of it where the middle is one value.
    """
    low, high = np.quantile(values, [0.01, 0.99])
    width = float(high - low) or float(values.max() - values.min())
    power = math.floor(math.log10(width / PARTS))
    candidates = [float(f"{lead}e{power}") for lead in (1, 2, 5, 10)]
    # the last one where the logarithm was rounded
    return next((step for step in candidates if step * PARTS >= width), candidates[-1])


def _distinct_values(cells: xr.Dataset, names: Iterable[str]) -> dict[str, int]:
    return {name: distinct_values(cells, name) for name in names}


def _rounded(cells: xr.Dataset, name: str, step: float | None) -> Floats:
    values = cells[f"covariate_{name}"].to_numpy()
    return values if step is None else rounded(values, step)


def _places(cells: xr.Dataset, covariate: Covariate) -> Integers:
    """A whole number for each value of a covariate (cell,)."""
    values = cells[f"covariate_{covariate.name}"].to_numpy()
    return values if covariate.kind == "category" else _codes(values)


def _codes(values: Floats | Integers) -> Integers:
    codes: Integers = pd.factorize(values)[0].astype(np.int64)
    return codes


def _patterns(columns: Iterable[Integers]) -> Integers:
    """The place of each cell's combination of these columns (cell,)."""
    keys, size = np.zeros(1, dtype=np.int64), 1
    for places in columns:
        choices = int(places.max()) + 1
        if size * choices > _LARGEST:
            keys = _codes(keys)
            size = int(keys.max()) + 1
        keys, size = keys * choices + places, size * choices
    return _codes(keys)
