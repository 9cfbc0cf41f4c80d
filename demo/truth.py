"""What is true of the simulated people of the demo, so that every estimate can be scored."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.typing import Floats
from demo.covariates import CATEGORIES, OLDEST, YOUNGEST, age_effect

type Ints = NDArray[np.int64]


def truth_of(
    municipalities: pd.DataFrame, unit_index: Ints, predictor: Floats, effect: Floats
) -> pd.DataFrame:
    """What is true of each municipality, to score every estimate by.

    Parameters
    ----------
    municipalities : DataFrame
    unit_index : ndarray (person,)
    predictor : ndarray (person,)
        Log odds without the municipality's effect.
    effect : ndarray (unit,)

    Returns
    -------
    DataFrame
        ``code, name, n, unit_effect``; ``predicted``, ``expected`` under the national reference
        (the one shift of everybody's log odds for which the country's expected events are its
        predicted ones), ``direct_rate`` (everybody in the country in that municipality), shares;
        ``indicator``, predicted minus expected, percentage points.
    """
    n = np.bincount(unit_index)
    predicted = np.bincount(unit_index, expit(predictor + effect[unit_index])) / n
    expected = (
        np.bincount(unit_index, expit(predictor + _shift(predictor, float(predicted @ n)))) / n
    )
    return municipalities[["code", "name"]].assign(
        n=n,
        unit_effect=effect,
        predicted=predicted,
        expected=expected,
        indicator=100.0 * (predicted - expected),
        direct_rate=[float(expit(predictor + one).mean()) for one in effect],
    )


def _shift(predictor: Floats, events: float) -> float:
    """The shift at which the expected events are `events`: Newton's method from 0."""
    shift = 0.0
    for _ in range(20):
        share = expit(predictor + shift)
        shift -= float((share.sum() - events) / (share @ (1.0 - share)))
    return shift


def true_effects() -> pd.DataFrame:
    """Log odds of every level against its reference, and of every age against the middle one.

    Returns
    -------
    DataFrame
        ``covariate, level, log_odds``.
    """
    ages = [
        ("age", str(age), round(float(age_effect(age)), 6)) for age in range(YOUNGEST, OLDEST + 1)
    ]
    levels = [
        (category.name, level.code, level.effect)
        for category in CATEGORIES
        for level in category.levels
    ]
    return pd.DataFrame([*ages, *levels], columns=["covariate", "level", "log_odds"])
