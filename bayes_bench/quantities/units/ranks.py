"""Ranks of the indicator, and who is among the best and the worst k."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.indicators import indicator_ranks
from bayes_bench.fitted import Fit, once
from bayes_bench.quantities.quantity import Family, Quantity

_MEANING = {
    "rank": ("rank by the indicator, 1 = best", "rank"),
    "probability_best_k": ("probability to be among the best k", "probability"),
    "probability_worst_k": ("probability to be among the worst k", "probability"),
}


@once
def rank_draws(fit: Fit) -> xr.Dataset:
    """Ranks of the indicator, and who is among the best and the worst k."""
    return indicator_ranks(fit).variables(fit.analysis.top)


def _draws(name: str, fit: Fit) -> xr.DataArray:
    return rank_draws(fit)[name]


QUANTITIES = tuple(
    Quantity(name, meaning, unit, partial(_draws, name))
    for name, (meaning, unit) in _MEANING.items()
)

FAMILY = Family(lambda _fit: QUANTITIES, place=60)
