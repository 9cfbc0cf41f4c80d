"""All units together: do they look like units that the model might have made.

Every unit's effect is drawn anew (`mixed_events` of `predictive.replicates`): with the effects as
they are, the units' shares would be reproduced whatever their distribution.
"""

import numpy as np
import pandas as pd

from bayes_bench.predictive.observed import Observed
from bayes_bench.predictive.replicates import Replicates
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


def overall_checks(found: Replicates, observed: Observed, probability: float) -> pd.DataFrame:
    """Spread, minimum and maximum of the units' shares.

    Parameters
    ----------
    found : Replicates
    observed : Observed
    probability : float
        Of the predictive intervals.

    Returns
    -------
    DataFrame
        ``check, unit, observed, lower, upper, p``, a row per statistic; p is counted over the
        replicates, with a Monte Carlo error of at most 1 / (2 sqrt(draws)), that is .011.
    """
    people = observed.population.people
    tails = [(1 - probability) / 2, (1 + probability) / 2]
    replicates = statistics_of(found.mixed_events, people)
    rows = []
    for check, value in statistics_of(observed.unit_events, people).items():
        replicated = replicates[check]
        lower, upper = np.quantile(replicated, tails)
        p = np.mean(replicated > value) + 0.5 * np.mean(replicated == value)
        rows.append((check, "", value, lower, upper, p))
    return pd.DataFrame(rows, columns=["check", "unit", "observed", "lower", "upper", "p"])
