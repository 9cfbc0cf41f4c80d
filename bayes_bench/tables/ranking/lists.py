"""Subset selection: k units with the most expected true members, spread, and by O minus E."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from math import ceil

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.errors import InputError
from bayes_bench.estimands.classical.winners_curse import ENDS, printed_ends
from bayes_bench.ranking.draws import ranked_units
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.selection import Limit, size_classes, units_to_visit

SIZE_CLASSES = 3

type Row = Mapping[str, object]
type Lists = Mapping[str, list[str]]
type Ends = Mapping[str, Ranks]
"""Ranks in which the units at this end of the list, best or worst, come first."""


def lists_of_units(ends: Ends, bench: xr.Dataset, analysis: Analysis) -> tuple[Lists, list[Row]]:
    """Lists of k units that are shown, by name, and a row for one that cannot be made."""
    k, hidden = analysis.top, analysis.hidden.units
    printed = printed_ends(analysis, k)
    lists = {
        **{f"{end}_list": _visited(ends[end], k, [], hidden) for end in ENDS},
        **{f"printed_{end}": units for end, units in printed.items()},
    }
    limits = _limits(bench, analysis.cells, k)
    try:
        return {**lists, "spread_list": _visited(ends["best"], k, limits, hidden)}, []
    except InputError as error:  # regions with so few units that k cannot be spread over them
        return lists, [{"decision": "spread_list", "note": str(error)}]


def _visited(ranks: Ranks, k: int, limits: list[Limit], hidden: AbstractSet[str]) -> list[str]:
    chosen = units_to_visit(ranks, k, limits, hidden)
    return [str(unit) for unit in chosen["unit"].values]


def _limits(bench: xr.Dataset, cells: xr.Dataset, k: int) -> list[Limit]:
    """Limits by region, where there are any, and class of size: as even a spread as can be."""
    groups = [classes_of_size(bench)]
    if "region" in cells.coords:
        regions = ranked_units(cells["region"])
        groups += [regions] if is_spread_over_regions(regions.to_series()) else []
    return [Limit(group, ceil(k / len(np.unique(group.values)))) for group in groups]


def is_spread_over_regions(regions: pd.Series) -> bool:
    """Whether there are several regions of the ranked units, and each unit is in one."""
    return bool(regions.ne("").all() and regions.nunique() > 1)


def classes_of_size(bench: xr.Dataset) -> xr.DataArray:
    """Class of size of each ranked unit."""
    return size_classes(bench["n"], min(SIZE_CLASSES, int(bench["ranked"].sum())))
