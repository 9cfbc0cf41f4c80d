"""Predictive draws of each unit's rate: mixed, without differences (a funnel), and next period."""

from functools import partial

import xarray as xr

from bayes_bench.fitted import Fit
from bayes_bench.predictive.ranges import MEANING, RANGES, range_draws
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.thinned import predictive_draws


def _draws(name: str, reference: str, fit: Fit) -> xr.DataArray:
    draws = range_draws(fit, name, reference)
    named = reference and reference != fit.model.benchmark.reference
    units = [f"{unit}, {reference}" if named else str(unit) for unit in draws["unit"].to_numpy()]
    return predictive_draws(draws.to_numpy(), units, fit)


def _of(_fit: Fit) -> tuple[Quantity, ...]:
    return tuple(
        Quantity(
            name,
            MEANING[name][1],
            MEANING[name][0],
            partial(_draws, name, reference),
            MEANING[name][2],
            "10.1002/sim.1970",
        )
        for name, reference in RANGES
    )


FAMILY = Family(_of, place=120, judged=False)
