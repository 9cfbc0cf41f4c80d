"""What the priors allow of units and effects before anything is observed."""

from functools import partial

import xarray as xr

from bayes_bench.fitted import Fit
from bayes_bench.predictive.prior_predictive import (
    ODDS,
    RATE,
    SPREAD,
    has_prior,
    prior_figures,
)
from bayes_bench.quantities.quantity import Family, Quantity

_WHERE = "under the priors alone"
_DOI = "10.1111/rssa.12378"
_MEANING = {
    RATE: ("underlying rate of a unit", "share"),
    SPREAD: ("sd of the units' underlying rates", "percentage points"),
    ODDS: ("median odds ratio of the same person in two units", "1"),
}
_EFFECT = ("average effect of a level or a step", "percentage points")


def _draws(name: str, fit: Fit) -> xr.DataArray:
    """Independent draws in one chain; of any unit the mean over units."""
    return xr.DataArray(prior_figures(fit)[name].mean(axis=1)[None], dims=("chain", "draw"))


def _of(fit: Fit) -> tuple[Quantity, ...]:
    if not has_prior(fit):
        return ()
    meanings = {name: _MEANING.get(name, _EFFECT) for name in prior_figures(fit)}
    return tuple(
        Quantity(f"prior_{name}", f"{meaning}, {_WHERE}", unit, partial(_draws, name), doi=_DOI)
        for name, (meaning, unit) in meanings.items()
    )


FAMILY = Family(_of, place=165, judged=False)
