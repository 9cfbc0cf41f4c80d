r"""How far out an observed count lies in its predictive distribution, with hardly any noise.

Given the parameters, the events of a group of people are a sum of independent zeros and ones with
unlike probabilities (Poisson-binomial). Its tail is that of the binomial distribution with the
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

_LEAST = 1e-12  # of a mean share: nobody has an event


def exceedance(people: Integers, events: Integers, share: Floats, square: Floats) -> Floats:
    """P(y_rep > y) + P(y_rep = y) / 2 for groups of people with given probabilities.

    Parameters
    ----------
    people, events : ndarray (group,)
        Number of people, and of those with the event (y).
    share, square : ndarray (..., group)
        Mean over the people of their probability, and of its square.

    Returns
    -------
    ndarray (..., group)
        Probabilities 0-1.
    """
    # the rarer outcome is counted: there the matched binomial is nearest
    common = share > 0.5
    rare = np.where(common, 1.0 - share, share)
    rare_square = np.where(common, 1.0 - 2.0 * share + square, square)
    count = np.where(common, people - events, events)
    beyond = _beyond(people, count, rare, rare_square)
    return np.where(common, 1.0 - beyond, beyond)


def _beyond(people: Integers, count: Integers, share: Floats, square: Floats) -> Floats:
    mean = np.maximum(share, _LEAST)
    # mean**2 <= square <= mean but for rounding; this is the matched binomial's probability
    probability = np.clip(square / mean, mean, 1.0)
    trials = people * mean / probability
    more = _at_least(count + 1, trials, probability)
    return 0.5 * (more + _at_least(count, trials, probability))


def _at_least(count: Integers, trials: Floats, probability: Floats) -> Floats:
    """P(y >= count) of a binomial with a real number of trials."""
    left = trials - count + 1.0
    inside = betainc(np.maximum(count, 1), np.maximum(left, 1e-9), probability)
    # one person fewer than a whole one too many is impossible: left is 0 but for rounding
    return np.where(count <= 0, 1.0, np.where(left > 1e-9, inside, 0.0))
