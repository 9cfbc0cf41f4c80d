"""Mixed predictive checks of all units together: sd, minimum and maximum of their rates.

Every unit's effect is drawn anew given unit_sd (`mixed_events` of
`predictive.replicates`): given the estimated effects, the units' rates would be reproduced whatever
the distribution of the effects.
"""

import numpy as np
import pandas as pd

from bayes_bench.checks.check import COLUMNS, Check, Replicated, mid_p
from bayes_bench.fitted import Fit, once
from bayes_bench.predictive.replicates import replicates_of
from bayes_bench.typing import Floats, Integers


def weighted_sd(rates: Floats, people: Integers) -> Floats:
    """Sd of the units' rates, weighted by people; (..., unit) -> (...,)."""
    weights = people / people.sum()
    mean = (rates * weights).sum(axis=-1, keepdims=True)
    sd: Floats = np.sqrt((weights * (rates - mean) ** 2).sum(axis=-1))
    return sd


def statistics_of(events: Integers, people: Integers) -> dict[str, Floats]:
    """Test statistics by name; (..., unit) -> (...,)."""
    rates = events / people
    return {
        "spread": weighted_sd(rates, people),
        "minimum": rates.min(axis=-1),
        "maximum": rates.max(axis=-1),
    }


def between_unit_checks(fit: Fit) -> pd.DataFrame:
    """Sd, minimum and maximum of the units' rates.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``, a row per statistic; p is the mid-p-value,
        counted over the replicates: its Monte Carlo error is at most 1 / (2 sqrt(draws)) = .011.
    """
    probability = fit.model.benchmark.interval
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    replicates = _replicates(fit)
    rows = []
    for check, value in _observed(fit).items():
        replicated = replicates[check]
        lower, upper = np.quantile(replicated, tails)
        p = np.mean(replicated > value) + 0.5 * np.mean(replicated == value)
        rows.append((check, "", value, lower, upper, p))
    return pd.DataFrame(rows, columns=COLUMNS)


def _observed(fit: Fit) -> dict[str, Floats]:
    population = fit.analysis.population
    return statistics_of(population.unit_events, population.people)


@once
def _replicates(fit: Fit) -> dict[str, Floats]:
    """The test statistics of replicated data (draw,)."""
    return statistics_of(replicates_of(fit).mixed_events, fit.analysis.population.people)


def replicated_statistics(fit: Fit) -> Replicated:
    """The test statistics of every replicate."""
    replicated, observed = _replicates(fit), _observed(fit)
    return Replicated(
        list(replicated),
        np.column_stack(list(replicated.values())),
        np.column_stack([mid_p(replicated[name], observed[name]) for name in replicated]),
    )


CHECK = Check(
    names=("spread", "minimum", "maximum"),
    about="sd, minimum and maximum of the units' rates, every effect drawn anew",
    rows=between_unit_checks,
    place=3,
    replicated=replicated_statistics,
)
