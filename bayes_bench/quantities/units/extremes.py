"""Means of the best and of the worst k, in the ways of `extremes.csv` (the winner's curse).

``chance``, which comes from simulated data and not from posterior draws, has its error in its row.
"""

from functools import partial

import xarray as xr

from bayes_bench.estimands.classical.winners_curse import ENDS, extreme_draws, extremes_table
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity

_WAYS = {
    "same": "mean indicator of the k units with the best (worst) posterior means",
    "true": "mean indicator of the k units that are best (worst) in each draw",
}
_FACTS = {
    "published": "best and worst as published elsewhere, facts",
    "printed": "mean observed minus expected of the best (worst) k by it, facts",
}


def _draws(way: str, fit: Fit) -> xr.DataArray:
    return extreme_draws(fit)[way]


def _fact(way: str, fit: Fit) -> xr.DataArray:
    """A fact is the same in every draw."""
    value = extremes_table(fit).set_index("way").loc[way, list(ENDS)].to_numpy(dtype=float)
    return xr.zeros_like(extreme_draws(fit)["same"]) + xr.DataArray(value, {"end": list(ENDS)})


QUANTITIES = (
    *(
        Quantity(f"extreme_{way}", meaning, "percentage points", partial(_draws, way))
        for way, meaning in _WAYS.items()
    ),
    # the mean of posterior means is the posterior mean of the same list's mean
    Quantity(
        "extreme_means",
        "mean of the posterior means of the k units for which they are best (worst)",
        "percentage points",
        partial(_draws, "same"),
    ),
)


def _facts(fit: Fit) -> tuple[Quantity, ...]:
    named = [name for name in _FACTS if name == "printed" or fit.model.report.published]
    return tuple(
        Quantity(f"extreme_{way}", _FACTS[way], "percentage points", partial(_fact, way))
        for way in named
    )


FAMILY = Family(lambda fit: (*QUANTITIES, *_facts(fit)), place=110)
