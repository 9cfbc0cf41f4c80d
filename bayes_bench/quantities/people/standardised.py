"""Everybody given a level: average marginal effects and standardised rates, of thinned draws."""

import xarray as xr

from bayes_bench.estimands.covariates.effects import standardised_effects
from bayes_bench.fitted import Fit
from bayes_bench.quantities.people.labels import by_level
from bayes_bench.quantities.quantity import Family, Quantity


def _effects(fit: Fit) -> xr.DataArray:
    effects = standardised_effects(fit)
    names = by_level(effects["term"], effects["level"])
    return effects["effect_pp"].assign_coords(effect=names)


def _adjusted(fit: Fit) -> xr.DataArray:
    effects = standardised_effects(fit)
    names = by_level(effects["category_term"], effects["category_level"])
    return effects["adjusted_share"].assign_coords(category=names)


QUANTITIES = (
    Quantity(
        "effect_pp",
        "mean change when everybody goes from the reference to the level, or a step up",
        "percentage points",
        _effects,
        bounds=(-100.0, 100.0),
    ),
    Quantity(
        "adjusted_share",
        "standardised rate: if everybody had the level and were otherwise as they are",
        "share",
        _adjusted,
        bounds=(0.0, 1.0),
    ),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=45, judged=False)
