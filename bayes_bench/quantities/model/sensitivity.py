"""What is printed of variants of the analysis."""

from functools import partial

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.quantities.quantity import ERRORS, Family, Quantity
from bayes_bench.sensitivity_analysis.compare import sensitivity_of

_MEANING = {
    "variant_unit_sd": ("sd of the unit effects under a variant", "logits"),
    "variant_effect": ("effect of the unit-level covariate that a variant adds", "logits"),
    "variant_change": ("change of a unit's indicator, the worst unit", "percentage points"),
    "variant_rank": ("expected rank under a variant, the worst unit", "rank"),
    "variant_probability": (
        "probability to be among the best or worst k, or of a flag, the worst unit",
        "probability",
    ),
}


def _errors(name: str, fit: Fit) -> pd.DataFrame:
    every = sensitivity_of(fit).errors
    return every.loc[every["quantity"] == name, ERRORS]


QUANTITIES = tuple(
    Quantity(name, meaning, unit, errors=partial(_errors, name))
    for name, (meaning, unit) in _MEANING.items()
)

FAMILY = Family(
    lambda fit: QUANTITIES if fit.model.sensitivity.without else (), place=170, judged=False
)
