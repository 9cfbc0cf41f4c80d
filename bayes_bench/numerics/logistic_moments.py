r"""Means of the logistic curve over groups of people, at any shift of their logits.

With x = tanh(eta / 2), r = tanh(t / 4) and Chebyshev's polynomials T_k,

    tanh((eta + t) / 2) = r + (1 - r^2) \sum_{k >= 1} (-r)^{k-1} T_k(x)

exactly: the generating function of the polynomials. So the mean of the probability of a group whose
logits are all shifted by t is a power series in r, whose coefficients are the group's means of
T_k(x). They are made in one pass over the people; after that a mean at any shift, or over a
distribution of shifts, costs a handful of products.

A series ends after some terms, K. What is left out is at most (1 + |r|) |r|^K / 2 of a
probability; with centres at most `SPACING` apart no shift is farther than half of that from one,
and `ORDERS` terms err by less than `CUT`. Nearer shifts need fewer terms.

References
----------
NIST Digital Library of Mathematical Functions, §18.12; Trefethen (2019), Approximation Theory and
Approximation Practice, 10.1137/1.9781611975949.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np

from bayes_bench.typing import Floats, Integers

SPACING = 2.8
"""Logits between two centres at most."""
ORDERS = 20
"""Terms of a series at most."""
CUT = 3e-10
"""What a series leaves out of a probability at most."""


def centres_between(lowest: float, highest: float) -> Floats:
    """As few centres, evenly spaced, as no shift in between is farther than half `SPACING` from.

    Parameters
    ----------
    lowest, highest : float
        Logits.
    """
    width = highest - lowest
    count = max(1, int(np.ceil(width / SPACING)))
    return np.asarray(lowest + width / count * (np.arange(count) + 0.5), dtype=np.float64)


def orders_within(reach: float) -> int:
    """How many terms serve all shifts this near to a centre: a multiple of four, at most `ORDERS`.

    Parameters
    ----------
    reach : float
        Logits.
    """
    r = np.tanh(0.25 * reach)
    enough = (k for k in range(4, ORDERS, 4) if 0.5 * (1.0 + r) * r**k <= CUT)
    return next(enough, ORDERS)


@dataclass(frozen=True)
class LogisticMoments:
    """The people of every group, as all that a mean of shifted logistic curves needs of them.

    Attributes
    ----------
    centres : ndarray (centre,)
        Logits, evenly spaced.
    means : ndarray (draw, group, centre, order)
        Mean over the group's people of T_k(tanh((eta + centre) / 2)), k from 1 on.
    """

    centres: Floats
    means: Floats

    def __getitem__(self, draws: slice) -> Self:
        """Keep some of the draws."""
        return type(self)(self.centres, self.means[draws])

    @property
    def orders(self) -> int:
        """Terms of each series."""
        return int(self.means.shape[3])

    def pooled(self, fractions: Floats) -> Self:
        """All groups as one.

        Parameters
        ----------
        fractions : ndarray (group,)
            Of each group in the whole.
        """
        means = np.einsum("g,sgmk->smk", fractions, self.means)
        return type(self)(self.centres, means[:, None])

    def at(self, shifts: Floats) -> tuple[Floats, Floats]:
        """Mean probability of the only group at each shift, and its slope in the shift.

        Parameters
        ----------
        shifts : ndarray (draw, shift)
            Logits.

        Returns
        -------
        ndarray (draw, shift)
            0-1.
        ndarray (draw, shift)
            Mean p (1 - p).
        """
        place, r = from_centre(shifts, self.centres)
        total, slope = np.zeros_like(r), np.zeros_like(r)
        for k in reversed(range(self.orders)):  # Horner's scheme in -r
            slope = -r * slope - total
            total = -r * total + self._of_centres(k, place)
        rest = 1.0 - r * r
        mean = 0.5 * (1.0 + (r + rest * total))
        return mean, 0.125 * rest * (1.0 - 2.0 * r * total + rest * slope)

    def mean_at(self, shifts: Floats) -> Floats:
        """The means of `at` alone, of many shifts in a compiled loop."""
        from bayes_bench.numerics.moments_kernel import means_at  # numba is slow to import

        return means_at(shifts, self.centres, np.ascontiguousarray(self.means[:, 0]))

    def _of_centres(self, order: int, place: Integers) -> Floats:
        """The only group's means about each shift's centre; (draw, shift), or (draw, 1) for all."""
        means: Floats = self.means[:, 0, :, order]
        return means if self.centres.size == 1 else np.take_along_axis(means, place, axis=1)

    def by_group(self, shifts: Floats) -> tuple[Floats, Floats]:
        """Mean probability of every group at the same shifts, and mean p (1 - p).

        Parameters
        ----------
        shifts : ndarray (draw, shift)
            Logits.

        Returns
        -------
        ndarray (draw, group, shift)
            0-1.
        ndarray (draw, group, shift)
        """
        place, r = from_centre(shifts, self.centres)
        r = r[:, None, :]
        rest, orders = 1.0 - r * r, np.arange(self.orders)[:, None]
        power = np.where(orders == 0, 1.0, -r)  # (draw, order, shift)
        power = np.multiply.accumulate(power, axis=1)
        slope = -2.0 * r * power
        slope[:, 1:] -= rest * orders[1:] * power[:, :-1]
        slope *= rest
        mean = self._summed(0.5 * rest * power, place)
        variance = self._summed(0.125 * slope, place)
        mean += 0.5 * (1.0 + r)
        variance += 0.125 * rest
        return mean, variance

    def _summed(self, factors: Floats, place: Integers) -> Floats:
        """Means times factors of the shifts' own centres; (draw, order, shift), (draw, shift)."""
        centres = np.arange(self.centres.size)[:, None, None]
        own = np.where(place[:, None, None, :] == centres, factors[:, None], 0.0)
        draws, groups = self.means.shape[:2]
        summed: Floats = self.means.reshape(draws, groups, -1) @ own.reshape(
            draws, -1, place.shape[1]
        )
        return summed


def from_centre(shifts: Floats, centres: Floats) -> tuple[Integers, Floats]:
    """Nearest centre of each shift, and tanh of a quarter of the rest; both of the shifts' dims."""
    between = centres[1] - centres[0] if centres.size > 1 else 1.0
    place = np.rint((shifts - centres[0]) / between).astype(np.int64)
    place = np.clip(place, 0, centres.size - 1)
    return place, np.tanh(0.25 * (shifts - centres[place]))
