"""How many of the marked units are expected not to lie beyond the margin."""

import xarray as xr

from bayes_bench.estimands.flags import flags_of
from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.units.flags import flag_draws


def _draws(fit: Fit) -> xr.DataArray:
    """Expected false flags of the units that are marked; (chain, draw, label)."""
    flag = flags_of(fit)["flag"]
    marked = flag.isin(("better", "worse")) & benchmark_of(fit)["ranked"]
    beyond = flag_draws(fit)["probability_beyond_margin"]
    false = ((1.0 - beyond) * marked).sum("unit")
    return false.expand_dims(label=["false_flags"])


QUANTITIES = (
    Quantity(
        "decision",
        "how many of the marked units are expected to be so falsely",
        "units",
        _draws,
        bounds=(0.0, float("inf")),
    ),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=150, judged=False)
