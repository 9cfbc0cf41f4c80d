"""What each covariate adds to a unit's expected share."""

import numpy as np
import xarray as xr

from bayes_bench.estimands.expectation.contributions import contributions_of
from bayes_bench.estimands.expectation.summaries import covariate_contributions
from bayes_bench.fit import Fit
from bayes_bench.quantities.quantity import Family, Quantity


def _contributions(fit: Fit) -> xr.DataArray:
    """Dims chain, draw, label: ``unit, covariate``."""
    sums = covariate_contributions(contributions_of(fit))
    labels = [
        f"{unit}, {covariate}"
        for unit in sums["unit"].to_numpy()
        for covariate in sums["covariate"].to_numpy()
    ]
    flat = sums.to_numpy().reshape(1, sums.sizes["draw"], -1)
    coords = {"label": np.array(labels, dtype=str)}
    return xr.DataArray(flat, coords, ("chain", "draw", "label"))


def _difference(fit: Fit) -> xr.DataArray:
    parts = contributions_of(fit)
    return (100 * (parts["expected"] - parts["expected_country"])).expand_dims("chain")


QUANTITIES = (
    Quantity(
        "contribution",
        "what a covariate adds to the expected share of a unit, against the country",
        "percentage points",
        _contributions,
    ),
    Quantity(
        "difference",
        "expected share of a unit, against the country",
        "percentage points",
        _difference,
    ),
)

FAMILY = Family(lambda fit: QUANTITIES if fit.model.covariates else (), place=130, judged=False)
