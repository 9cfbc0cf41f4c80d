"""True values of the estimands, from their definitions, by sums over people.

Indirect standardisation (expected rates under a reference, the indicator, excess events) and direct
standardisation, of known parameters.
"""

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit
from scipy.stats import norm, t

from bayes_bench.trust.sbc.data_sets import CalibrationSet, Parameters, Patterns
from bayes_bench.typing import Floats

REACH = 9.0
"""Range of the normal integral in sd's: the density beyond is less than 1e-18."""
STEPS = 2001
"""Nodes of the trapezoidal rule over a normal density, whose error falls faster than any power."""


def log_odds(patterns: Patterns, at: Parameters) -> Floats:
    """Linear predictor without the unit's effect (draw, cell), log odds."""
    return np.asarray(at.intercept[:, None] + at.coefficient @ patterns.design.T)


def log_likelihood(patterns: Patterns, at: Parameters) -> Floats:
    """Bernoulli log likelihood of all people (draw,)."""
    eta = log_odds(patterns, at) + at.unit_effect[:, patterns.unit]
    return np.asarray(eta @ patterns.events - np.logaddexp(0.0, eta) @ patterns.trials)


def true_benchmark(made: CalibrationSet) -> dict[str, Floats]:
    """The estimands of every unit at the true parameters.

    Parameters
    ----------
    made : CalibrationSet

    Returns
    -------
    dict of str to ndarray (1, unit)
        ``predicted, expected, direct_rate`` (rates), ``indicator, observed_gap`` (percentage
        points), ``persons`` (excess events) and ``rank`` (1 = best).
    """
    patterns, effect = made.patterns, made.truth.unit_effect[0]
    eta = log_odds(patterns, made.truth)[0]
    sizes = patterns.sizes
    predicted = _by_unit(patterns, expit(eta + effect[patterns.unit]))
    expected = _by_unit(patterns, _expected(made, eta, predicted))
    observed = np.bincount(patterns.unit, patterns.events) / sizes
    oriented = (predicted - expected) * (1.0 if made.shape.better == "lower" else -1.0)
    figures = {
        "predicted": predicted,
        "expected": expected,
        "direct_rate": np.array([_everybody(patterns, eta + u) for u in effect]),
        "indicator": 100.0 * (predicted - expected),
        "observed_gap": 100.0 * (observed - expected),
        "persons": sizes * (predicted - expected),
        "rank": 1.0 + (oriented[:, None] > oriented).sum(axis=1),
    }
    return {name: values[None, :] for name, values in figures.items()}


def _by_unit(patterns: Patterns, probability: Floats) -> Floats:
    """Mean probability of each unit's people (unit,)."""
    return np.asarray(np.bincount(patterns.unit, patterns.trials * probability) / patterns.sizes)


def _everybody(patterns: Patterns, eta: Floats) -> float:
    """Mean probability of the whole population: a directly standardised rate."""
    return float(np.average(expit(eta), weights=patterns.trials))


def _expected(made: CalibrationSet, eta: Floats, predicted: Floats) -> Floats:
    """Probability of every pattern under the reference (cell,)."""
    match made.shape.reference:
        case "typical":
            return np.asarray(expit(eta))
        case "average_unit":
            effects = made.truth.unit_effect[0]
            return _mean_over(eta, effects, np.ones(effects.size))
        case "population":
            return _mean_over(eta, *_new_unit(made))
        case _:
            return np.asarray(expit(eta + _national_shift(made, eta, predicted)))


def _new_unit(made: CalibrationSet) -> tuple[Floats, Floats]:
    """Effects of a new unit, and what each is weighted with.

    Student's t is summed evenly in the hyperbolic sine, whose tails are exponential.
    """
    z, sd, df = np.linspace(-REACH, REACH, STEPS), made.truth.unit_sd[0], made.shape.df
    if df is None:
        return sd * z, norm.pdf(z)
    return sd * np.sqrt(1.0 - 2.0 / df) * np.sinh(z), t.pdf(np.sinh(z), df) * np.cosh(z)


def _mean_over(eta: Floats, shifts: Floats, weights: Floats) -> Floats:
    """Marginal probability over weighted shifts of the log odds (cell,)."""
    distinct, place = np.unique(eta, return_inverse=True)
    normalised = weights / weights.sum()
    means = [expit(value + shifts) @ normalised for value in distinct]
    return np.asarray(means)[place]


def _national_shift(made: CalibrationSet, eta: Floats, predicted: Floats) -> float:
    """The shift of all log odds at which the country's expected events are its predicted events.

    This calibrates the indirect standardisation to the country.
    """
    effects = made.truth.unit_effect[0]
    target = float(np.average(predicted, weights=made.patterns.sizes))

    def excess(shift: float) -> float:
        return _everybody(made.patterns, eta + shift) - target

    # a little beyond the extremes, where rounding could hide the change of sign
    ends = float(effects.min()) - 1e-6, float(effects.max()) + 1e-6
    return float(brentq(excess, *ends, xtol=1e-12))
