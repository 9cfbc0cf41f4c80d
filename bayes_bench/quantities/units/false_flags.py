"""Expected number of false discoveries among the flagged units."""

import xarray as xr

from bayes_bench.estimands.flags import flags_of
from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.units.flags import flag_draws


def _draws(fit: Fit) -> xr.DataArray:
    """Flagged units that are not beyond the margin, in each draw; (chain, draw, label)."""
    flag = flags_of(fit)["flag"]
    flagged = flag.isin(("better", "worse")) & xr.DataArray(fit.analysis.is_shown, dims="unit")
    beyond = flag_draws(fit)["probability_beyond_margin"]
    false = ((1.0 - beyond) * flagged).sum("unit")
    return false.expand_dims(label=["false_flags"])


QUANTITIES = (
    Quantity(
        "decision",
        "expected number of false discoveries: flagged units not beyond the margin",
        "units",
        _draws,
        bounds=(0.0, float("inf")),
    ),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=150, judged=False)
