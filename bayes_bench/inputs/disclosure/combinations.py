"""Combinations of levels that few people have, or few of whom had the event: what is not shown.

Rows of effects and coefficients are named as they are in tables. A change is hidden where either of
its ends is such a combination, and what an interaction says of a hidden level is hidden with it.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import numpy as np
import xarray as xr

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.model.interactions import PER_SD, PER_UNIT, PLACES, where
from bayes_bench.typing import Integers

type Named = tuple[str, str]
"""An interaction and what of it: the level of a row of effects, or of a coefficient."""


def counts_by_group(cells: xr.Dataset, group: Integers, groups: int) -> tuple[Integers, Integers]:
    """People (group,), and events and non-events (group, 2), of groups of cells."""
    trials, events = (
        np.bincount(group, cells[name].to_numpy(), groups).astype(np.int64)
        for name in ("trials", "events")
    )
    return trials, np.stack([events, trials - events], axis=1)


def few_combinations(
    cells: xr.Dataset, model: Model, hidden: AbstractSet[Named], least: int
) -> Iterator[Named]:
    """What of interactions may not be shown.

    Parameters
    ----------
    cells : Dataset
    model : Model
    hidden : set of (str, str)
        Covariate and level, of which no effect is shown.
    least : int
        Events and non-events that a combination has at least.
    """
    for name, pair in model.interactions.items():
        codes = [cells[f"covariate_{covariate}"] for covariate in pair]
        if all("levels" in of.attrs for of in codes):
            yield from _of_two_categories(name, pair, cells, least)
        for (one, other), of in zip((pair, pair[::-1]), codes, strict=True):
            levels = [str(level) for level in of.attrs.get("levels", ())]
            for level in (level for level in levels if (one, level) in hidden):
                yield from _of_hidden(name, one, level, cells[f"covariate_{other}"], model)


def _of_two_categories(
    name: str, pair: tuple[str, str], cells: xr.Dataset, least: int
) -> Iterator[Named]:
    codes = [cells[f"covariate_{covariate}"] for covariate in pair]
    first, second = ([str(level) for level in of.attrs["levels"]] for of in codes)
    group = codes[0].to_numpy() * len(second) + codes[1].to_numpy()
    _, counts = counts_by_group(cells, group, len(first) * len(second))
    few = (counts.min(axis=1) < least).reshape(len(first), len(second))
    base = [first.index(str(codes[0].attrs["reference"]))]
    base.append(second.index(str(codes[1].attrs["reference"])))
    for a, b in np.ndindex(*few.shape):
        if few[a, b] or few[base[0], b]:
            yield name, where(first[a], pair[1], second[b])
        if few[a, b] or few[a, base[1]]:
            yield name, where(second[b], pair[0], first[a])
        if few[a, b]:
            yield name, f"{first[a]}:{second[b]}"


def _of_hidden(
    name: str, covariate: str, level: str, other: xr.DataArray, model: Model
) -> Iterator[Named]:
    """Rows that change to a hidden level, or give it, beside a measurement."""
    if "levels" in other.attrs:
        return
    called = str(other.name).removeprefix("covariate_")
    yield from ((name, where(level, called, at)) for at in PLACES)
    yield from ((name, where(step, covariate, level)) for step in (PER_UNIT, PER_SD))
    df = next(one.df for one in model.main_effects if one.name == called)
    columns = [""] if df is None else [f"{n}" for n in range(1, df + 1)]
    is_first = model.interactions[name][0] == covariate
    yield from ((name, f"{level}:{n}" if is_first else f"{n}:{level}") for n in columns)
