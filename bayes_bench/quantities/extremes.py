"""Means of the best and of the worst k: of a fixed list, and of the true ones of each draw."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.classical.winners_curse import extreme_draws
from bayes_bench.fit import Fit
from bayes_bench.quantities.quantity import Family, Quantity

_WAYS = {
    "same": "mean indicator of the k units with the best (worst) posterior means",
    "true": "mean indicator of the k units that are best (worst) in each draw",
}


def _draws(way: str, fit: Fit) -> xr.DataArray:
    return extreme_draws(fit)[way]


QUANTITIES = tuple(
    Quantity(f"extreme_{way}", meaning, "percentage points", partial(_draws, way))
    for way, meaning in _WAYS.items()
)

FAMILY = Family(lambda _fit: QUANTITIES, place=110)
