"""Effects of the covariates, and the standardised rate at each level."""

from functools import partial

import numpy as np
import xarray as xr

from bayes_bench.estimands.covariates.effects import covariate_effects
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity


def _effects(name: str, fit: Fit) -> xr.DataArray:
    """Effects by a name of their own, such as ``joint=hip``."""
    effects = covariate_effects(fit)
    return effects[name].assign_coords(effect=_names(effects["term"], effects["level"]))


def _adjusted(fit: Fit) -> xr.DataArray:
    effects = covariate_effects(fit)
    names = _names(effects["category_term"], effects["category_level"])
    return effects["adjusted_share"].assign_coords(category=names)


def _names(terms: xr.DataArray, levels: xr.DataArray) -> np.ndarray:
    pairs = zip(terms.to_numpy(), levels.to_numpy(), strict=True)
    return np.array([f"{term}={level}" for term, level in pairs], dtype=str)


QUANTITIES = (
    Quantity(
        "odds_ratio",
        "odds against the reference level, or per step of a linear covariate",
        "1",
        partial(_effects, "odds_ratio"),
        "exp(beta)",
        bounds=(0.0, float("inf")),
    ),
    Quantity(
        "effect_pp",
        "mean change when everybody goes from the reference to the level, or a step up",
        "percentage points",
        partial(_effects, "effect_pp"),
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
LOG_ODDS = Quantity(
    "log_odds",
    "log odds against the reference level, or per step of a linear covariate",
    "logits",
    partial(_effects, "log_odds"),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=40)
