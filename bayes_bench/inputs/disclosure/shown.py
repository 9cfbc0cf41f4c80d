"""What of the cells may be shown: all that a digest which is written may follow from.

A digest of everything would give hidden counts away: there are few that they may be, and each can
be tried.
"""

import numpy as np
import xarray as xr

from bayes_bench.inputs.disclosure.combinations import counts_by_group
from bayes_bench.inputs.disclosure.hidden import hidden_of
from bayes_bench.inputs.model.file import Model

HIDDEN = -1
"""In place of events that are hidden."""


def shown_of(cells: xr.Dataset, model: Model) -> xr.Dataset:
    """The cells, or, where not all may be shown, counts that are.

    Parameters
    ----------
    cells : Dataset
        From `bayes_bench.aggregate`.
    model : Model

    Returns
    -------
    Dataset
        The cells where nothing is hidden from anybody. Else dims ``unit`` and one for each
        category: ``people`` and ``events`` by unit, the latter -1 where hidden, ``total_events``,
        and people by level; the coordinates of units; and the key figures, which have their own
        rules.
    """
    if model.disclosure.shows_all:
        return cells
    by_unit = {name: cells[name] for name in cells.coords if cells[name].dims == ("unit",)}
    people, counts = counts_by_group(cells, cells["unit_index"].to_numpy(), cells.sizes["unit"])
    is_hidden = np.isin(cells["unit"].to_numpy().astype(str), [*hidden_of(cells, model).units])
    events = np.where(is_hidden, HIDDEN, counts[:, 0])
    told = {"people": ("unit", people), "events": ("unit", events)}
    attrs = {"key_figures": cells.attrs.get("key_figures", "")}
    total = int(cells["events"].sum())
    return xr.Dataset({**told, "total_events": total, **_levels(cells, model)}, by_unit, attrs)


def _levels(cells: xr.Dataset, model: Model) -> dict[str, xr.Variable]:
    """People by level of each category, with what the levels are called."""
    found = {}
    for name in (f"covariate_{c.name}" for c in model.characteristics):
        if "levels" in cells[name].attrs:
            about = cells[name].attrs
            people = np.bincount(cells[name], cells["trials"], len(about["levels"]))
            found[name] = xr.Variable(f"level_{name}", people.astype(np.int64), about)
    return found
