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

from bayes_bench.typing import Floats, Integers


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
    from bayes_bench.predictive.tails_kernel import mid_p_values  # numba is slow to import

    rows = (
        np.ascontiguousarray(moment).reshape(-1, people.size) for moment in (probability, square)
    )
    return mid_p_values(people, events, *rows).reshape(probability.shape)


def mean_mid_p_value(
    people: Integers, events: Integers, moments: tuple[Floats, Floats], weights: Floats
) -> Floats:
    """Mid-p-values with the unit effects integrated out, by a sum over scores.

    Parameters
    ----------
    people, events : ndarray (unit,)
    moments : (ndarray, ndarray) (draw, unit, score)
        Mean over the people of their probability, and of its square, at every score.
    weights : ndarray (draw, score)
        They sum to 1.

    Returns
    -------
    ndarray (draw, unit)
        0-1.
    """
    from bayes_bench.predictive.tails_kernel import mean_mid_p_values

    return mean_mid_p_values(people, events, *moments, weights)
