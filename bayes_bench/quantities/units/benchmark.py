"""What the benchmark holds of every unit, under the model's reference."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity

NAMES = ("predicted", "expected", "indicator", "persons", "observed_gap", "direct_rate")


def _draws(name: str, fit: Fit) -> xr.DataArray:
    return benchmark_of(fit)[name]


def _of(fit: Fit) -> tuple[Quantity, ...]:
    attrs = {name: benchmark_of(fit)[name].attrs for name in NAMES}
    return tuple(
        Quantity(name, about["long_name"], about["units"], partial(_draws, name), about["formula"])
        for name, about in attrs.items()
    )


FAMILY = Family(_of, place=20)
