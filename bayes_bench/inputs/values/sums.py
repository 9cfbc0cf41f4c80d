"""Rows of a table of counts that are sums of others: totals and subtotals, found by arithmetic."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from bayes_bench.inputs.model.file import Model
from bayes_bench.inputs.people_rules import events_of, persons_of
from bayes_bench.inputs.values.note import Note
from bayes_bench.inputs.values.rows import some_rows
from bayes_bench.typing import Bools, Integers

LEAST_UNITS = 4
"""With fewer, that one is the sum of the others is no wonder."""
LEAST_ROWS = 6
"""Units that a table of subtotals has at least."""
CERTAIN = 6
"""Others from which on that one is their sum is no accident, wherever it stands."""
TOTALS = frozenset(
    {
        *("total", "totals", "grand total", "sum", "all", "overall", "altogether", "national"),
        *("i alt", "ialt", "alle", "hele landet", "landet", "gesamt", "insgesamt", "ensemble"),
    }
)
"""What totals are called, without capitals."""


def sum_problems(people: pd.DataFrame, model: Model) -> list[str]:
    """Return which rows count people a second time, without the name of the file.

    Parameters
    ----------
    people : DataFrame
        Converted columns, a row as it stands in the file.
    model : Model
        Rows of people are never sums, so that only events and trials are looked at.
    """
    if model.data.events is None:
        return []
    counts = _counts(people, model)
    return [*_unit_sums(people, counts, model), *_level_sums(people, counts, model)]


def sum_notes(people: pd.DataFrame, model: Model) -> list[str]:
    """Return what may be a total and may be none, without the name of the file.

    Parameters
    ----------
    people : DataFrame
        As of `sum_problems`, which has found none.
    model : Model
    """
    if model.data.events is None:
        return []
    sums = _unit_totals(people, _counts(people, model), model)
    if not sums.any():
        return []
    note = (
        f'the column "{model.data.unit_name}" has one {model.labels.one} with as many '
        f"{model.labels.who} and events as all others together, {some_rows(sums)}: if it is a "
        "total, delete these rows"
    )
    return [Note(note, "total", model.data.unit_name)]


def _counts(people: pd.DataFrame, model: Model) -> pd.DataFrame:
    counts = {"trials": persons_of(people, model), "events": events_of(people, model)}
    return pd.DataFrame(counts).fillna(0)


def _unit_totals(people: pd.DataFrame, counts: pd.DataFrame, model: Model) -> Bools:
    """Which rows are of units that are sums of others (row,)."""
    places, _ = pd.factorize(people[model.data.unit_name])
    totals = counts[places >= 0].groupby(places[places >= 0]).sum()
    totals = totals[totals["trials"] > 0]
    sums = totals.index.to_numpy()[sums_of_others(totals.to_numpy(np.int64))]
    return np.isin(places, sums)


def _unit_sums(people: pd.DataFrame, counts: pd.DataFrame, model: Model) -> Iterator[str]:
    where = _unit_totals(people, counts, model)
    units = people[model.data.unit_name]
    sums = units[where].nunique()
    if sums > 1 or (sums and _is_total(units, where)):
        counted = model.labels.counted_units(sums)
        which = f"{counted} that {'is the sum' if sums == 1 else 'are sums'}"
        yield (
            f'the column "{model.data.unit_name}" has {which} of others {some_rows(where)}, a '
            "total of the table: everybody is counted twice; delete these rows"
        )


def _is_total(units: pd.Series, where: Bools) -> bool:
    """Whether a unit that is the sum of all others can be no unit like them.

    Of a few units one may have as many people and events as the others together by accident: it
    is then a total only if it is called so, or stands below them.
    """
    others = units[~where].nunique()
    is_last = bool(where[units.notna().to_numpy()][-1]) and others >= LEAST_UNITS
    is_called_so = str(units[where].iloc[0]).casefold() in TOTALS
    return others >= CERTAIN or is_last or is_called_so


def sums_of_others(counts: Integers) -> Bools:
    """Return which units are sums of others, trials and events alike.

    Parameters
    ----------
    counts : ndarray (unit, 2)
        Trials, above zero, and events, in the order of the table.

    Returns
    -------
    ndarray (unit,)
        One that is the sum of all others; and those that are each the sum of the units below it
        (or above it), where these sums leave no unit out.
    """
    is_sum = np.zeros(len(counts), dtype=bool)
    for part in (slice(None), slice(1, None), slice(None, -1)):
        for step in (1, -1):
            found = _headings(counts[part][::step])
            is_sum[np.arange(len(counts))[part][::step][found]] = True
    left = np.flatnonzero(~is_sum)
    if left.size >= LEAST_UNITS:
        total = counts[left].sum(axis=0)
        is_sum[left[(2 * counts[left] == total).all(axis=1)]] = True
        # the total of a table whose subtotals are gone
        if len(left) < len(counts):
            is_sum |= (counts == total).all(axis=1)
    return is_sum


def _headings(counts: Integers) -> list[int]:
    """Places of sums that stand each before what they are the sum of; none unless all do."""
    if len(counts) < LEAST_ROWS:
        return []
    before = np.vstack([np.zeros((1, 2), dtype=np.int64), np.cumsum(counts, axis=0)])
    place, found, widest = 0, [], 0
    while place < len(counts):
        target = before[place + 1] + counts[place]
        end = int(np.searchsorted(before[:, 0], target[0]))
        if end >= len(before) or end <= place + 1 or (before[end] != target).any():
            return []
        found.append(place)
        widest, place = max(widest, end - place - 1), end
    return found if widest > 1 and len(found) > 1 else []


def _level_sums(people: pd.DataFrame, counts: pd.DataFrame, model: Model) -> Iterator[str]:
    units = people[model.data.unit_name]
    for covariate in model.characteristics:
        if covariate.kind != "category":
            continue
        values = people[covariate.name]
        for level in _total_levels(units, values, counts):
            rows = some_rows(values.cat.codes.to_numpy() == level)
            yield (
                f'the covariate "{covariate.name}" has a level that is the sum of its other levels '
                f"in every {model.labels.one} {rows}: everybody is counted twice; delete these rows"
            )


def _total_levels(units: pd.Series, values: pd.Series, counts: pd.DataFrame) -> list[int]:
    """Places of the levels that are half of every unit's people, and half of its events.

    By the pairs of unit and level that there are: a column that identifies people would have a
    table of all pairs that fits in no memory.
    """
    codes = pd.DataFrame({"unit": units.cat.codes, "level": values.cat.codes})
    is_somebody = (codes >= 0).all(axis="columns") & (counts["trials"] > 0)
    codes, somebody = codes[is_somebody], counts[is_somebody]
    if codes["level"].nunique() <= 2 or codes["unit"].nunique() < LEAST_UNITS:
        return []
    pairs = somebody.groupby([codes["unit"], codes["level"]]).sum()
    wholes = somebody.groupby(codes["unit"]).sum().reindex(pairs.index.get_level_values("unit"))
    is_half = (2 * pairs.to_numpy() == wholes.to_numpy()).all(axis=1)
    halves = pairs.index.get_level_values("level")[is_half].value_counts()
    return sorted(int(level) for level in halves.index[halves == codes["unit"].nunique()])
