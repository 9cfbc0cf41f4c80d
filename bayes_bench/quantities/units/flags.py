"""The posterior probabilities that decide the flags."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.flags import decision_variables
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit, once
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.ranking.draws import SAMPLE_DIMS

_MEANING = {
    "probability_better": "probability that the indicator is on the better side of 0",
    "probability_beyond_better": "probability that it is beyond the margin on the better side",
    "probability_beyond_worse": "probability that it is beyond the margin on the worse side",
    "probability_beyond_margin": "the larger of these two",
}


@once
def flag_draws(fit: Fit) -> xr.Dataset:
    """`decision_variables` of the indicator, and beyond the margin in its likelier direction."""
    settings = fit.model.benchmark
    indicator = benchmark_of(fit)["indicator"]
    draws = decision_variables(indicator, fit.model.data.better, settings.margin)
    better, worse = (draws[f"probability_beyond_{way}"] for way in ("better", "worse"))
    to_better = better.mean(SAMPLE_DIMS) >= worse.mean(SAMPLE_DIMS)
    return draws.assign(probability_beyond_margin=better.where(to_better, worse))


def _draws(name: str, fit: Fit) -> xr.DataArray:
    return flag_draws(fit)[name]


QUANTITIES = tuple(
    Quantity(name, meaning, "probability", partial(_draws, name), bounds=(0.0, 1.0))
    for name, meaning in _MEANING.items()
)

FAMILY = Family(lambda _fit: QUANTITIES, place=50)
