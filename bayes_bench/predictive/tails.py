r"""Predictive mid-p-values of counts, computed and not simulated.

Given the parameters, the events of a group of people are a sum of independent zeros and ones with
unlike probabilities (Poisson-binomial). Its tail is taken from the binomial distribution with the
same mean and variance, which has a real number of trials: for people who are all alike that is
the exact answer, and otherwise its error falls with the variance of the probabilities.

References
----------
Ehm (1991), Binomial approximation to the Poisson binomial distribution,
10.1016/0167-7152(91)90170-V.
"""

import numpy as np
from scipy.special import betainc

from bayes_bench.typing import Floats, Integers

_MIN_PROBABILITY = 1e-12  # below, nobody has an event


def mid_p_value(people: Integers, events: Integers, probability: Floats, square: Floats) -> Floats:
    """Upper-tail mid-p-value P(y_rep > y) + P(y_rep = y) / 2 of people with given probabilities.

    Parameters
    ----------
    people, events : ndarray (group,)
        Number of people, and of those with the event (y).
    probability, square : ndarray (..., group)
        Mean over the people of their probability, and of its square.

    Returns
    -------
    ndarray (..., group)
        0-1; near 0 where more events were observed than predicted.
    """
    # the rarer outcome is counted: there the matched binomial is nearest
    common = probability > 0.5
    rare = np.where(common, 1.0 - probability, probability)
    rare_square = np.where(common, 1.0 - 2.0 * probability + square, square)
    count = np.where(common, people - events, events)
    p = _upper_tail(people, count, rare, rare_square)
    return np.where(common, 1.0 - p, p)


def _upper_tail(people: Integers, count: Integers, probability: Floats, square: Floats) -> Floats:
    """Mid-p-value of the binomial with the same mean and variance."""
    mean = np.maximum(probability, _MIN_PROBABILITY)
    # mean**2 <= square <= mean but for rounding
    matched = np.clip(square / mean, mean, 1.0)
    trials = people * mean / matched
    above = _at_least(count + 1, trials, matched)
    return 0.5 * (above + _at_least(count, trials, matched))


def _at_least(count: Integers, trials: Floats, probability: Floats) -> Floats:
    """P(y >= count) of a binomial with a real number of trials."""
    left = trials - count + 1.0
    inside = betainc(np.maximum(count, 1), np.maximum(left, 1e-9), probability)
    # one person fewer than a whole one too many is impossible: left is 0 but for rounding
    return np.where(count <= 0, 1.0, np.where(left > 1e-9, inside, 0.0))
