"""Spline covariates at each value of their curves."""

from functools import partial

import numpy as np
import xarray as xr

from bayes_bench.estimands.covariates.curves import every_spline_effect
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity

_MEASURES = {
    "log_odds": ("log odds against the median person", "logits"),
    "odds_ratio": ("odds against the median person", "1"),
    "effect_pp": ("mean change when everybody goes from the median", "percentage points"),
}


def _draws(measure: str, covariate: str, fit: Fit) -> xr.DataArray:
    draws = every_spline_effect(fit)[covariate][measure]
    names = [f"{covariate}={value:.12g}" for value in draws["value"].to_numpy()]
    return draws.assign_coords(value=np.array(names, dtype=str))


def _of(fit: Fit) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(measure, meaning, unit, partial(_draws, measure, covariate))
        for covariate, effects in every_spline_effect(fit).items()
        for measure, (meaning, unit) in _MEASURES.items()
        if measure in effects
    )


FAMILY = Family(_of, place=100, judged=False)
