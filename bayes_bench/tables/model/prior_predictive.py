"""`prior_predictive.csv`: what the priors allow before anything is observed."""

from dataclasses import replace

import numpy as np
import pandas as pd

from bayes_bench.fitted import Fit
from bayes_bench.predictive.prior_predictive import has_prior, prior_figures
from bayes_bench.tables.column import Column, with_interval
from bayes_bench.tables.table import Table


def prior_table(fit: Fit) -> pd.DataFrame:
    """A row per figure: its mean under the prior, and its interval."""
    probability = fit.model.benchmark.interval
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    rows = [
        (name, values.mean(), *np.quantile(values, tails))
        for name, values in prior_figures(fit).items()
    ]
    return pd.DataFrame(rows, columns=["quantity", "value", "lower", "upper"])


_COLUMNS = with_interval(
    "value",
    "the figure under the priors alone, with the people as they are",
    "share (unit_rate), percentage points (unit_spread, effect_pp), 1 (median_odds_ratio)",
    "prior_{quantity}",
)
_MEANING = (
    "Mean of the figure under the priors alone, with the people as they are.",
    "Lower bound of the equal-tailed interval of the figure under the priors alone.",
    "Upper bound of the equal-tailed interval of the figure under the priors alone.",
)

TABLE = Table(
    file="prior_predictive.csv",
    about="what the priors allow of a figure before anything is observed",
    columns=(
        Column(
            "quantity",
            "unit_rate: the underlying share of any unit; unit_spread: the standard deviation of"
            " the units' underlying shares; median_odds_ratio; effect_pp of a level against its"
            " reference, or of a step of a linear covariate.",
        ),
        *(
            replace(column, name=name, meaning=meaning)
            for column, name, meaning in zip(
                _COLUMNS, ("value", "lower", "upper"), _MEANING, strict=True
            )
        ),
    ),
    build=prior_table,
    place=52,
    is_there=has_prior,
)
