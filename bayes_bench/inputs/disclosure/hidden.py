"""Who is fitted and ranked, and not shown: the one place that decides on it.

A unit is hidden where fewer people than ``disclosure.minimum_count`` had the event, or had it not.
Totals are shown, so that a single hidden unit could be had by subtraction: the next smallest by
people are hidden with it until two or more are, which together reach the minimum, and of which each
may have had three numbers of events or more, given the sum: two units of fewer than five events and
eight together have four each. Who is next depends on people again and not on what happened. Regions
are totals too: where one of them would give its hidden units away, none is shown.
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.combinations import counts_by_group, few_combinations
from bayes_bench.inputs.model.file import Model
from bayes_bench.typing import Bools, Integers

POSSIBLE = 3
"""Counts that a hidden unit may have had at least, for whoever knows the totals and this rule."""


@dataclass(frozen=True)
class Hidden:
    """What may not be shown of what happened.

    Attributes
    ----------
    units : set of str
        Codes of the units of which nothing is shown but their people.
    levels : set of (str, str)
        Covariate and level, of which no effect is shown.
    regions : bool
        Whether the figures of regions are hidden.
    least : int
        Events or non-events that a shown unit has at least.
    """

    units: AbstractSet[str] = frozenset()
    levels: AbstractSet[tuple[str, str]] = frozenset()
    regions: bool = False
    least: int = 0

    @property
    def note(self) -> str:
        """Why, in English, as files have it: the same of all, or it would tell who is the cause."""
        return f"hidden: fewer than {self.least} events or non-events, or covers a unit with so few"


def hidden_of(cells: xr.Dataset, model: Model) -> Hidden:
    """Who may not be shown.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``.
    model : Model

    Returns
    -------
    Hidden
        Nothing where the data are public or nothing leaves.
    """
    if model.disclosure.shows_all:
        return Hidden()
    least = model.disclosure.minimum_count
    people, counts = counts_by_group(cells, cells["unit_index"].to_numpy(), cells.sizes["unit"])
    is_hidden = hidden_units(people, counts, least)
    codes = cells["unit"].to_numpy()[is_hidden]
    return Hidden(
        frozenset(map(str, codes)),
        frozenset(_few_levels(cells, model, least)),
        _gives_away(cells, is_hidden, counts, least),
        least,
    )


def hidden_units(people: Integers, counts: Integers, least: int) -> Bools:
    """Units with few events or non-events, and the next smallest by people that cover them (unit,).

    Parameters
    ----------
    people : ndarray (unit,)
    counts : ndarray (unit, 2)
        Events and non-events.
    least : int
    """
    hidden: Bools = counts.min(axis=1) < least
    for unit in np.argsort(people, kind="stable"):
        if is_covered(hidden, counts, least):
            break
        hidden[unit] = True
    return hidden


def is_covered(hidden: Bools, counts: Integers, least: int) -> bool:
    """Whether what is hidden cannot be had by subtraction from a total.

    Parameters
    ----------
    hidden : ndarray (unit,)
        Who is hidden.
    counts : ndarray (unit, 2)
        Events and non-events.
    least : int
    """
    few = np.count_nonzero(hidden)
    if few < 2:
        return bool(few == 0)
    own = counts[hidden]
    return bool(own.sum(axis=0).min() >= least and _possible(own, least).min() >= POSSIBLE)


def _possible(counts: Integers, least: int) -> Integers:
    """How many events each of some units may have had, given their sum and who has few (unit,).

    A unit with few events has 0 to ``least - 1``; one with few non-events likewise of these; any
    other ``least`` or more of both. What is left of the sum for a unit lies between what the others
    have at least and at most: every number between can be.

    Parameters
    ----------
    counts : ndarray (unit, 2)
        Events and non-events.
    least : int
    """
    people, (events, rest) = counts.sum(axis=1), counts.T
    has_few, has_most = events < least, rest < least
    low = np.where(has_few, 0, np.where(has_most, people - least + 1, least))
    high = np.where(has_few, np.minimum(people, least - 1), people - np.where(has_most, 0, least))
    low = np.maximum(low, 0)
    total = events.sum()
    from_others, to_others = total - (high.sum() - high), total - (low.sum() - low)
    found: Integers = np.minimum(high, to_others) - np.maximum(low, from_others) + 1
    return found


def _few_levels(cells: xr.Dataset, model: Model, least: int) -> list[tuple[str, str]]:
    """Levels with few events or non-events in all."""
    found = []
    for name in (c.name for c in model.characteristics if c.kind == "category"):
        codes = cells[f"covariate_{name}"]
        levels = codes.attrs["levels"]
        _, counts = counts_by_group(cells, codes.to_numpy(), len(levels))
        found += [(name, str(levels[at])) for at in np.flatnonzero(counts.min(axis=1) < least)]
    return [*found, *few_combinations(cells, model, set(found), least)]


def _gives_away(cells: xr.Dataset, hidden: Bools, counts: Integers, least: int) -> bool:
    """Whether the total of a region, or of what is in none, would give its hidden units away."""
    if "region" not in cells.coords:
        return False
    region = cells["region"].to_numpy()
    return any(
        not is_covered(hidden & (region == name), counts, least) for name in np.unique(region)
    )
