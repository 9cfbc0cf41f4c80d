"""Effects of the covariates on the odds."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.covariates.effects import covariate_odds
from bayes_bench.fitted import Fit
from bayes_bench.quantities.people.labels import by_level
from bayes_bench.quantities.quantity import Family, Quantity


def _odds(name: str, fit: Fit) -> xr.DataArray:
    """Effects by a name of their own, such as ``joint=hip``."""
    odds = covariate_odds(fit)
    return odds[name].assign_coords(effect=by_level(odds["term"], odds["level"]))


QUANTITIES = (
    Quantity(
        "odds_ratio",
        "odds against the reference level, or per step of a linear covariate",
        "1",
        partial(_odds, "odds_ratio"),
        "exp(beta)",
        bounds=(0.0, float("inf")),
    ),
)
LOG_ODDS = Quantity(
    "log_odds",
    "log odds against the reference level, or per step of a linear covariate",
    "logits",
    partial(_odds, "log_odds"),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=40)
