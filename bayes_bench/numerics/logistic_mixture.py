r"""Means of the logistic curve over weighted shifts, as series in a person's logit.

The series are those of `bayes_bench.numerics.logistic_moments`: a mean over shifts t is linear in
the polynomials T_k(x), and its coefficients are means of powers of tanh(t / 4).
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bayes_bench.numerics.logistic_moments import LogisticMoments, from_centre
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class LogisticMixture:
    """The mean of the logistic curve over weighted shifts, as series about each centre.

    Attributes
    ----------
    centres : ndarray (centre,)
        Logits.
    coefficients : ndarray (draw, centre, 1 + order)
        Of 1, T_1, T_2, ... of tanh((eta + centre) / 2), in the mean of tanh((eta + shift) / 2).
    """

    centres: Floats
    coefficients: Floats

    def mean(self, people: LogisticMoments) -> Floats:
        """Mean over each group's people, about the same centres; dims (draw, group), 0-1."""
        groups = people.means.shape[1]
        if groups > 1 and people.means.strides[1] == 0:  # all alike, and kept once
            of_one = self.mean(LogisticMoments(people.centres, people.means[:, :1]))
            return np.broadcast_to(of_one, (len(of_one), groups))
        constant = self.coefficients[:, :, 0].sum(axis=1)
        # einsum and not a BLAS product, whose last digit may depend on the number of threads
        varying = np.einsum("smk,sgmk->sg", self.coefficients[:, :, 1:], people.means)
        means: Floats = 0.5 * (1.0 + (constant[:, None] + varying))
        return means


def mixture_of(shifts: Floats, weights: Floats, centres: Floats, orders: int) -> LogisticMixture:
    """The series of a mean over weighted shifts.

    Parameters
    ----------
    shifts : ndarray (draw, shift)
        Logits. One that lies far beyond the centres should have little weight.
    weights : ndarray (draw or 1, shift)
        They sum to 1.
    centres : ndarray (centre,)
    orders : int
        Terms of each series.
    """
    place, r = from_centre(shifts, centres)
    coefficients = np.empty((len(r), centres.size, 1 + orders))
    for m in range(centres.size):
        near = np.where(place == m, weights, 0.0)
        coefficients[:, m] = np.stack([term.sum(axis=1) for term in _terms(near, r, orders)], 1)
    return LogisticMixture(centres, coefficients)


def orders_needed(
    shifts: Floats, weights: Floats, centres: Floats, error: float, among: range
) -> int | None:
    """How many terms leave out at most so much of a probability in every draw.

    Parameters
    ----------
    shifts, weights, centres : ndarray
        As in `mixture_of`.
    error : float
    among : range
        Numbers of terms to choose from, the first of them 0.

    Returns
    -------
    int or None
        None where none of them are enough.
    """
    _, r = from_centre(shifts, centres)
    size = np.abs(r)
    left, power = 0.5 * weights * (1.0 + size), size**among.step
    for orders in among:
        if left.sum(axis=1).max() <= error:
            return orders
        left = left * power
    return None


def _terms(weights: Floats, r: Floats, orders: int) -> Iterator[Floats]:
    """Weighted coefficients of 1, T_1, T_2, ...; each (draw, shift)."""
    yield weights * r
    term = weights * (1.0 - r * r)
    for _ in range(orders):
        yield term
        term = term * -r
