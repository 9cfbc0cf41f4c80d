"""The adjusted odds ratio of a unit against the mean unit."""

import numpy as np
import xarray as xr

from bayes_bench.estimands.estimand import COMPARED_EFFECT, NO_REFERENCE, Estimand


def odds_ratio(posterior: xr.DataTree) -> xr.DataArray:
    """Adjusted odds ratio of a unit against the mean unit, the same for every person.

    Parameters
    ----------
    posterior : DataTree
        As `fit` returns it.

    Returns
    -------
    DataArray (chain, draw, unit)
        exp(u_j - mean of u over all fitted units); their geometric mean is 1 in every draw.
    """
    return _against_the_mean(posterior["posterior"].to_dataset()["unit_effect"])


def _against_the_mean(effect: xr.DataArray) -> xr.DataArray:
    centred = (effect - effect.mean("unit")).transpose("chain", "draw", "unit")
    ratio: xr.DataArray = xr.apply_ufunc(np.exp, centred)
    return ratio.assign_attrs(ESTIMAND.attrs)


def _named(bench: xr.Dataset, posterior: xr.DataTree) -> xr.DataArray:
    """With what covariates of units add to the effects where that is how units do."""
    has_own = COMPARED_EFFECT in bench
    ratio = _against_the_mean(bench[COMPARED_EFFECT]) if has_own else odds_ratio(posterior)
    return ratio.assign_coords(name=bench["name"], ranked=bench["ranked"])


ESTIMAND = Estimand(
    name="odds_ratio",
    measure=_named,
    units="1",
    long_name="odds ratio against the mean unit",
    formula="exp(u_j - mean u)",
    place=70,
    synonyms=(
        "or",
        "odds ratio",
        "oddsratio",
    ),
    bounds=(0.0, float("inf")),
    # a function of the effects alone, and all units weigh the same in the mean effect
    axioms={NO_REFERENCE: ("holds", "holds", "holds", "holds", "holds")},
)
