"""Ranks of the indicator, and who is among the best and the worst k."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fit import Fit, once
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.ranking.draws import rank_variables

_MEANING = {
    "rank": ("rank by the indicator, 1 = best", "rank"),
    "probability_best_k": ("probability to be among the best k", "probability"),
    "probability_worst_k": ("probability to be among the worst k", "probability"),
}


@once
def rank_draws(fit: Fit) -> xr.Dataset:
    """`rank_variables` of the indicator."""
    return rank_variables(benchmark_of(fit)["indicator"], fit.model.data.better, fit.analysis.top)


def _draws(name: str, fit: Fit) -> xr.DataArray:
    return rank_draws(fit)[name]


QUANTITIES = tuple(
    Quantity(name, meaning, unit, partial(_draws, name))
    for name, (meaning, unit) in _MEANING.items()
)

FAMILY = Family(lambda _fit: QUANTITIES, place=60)
