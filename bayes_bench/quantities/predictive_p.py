"""Predictive p values, averaged over draws."""

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import xarray as xr

from bayes_bench.checks.by_group import ALL
from bayes_bench.fit import Fit
from bayes_bench.predictive.groups import shown_groups
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.typing import Floats


def _parts(fit: Fit) -> Iterator[tuple[str, Sequence[str], Floats]]:
    """Names of checks with their labels, and exceedances (draw, label)."""
    units = [str(unit) for unit in fit.analysis.cells["unit"].to_numpy()]
    found, groups = replicates_of(fit), [ALL, *(group.check for group in shown_groups(fit))]
    yield "posterior", units, found.exceedance[:, : len(units)]
    yield "mixed", units, found.mixed_exceedance
    yield "", groups, found.exceedance[:, len(units) :]


def _draws(place: int, fit: Fit) -> xr.DataArray:
    check, labels, exceedance = list(_parts(fit))[place]
    named = [f"{check}, {label}" if check else label for label in labels]
    coords = {"label": np.array(named, dtype=str)}
    return xr.DataArray(exceedance[None], coords, ("chain", "draw", "label"))


QUANTITIES = tuple(
    Quantity(
        "p",
        "P(y_rep > y) + P(y_rep = y) / 2",
        "probability",
        partial(_draws, place),
        doi="10.1214/07-BA218",
        bounds=(0.0, 1.0),
    )
    for place in range(3)
)
"""Cross-validatory p values have weights, and their own error beside them."""

FAMILY = Family(lambda _fit: QUANTITIES, place=140, judged=False)
