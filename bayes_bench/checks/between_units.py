"""All units together: do they look like units that the model might have made.

Every unit's effect is drawn anew (`mixed_events` of `predictive.replicates`): with the effects as
they are, the units' shares would be reproduced whatever their distribution.
"""

import numpy as np
import pandas as pd

from bayes_bench.checks.check import COLUMNS, Check, Replicated, mid_p
from bayes_bench.fitted import Fit, once
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
    """The statistics of replicated data (draw,)."""
    return statistics_of(replicates_of(fit).mixed_events, fit.analysis.population.people)


def replicated_statistics(fit: Fit) -> Replicated:
    """The statistics in the replicates."""
    drawn, seen = _replicates(fit), _observed(fit)
    return Replicated(
        list(drawn),
        np.column_stack(list(drawn.values())),
        np.column_stack([mid_p(drawn[name], seen[name]) for name in drawn]),
    )


CHECK = Check(
    names=("spread", "minimum", "maximum"),
    about="sd, minimum and maximum of the units' shares, every effect drawn anew",
    rows=between_unit_checks,
    place=3,
    replicated=replicated_statistics,
)
