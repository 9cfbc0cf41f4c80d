"""`prior_sensitivity.csv`: which reported figures move with the priors."""

from collections.abc import Callable

import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.sensitivity_analysis.power_scaling import (
    CONFLICT,
    LIKELIHOOD,
    PRIOR,
    STRONG_PRIOR,
    THRESHOLD,
    UNDECIDED,
    power_scaling,
)
from bayes_bench.tables.column import POSITIVE, Column
from bayes_bench.tables.table import Table

_SENSITIVITY = "prior_sensitivity[{quantity}, {unit}]"


def _build(fit: Fit) -> pd.DataFrame:
    found = power_scaling(fit)
    table = found.figures.assign(change=found.change).join(found.sensitivity)
    return table.assign(diagnosis=found.diagnosis)


def _sensitivity(name: str, to: str, is_there: Callable[[Fit], bool] = lambda _fit: True) -> Column:
    meaning = (
        f"Power-scaling sensitivity to {to}: how fast the figure's distribution moves, as the"
        f" cumulative Jensen-Shannon distance per doubling; below {THRESHOLD:g} hardly at all."
    )
    return Column(name, meaning, "estimate", "1", POSITIVE, _SENSITIVITY, is_there=is_there)


def _has_covariates(fit: Fit) -> bool:
    return bool(fit.model.covariates)


TABLE = Table(
    file="prior_sensitivity.csv",
    about="how far a figure depends on the priors that the model file states",
    columns=(
        Column("quantity", "Name of the figure, as in diagnostics.csv."),
        Column("unit", "Code of the unit; empty where the figure is of all."),
        Column(
            "change",
            "Change of the posterior mean if all priors counted double, to first order; in the"
            " units of the figure.",
            "estimate",
            "as the figure",
            quantity="prior_change[{quantity}, {unit}]",
        ),
        _sensitivity(PRIOR, "all priors together"),
        _sensitivity(f"{PRIOR}_intercept", "the prior of the intercept alone"),
        _sensitivity(
            f"{PRIOR}_coefficient", "the priors of all coefficients alone", _has_covariates
        ),
        _sensitivity(
            f"{PRIOR}_*_sd",
            "the prior of one sd alone: between units (unit_sd), or between members of a grouping",
        ),
        _sensitivity(LIKELIHOOD, "the likelihood"),
        Column(
            "diagnosis",
            f"none: the priors do not move it (prior below {THRESHOLD:g}); {CONFLICT}: both priors"
            f" and likelihood move it, and may contradict each other; {STRONG_PRIOR}: the priors"
            f" move it and the likelihood hardly does; {UNDECIDED}: within two Monte Carlo errors"
            " of the threshold.",
            "decision",
            quantity=_SENSITIVITY,
        ),
    ),
    build=_build,
    place=185,
)
