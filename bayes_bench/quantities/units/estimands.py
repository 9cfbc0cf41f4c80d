"""Every estimand of the catalogue under every reference, but for what the benchmark has already."""

from functools import partial

import numpy as np
import xarray as xr

from bayes_bench.estimands.catalogue import ESTIMANDS, every_estimand
from bayes_bench.estimands.estimand import Estimand
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import MANY_UNITS, Family, Quantity
from bayes_bench.quantities.units.benchmark import NAMES


def _draws(name: str, reference: str, fit: Fit) -> xr.DataArray:
    """Draws by unit; under another reference than the model's it stands behind the unit."""
    draws = every_estimand(fit)[name, reference]
    if reference in ("", benchmark_of(fit).attrs["reference"]):
        return draws
    units = [f"{unit}, {reference}" for unit in draws["unit"].to_numpy()]
    return draws.drop_vars(("name", "ranked")).assign_coords(unit=np.array(units, dtype=str))


def _of(fit: Fit) -> tuple[Quantity, ...]:
    own = benchmark_of(fit).attrs["reference"]
    return tuple(
        _quantity(one, reference)
        for one in ESTIMANDS
        for reference in one.named_references
        if not (one.name in NAMES and reference in ("", own))
    )


def _quantity(one: Estimand, reference: str) -> Quantity:
    draws = partial(_draws, one.name, reference)
    return Quantity(one.name, one.long_name, one.units, draws, one.formula, one.doi, one.bounds)


FAMILY = Family(_of, place=80, below=MANY_UNITS)
"""Functions, unit by unit, of effects and rates that are judged whatever their number."""
