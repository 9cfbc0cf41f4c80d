"""The compiled loops of mid-p-values (imported only when they run)."""

import numpy as np

from bayes_bench.numerics.binomial_kernel import upper_mid_p
from bayes_bench.numerics.compiled import FLOATS2, FLOATS3, INTEGERS1, compiled, compiled_for
from bayes_bench.typing import Floats, Integers

MIN_PROBABILITY = 1e-12
"""Below, nobody has an event."""


@compiled
def matched_mid_p(people: int, events: int, probability: float, square: float) -> float:
    """Mid-p-value by the binomial distribution that has the same mean and variance."""
    common = probability > 0.5
    if common:  # the rarer outcome is counted: there the matched binomial is nearest
        square = 1.0 - 2.0 * probability + square
        probability, events = 1.0 - probability, people - events
    mean = max(probability, MIN_PROBABILITY)
    # mean**2 <= square <= mean but for rounding
    matched = min(max(square / mean, mean), 1.0)
    p = upper_mid_p(events, people * mean / matched, matched)
    return 1.0 - p if common else p


@compiled_for(INTEGERS1, INTEGERS1, FLOATS2, FLOATS2)
def mid_p_values(people: Integers, events: Integers, probability: Floats, square: Floats) -> Floats:
    """Mid-p-value of every group in every row: (group,), (group,), (row, group) twice."""
    found = np.empty(probability.shape)
    for s in range(found.shape[0]):
        for g in range(found.shape[1]):
            found[s, g] = matched_mid_p(people[g], events[g], probability[s, g], square[s, g])
    return found


@compiled_for(INTEGERS1, INTEGERS1, FLOATS3, FLOATS3, FLOATS2)
def mean_mid_p_values(
    people: Integers, events: Integers, probability: Floats, square: Floats, weights: Floats
) -> Floats:
    """Their weighted sums over scores: (unit,), (unit,), (draw, unit, score) twice, (draw, score).

    Returns (draw, unit).
    """
    draws, units, scores = probability.shape
    found = np.zeros((draws, units))
    for s in range(draws):
        for unit in range(units):
            for q in range(scores):
                p, square_of = probability[s, unit, q], square[s, unit, q]
                tail = matched_mid_p(people[unit], events[unit], p, square_of)
                found[s, unit] += weights[s, q] * tail
    return found
