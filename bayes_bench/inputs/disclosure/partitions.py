"""Groups of people whose totals would give hidden units away.

The events of a group that is made of whole units are a sum of theirs. Those of the shown ones are
known, so that those of the hidden ones in it are what is left: they must cover each other, as they
do in the total, and so must those outside. Where a group parts the people of shown units, nobody
knows how many events are on either side. Groups can be added up: what holds of one must hold of
every union.
"""

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.combinations import counts_by_group
from bayes_bench.inputs.disclosure.hidden import Hidden, is_covered
from bayes_bench.typing import Bools, Integers

MOST_GROUPS = 10
"""Groups of which all unions are looked at; of more none is shown."""


def gives_away(
    cells: xr.Dataset, hidden: Hidden, codes: Integers, groups: Sequence[tuple[int, ...]]
) -> bool:
    """Whether events of these groups would tell of a hidden unit what its total does not.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``.
    hidden : Hidden
    codes : ndarray (cell,)
        Level that each cell has.
    groups : sequence of tuple of int
        Levels of each group.
    """
    if not hidden.units:
        return False
    if len(groups) > MOST_GROUPS:
        return True
    of_group = np.stack([np.isin(codes, levels) for levels in groups])
    counts = np.stack([_by_unit(cells, inside) for inside in of_group])
    is_hidden = np.isin(cells["unit"].to_numpy().astype(str), [*hidden.units])
    whole = counts.sum(axis=0)
    places = range(len(groups))
    return any(
        _tells(counts[list(union)].sum(axis=0), whole, is_hidden, hidden.least)
        for size in range(1, len(groups))
        for union in combinations(places, size)
    )


def _by_unit(cells: xr.Dataset, inside: Bools) -> Integers:
    """Events and non-events by unit of the cells inside (unit, 2)."""
    few = cells[["trials", "events"]].isel(cell=np.flatnonzero(inside))
    return counts_by_group(few, few["unit_index"].to_numpy(), cells.sizes["unit"])[1]


def _tells(inside: Integers, whole: Integers, hidden: Bools, least: int) -> bool:
    """Whether a union of groups is made of whole shown units, and its hidden ones are bare."""
    people, everybody = inside.sum(axis=1), whole.sum(axis=1)
    parted = np.minimum(people, everybody - people)[~hidden].sum()
    # every second union is the rest of another one: what is outside is looked at there
    return bool(parted < least and not is_covered(hidden & (people > 0), inside, least))
