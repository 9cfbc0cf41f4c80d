"""Predictive draws of each unit's rate: mixed, without differences (a funnel), and next period."""

from functools import partial

import xarray as xr

from bayes_bench.estimands.references import REFERENCES
from bayes_bench.fitted import Fit
from bayes_bench.predictive.ranges import predicted_ranges
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.thinned import predictive_draws


def _draws(name: str, reference: str, fit: Fit) -> xr.DataArray:
    draws = predicted_ranges(fit)[name]
    named = reference and reference != fit.model.benchmark.reference
    if reference:
        draws = draws.sel(reference=reference, drop=True)
    units = [f"{unit}, {reference}" if named else str(unit) for unit in draws["unit"].to_numpy()]
    return predictive_draws(draws.transpose("draw", "unit").to_numpy(), units, fit)


def _of(fit: Fit) -> tuple[Quantity, ...]:
    found = predicted_ranges(fit)
    kinds = [
        (name, reference) for name in ("own_range", "chance_range") for reference in REFERENCES
    ]
    return tuple(
        Quantity(
            name,
            found[name].attrs["long_name"],
            found[name].attrs["units"],
            partial(_draws, name, reference),
            found[name].attrs["formula"],
            "10.1002/sim.1970",
        )
        for name, reference in [*kinds, ("next_period", "")]
    )


FAMILY = Family(_of, place=120, judged=False)
