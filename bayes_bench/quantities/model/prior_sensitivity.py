"""How far every figure depends on the priors, by power scaling."""

import numpy as np
import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import ERRORS, Family, Quantity
from bayes_bench.sensitivity_analysis.power_scaling import PowerScaling, power_scaling

_DOI = "10.1007/s11222-023-10366-5"


def _labels(found: PowerScaling) -> list[str]:
    pairs = found.figures.itertuples(index=False)
    return [", ".join(filter(None, pair)) for pair in pairs]


def _changes(fit: Fit) -> pd.DataFrame:
    found = power_scaling(fit)
    rows = {"label": _labels(found), "mcse": found.change_error, "value": found.change}
    return pd.DataFrame(rows)[ERRORS]


def _sensitivities(fit: Fit) -> pd.DataFrame:
    """One row for the sensitivities of a figure: the largest error of them."""
    found = power_scaling(fit)
    labels, errors = _labels(found), found.sensitivity_error
    rows = [pd.DataFrame({"label": labels, "mcse": errors[name]}) for name in errors]
    return pd.concat(rows, ignore_index=True).assign(value=np.nan)[ERRORS]


QUANTITIES = (
    Quantity(
        "prior_change",
        "change of the posterior mean if all priors counted double, to first order",
        "as the figure",
        formula="ln 2 cov(figure, log prior)",
        doi=_DOI,
        errors=_changes,
    ),
    Quantity(
        "prior_sensitivity",
        "power-scaling sensitivity to the priors, and to the likelihood",
        "1",
        formula="d CJS / d log2 alpha at alpha = 1",
        doi=_DOI,
        bounds=(0.0, float("inf")),
        errors=_sensitivities,
    ),
)

FAMILY = Family(lambda _fit: QUANTITIES, place=175, judged=False)
