"""Observed against expected, and ranks, computed plainly from draws in NumPy.

A unit's indicator is its predicted rate less that expected of the same people in the country as a
whole, where one shift of everybody's logit, without the units' effects, makes the country's
expected events those predicted.
"""

from collections.abc import Iterable

import arviz as az
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import expit
from scipy.stats import rankdata

type Floats = NDArray[np.float64]

ENDS = (0.025, 0.975)
STEPS = 50  # of Newton; five are usual


def indicators_of(case_mix: Floats, own: Floats, starts: NDArray[np.int64]) -> Floats:
    """Predicted less expected rates, percentage points.

    Parameters
    ----------
    case_mix : ndarray (draw, person)
        Linear predictors without the units' effects; people sorted by unit.
    own : ndarray (draw, person)
        Those with them.
    starts : ndarray of int (unit,)
        The first person of every unit.

    Returns
    -------
    ndarray (draw, unit)
    """
    predicted = expit(own)
    expected = expit(case_mix + _shift(case_mix, predicted.mean(axis=1))[:, None])
    people = np.diff(starts, append=case_mix.shape[1])
    return np.asarray(100 * np.add.reduceat(predicted - expected, starts, axis=1) / people)


def _shift(case_mix: Floats, target: Floats) -> Floats:
    """The shift of each draw's logits at which their mean rate is the target: (draw,)."""
    shift = np.zeros(len(target))
    for _ in range(STEPS):
        rate = expit(case_mix + shift[:, None])
        step = (target - rate.mean(axis=1)) / (rate * (1 - rate)).mean(axis=1)
        shift += step
        if np.abs(step).max() < 1e-9:
            break
    return shift


def figures_of(indicators: Floats, units: Iterable[str], better: str) -> pd.DataFrame:
    """What is written of each unit.

    Parameters
    ----------
    indicators : ndarray (chain, draw, unit)
    units : iterable of str
    better : {"lower", "higher"}

    Returns
    -------
    DataFrame
        ``unit``; ``indicator`` and ``rank`` (posterior means), each with ``_lower`` and ``_upper``
        (95 %, equal-tailed), and ``mcse`` and ``ess_bulk`` of the indicator.
    """
    flat = indicators.reshape(-1, indicators.shape[2])
    ranks = rankdata(flat if better == "lower" else -flat, axis=1)
    lower, upper = np.quantile(flat, ENDS, axis=0)
    rank_lower, rank_upper = np.quantile(ranks, ENDS, axis=0, method="inverted_cdf")
    judged = az.summary({"indicator": indicators}, kind="diagnostics", round_to="none")
    return pd.DataFrame(
        {
            "unit": list(units),
            "indicator": flat.mean(axis=0),
            "indicator_lower": lower,
            "indicator_upper": upper,
            "rank": ranks.mean(axis=0),
            "rank_lower": rank_lower,
            "rank_upper": rank_upper,
            "mcse": judged["mcse_mean"].to_numpy(),
            "ess_bulk": judged["ess_bulk"].to_numpy(),
        }
    )
