"""All units together: do they look like units that the model might have made.

Every unit's effect is drawn anew (`mixed_events` of `predictive.replicates`): with the effects as
they are, the units' shares would be reproduced whatever their distribution.
"""

import numpy as np
import pandas as pd

from bayes_bench.checks.check import COLUMNS, Check
from bayes_bench.fitted import Fit
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.typing import Floats, Integers


def weighted_sd(shares: Floats, people: Integers) -> Floats:
    """Sd of the units' shares, each person a vote; (..., unit) -> (...,)."""
    weights = people / people.sum()
    mean = (shares * weights).sum(axis=-1, keepdims=True)
    sd: Floats = np.sqrt((weights * (shares - mean) ** 2).sum(axis=-1))
    return sd


def statistics_of(events: Integers, people: Integers) -> dict[str, Floats]:
    """What is compared, by name; (..., unit) -> (...,)."""
    shares = events / people
    return {
        "spread": weighted_sd(shares, people),
        "minimum": shares.min(axis=-1),
        "maximum": shares.max(axis=-1),
    }


def between_unit_checks(fit: Fit) -> pd.DataFrame:
    """Spread, minimum and maximum of the units' shares.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``, a row per statistic; p is counted over the
        replicates, with a Monte Carlo error of at most 1 / (2 sqrt(draws)), that is .011.
    """
    population, probability = fit.analysis.population, fit.model.benchmark.interval
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    replicates = statistics_of(replicates_of(fit).mixed_events, population.people)
    rows = []
    for check, value in statistics_of(population.unit_events, population.people).items():
        replicated = replicates[check]
        lower, upper = np.quantile(replicated, tails)
        p = np.mean(replicated > value) + 0.5 * np.mean(replicated == value)
        rows.append((check, "", value, lower, upper, p))
    return pd.DataFrame(rows, columns=COLUMNS)


CHECK = Check(
    names=("spread", "minimum", "maximum"),
    about="sd, minimum and maximum of the units' shares, every effect drawn anew",
    rows=between_unit_checks,
    place=3,
)
