"""Each unit's own predicted range, and what of a unit's figure is not chance."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.estimands.variation import sampling_variances
from bayes_bench.report.content import Found
from bayes_bench.report.thinning import Thinned
from bayes_bench.typing import Floats


def own_ranges(found: Found) -> pd.DataFrame:
    """Where each unit's observed share would lie if it were any unit with the same people.

    Parameters
    ----------
    found : Found

    Returns
    -------
    DataFrame
        A row per unit: ``unit, name, n, observed_gap, lower, upper`` (percentage points) and
        ``place``: ``better`` or ``worse`` where the share is outside on that side, else
        ``inside``. The range is the predictive interval of the share with the unit's effect drawn
        anew from Normal(0, unit_sd), less the unit's expected share: the check ``mixed``, so that
        both count the same units.
    """
    units = found.tables["indicators.csv"]
    lower, upper = _bounds(found)
    shares = units["observed"].to_numpy()
    side = np.where(shares < lower, -found.badness, found.badness)
    outside = (shares < lower) | (shares > upper)
    place = np.where(~outside, "inside", np.where(side > 0, "worse", "better"))
    gaps = 100 * (np.stack([lower, upper]) - units["expected"].to_numpy())
    kept = units[["unit", "name", "n", "observed_gap"]]
    return kept.assign(lower=gaps[0], upper=gaps[1], place=place)


def _bounds(found: Found) -> Floats:
    """Predictive interval of every unit's share; dims (2, unit)."""
    checks = found.tables["checks.csv"]
    rows = checks[checks["check"] == "mixed"].set_index("unit")
    bounds: Floats = rows.loc[found.cells["unit"].to_numpy(), ["lower", "upper"]].to_numpy().T
    return bounds


@dataclass(frozen=True)
class Reliability:
    """How much of a unit's own figure is not chance.

    Attributes
    ----------
    units : DataFrame
        Ranked units: ``unit, name, n, reliability``: posterior mean of
        unit_sd^2 / (unit_sd^2 + s_j^2), with s_j^2 the sampling variance of its log odds.
    half : float
        People at which the reliability is one half, for an average case mix.
    """

    units: pd.DataFrame
    half: float

    def at(self, people: np.ndarray) -> np.ndarray:
        """The reliability of an average unit with so many people: n / (n + half)."""
        return people / (people + self.half)


def reliability_of(found: Found, draws: Thinned) -> Reliability:
    """How much of each unit's figure is not chance.

    Parameters
    ----------
    found : Found
    draws : Thinned

    Returns
    -------
    Reliability

    References
    ----------
    van Dishoeck et al. (2011), 10.1136/bmjqs.2010.048058
    """
    parameters, population = draws.parameters, draws.population
    noise = [
        sampling_variances(parameters[block], draws.design, population) for block in draws.blocks()
    ]
    variance = parameters.unit_sd[:, None] ** 2
    share = (variance / (variance + np.concatenate(noise))).mean(axis=0)
    units = found.tables["indicators.csv"][["unit", "name", "n"]].assign(reliability=share)
    ranked = units[found.is_ranked].reset_index(drop=True)
    # n (1 - r) / r is the same for every size, but for the case mix
    half = np.median(ranked["n"] * (1 - ranked["reliability"]) / ranked["reliability"])
    return Reliability(ranked, float(half))
