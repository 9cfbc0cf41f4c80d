"""What each covariate adds to a unit's expected rate."""

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.estimands.expectation.contributions import contributions_of
from bayes_bench.estimands.expectation.summaries import covariate_contributions
from bayes_bench.fitted import Fit
from bayes_bench.quantities.diagnosis import mcse_of
from bayes_bench.quantities.quantity import Family, Quantity
from bayes_bench.quantities.thinned import of_rows
from bayes_bench.typing import Floats


def _contributions(fit: Fit) -> pd.DataFrame:
    sums = covariate_contributions(contributions_of(fit))
    units, covariates = sums["unit"].to_numpy(), sums["covariate"].to_numpy()
    labels = [f"{unit}, {covariate}" for unit in units for covariate in covariates]
    flat = sums.transpose("draw", "unit", "covariate").to_numpy().reshape(sums.sizes["draw"], -1)
    groups = np.tile(np.arange(covariates.size), units.size)
    return _shown(of_rows(flat, labels, sums["draw"].to_numpy(), fit), groups, fit)


def _difference(fit: Fit) -> pd.DataFrame:
    parts = contributions_of(fit)
    values = 100 * (parts["expected"] - parts["expected_country"]).transpose("draw", "unit")
    units = [str(unit) for unit in parts["unit"].to_numpy()]
    draws = of_rows(values.to_numpy(), units, parts["draw"].to_numpy(), fit)
    return _shown(draws, np.zeros(len(units), dtype=int), fit)


def _shown(draws: xr.DataArray, groups: np.ndarray, fit: Fit) -> pd.DataFrame:
    """Errors as they may be shown: with all its digits a contribution counts a unit's people.

    So does its error, which is that of the coefficients times the same number. Where the data are
    not public, values are missing, which `expectation.csv` has rounded, and the error is one for
    each covariate, the largest of all units, rounded up to one digit.
    """
    error, labels = mcse_of(draws), draws["label"].to_numpy()
    if fit.model.disclosure.shows_all:
        return pd.DataFrame({"label": labels, "mcse": error, "value": draws.mean("draw").values})
    largest = np.array([_rounded_up(error[groups == group].max()) for group in np.unique(groups)])
    return pd.DataFrame({"label": labels, "mcse": largest[groups], "value": np.nan})


def _rounded_up(error: Floats) -> float:
    if error <= 0.0:
        return 0.0
    digit = 10.0 ** np.floor(np.log10(error))
    return float(np.ceil(error / digit) * digit)


QUANTITIES = (
    Quantity(
        "contribution",
        "what a covariate adds to the expected rate of a unit, against the country",
        "percentage points",
        errors=_contributions,
    ),
    Quantity(
        "difference",
        "expected rate of a unit, against the country",
        "percentage points",
        errors=_difference,
    ),
)

FAMILY = Family(
    lambda fit: QUANTITIES if fit.model.characteristics else (), place=130, judged=False
)
