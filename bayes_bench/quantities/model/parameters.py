"""The parameters themselves, as they stand in ``/posterior``."""

from functools import partial

import xarray as xr

from bayes_bench.fitted import Fit
from bayes_bench.posterior.density import effect_name, sd_name
from bayes_bench.quantities.quantity import Family, Quantity

_MEANING = {
    "intercept": "log odds of the average person in a unit without effect",
    "coefficient": "change of the log odds per column of the design",
    "unit_sd": "sd of the unit effects",
    "unit_effect": "unit effect",
}


def _draws(name: str, fit: Fit) -> xr.DataArray:
    return fit.posterior["posterior"].to_dataset()[name]


def _of(fit: Fit) -> tuple[Quantity, ...]:
    names = [str(name) for name in fit.posterior["posterior"].data_vars]
    meaning = dict(_MEANING)
    for group in (group.name for group in fit.model.groups):
        meaning[sd_name(group)] = f"sd of the effects of {group}'s members"
        meaning[effect_name(group)] = f"effect of a member of {group}"
    return tuple(
        Quantity(name, meaning.get(name, name), "logits", partial(_draws, name)) for name in names
    )


FAMILY = Family(_of, place=10)
