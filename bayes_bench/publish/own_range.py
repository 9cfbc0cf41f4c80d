"""Each unit's own predicted range, and what of a unit's figure is not chance."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from bayes_bench.estimands.case_mix import Floats
from bayes_bench.estimands.standardise import logistic
from bayes_bench.estimands.variation import sampling_variances
from bayes_bench.publish.content import Found
from bayes_bench.publish.thinning import Thinned

_STREAM = 4_000_000  # apart from the samplers' and the checks' random streams


def own_ranges(found: Found, draws: Thinned) -> pd.DataFrame:
    """Where each unit's observed gap would lie if it were any unit with the same people.

    Parameters
    ----------
    found : Found
    draws : Thinned

    Returns
    -------
    DataFrame
        A row per unit: ``unit, name, n, observed_gap, lower, upper`` (percentage points) and
        ``place``: ``better`` or ``worse`` where the gap is outside on that side, else ``inside``.
        The range is the equal-tailed interval of 100 (y_rep / n - E), jointly in the parameters,
        with the unit's effect drawn anew from Normal(0, unit_sd).
    """
    tail = (1 - found.model.benchmark.interval) / 2
    gaps = 100 * (_replicates(found, draws) / draws.population.people - draws.expected)
    lower, upper = np.quantile(gaps, [tail, 1 - tail], axis=0)
    units = found.tables["indicators.csv"][["unit", "name", "n", "observed_gap"]]
    side = np.sign(found.badness * np.where(units["observed_gap"] < lower, -1, 1))
    outside = (units["observed_gap"] < lower) | (units["observed_gap"] > upper)
    place = np.where(~outside, "inside", np.where(side > 0, "worse", "better"))
    return units.assign(lower=lower, upper=upper, place=place)


def _replicates(found: Found, draws: Thinned) -> Floats:
    """Events of every unit, its effect drawn anew; dims (draw, unit)."""
    random = np.random.default_rng([_STREAM, found.model.sampling.random_seed])
    population, trials = draws.population, found.cells["trials"].to_numpy()
    fresh = random.normal(size=draws.parameters.unit_effect.shape)
    fresh *= draws.parameters.unit_sd[:, None]
    counts = []
    for block in draws.blocks():
        logits = draws.predictor(block) + fresh[block][:, population.unit_index]
        events = random.binomial(trials, logistic(logits))
        counts.append(np.add.reduceat(events, population.starts[:-1], axis=1))
    return np.concatenate(counts).astype(np.float64)


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
