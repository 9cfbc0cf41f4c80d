"""Units and the members of a second grouping: nested or crossed, by one table.

y_jg ~ Binomial(n_jg, logit^-1(mu + w_g + u_j)), u_j ~ N(0, sigma^2), w_g ~ N(0, tau^2). Where every
unit has people in one member only, the units are nested in the members; else they are crossed.
Likelihoods are per person, and all prior constants are kept, as in ``problem.py``.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.errors import InputError
from bayes_bench.trust.exact.problem import LOG_TWO_PI, Array, Prior, Problem, UnitSdPrior

MEMBERS = (2, 3)  # of so many members the differences are on a pair of points, or on a circle


@dataclass(frozen=True)
class GroupedProblem:
    """A table of units by member, and the priors.

    Parameters
    ----------
    n, events : sequence of sequence of int
        People and events, (unit, member).
    prior : Prior
        Priors of mu and sigma.
    group_sd : UnitSdPrior
        Prior of tau.

    Raises
    ------
    InputError
        If the tables differ in shape, have other than two or three members or a member without
        people, or events that are not within 0 ... n.
    """

    n: Sequence[Sequence[int]]
    events: Sequence[Sequence[int]]
    prior: Prior
    group_sd: UnitSdPrior

    def __post_init__(self) -> None:
        widths = {len(row) for row in (*self.n, *self.events)}
        if len(self.n) != len(self.events) or len(widths) != 1 or not widths <= set(MEMBERS):
            raise InputError("n and events need a row per unit and a column per member: 2 or 3.")
        for member in range(self.members):
            n, events = ([row[member] for row in table] for table in (self.n, self.events))
            if sum(n) == 0:
                raise InputError("Every member needs people in some unit.")
            Problem(n, events, self.prior)

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.n)

    @property
    def members(self) -> int:
        """Number of members."""
        return len(self.n[0])

    @property
    def pooled(self) -> Problem:
        """The same units as if the members were one."""
        return Problem([sum(row) for row in self.n], [sum(row) for row in self.events], self.prior)

    def unit(self, index: int) -> "GroupedUnit":
        """Unit number ``index`` (from 0), without the members in which it has nobody."""
        n, events = (np.array(table[index], dtype=float) for table in (self.n, self.events))
        present = np.flatnonzero(n)
        return GroupedUnit(present, n[present], events[present])


@dataclass(frozen=True)
class GroupedUnit:
    """One unit's people by member, without the members in which it has nobody.

    ``present`` are the places of the others, ``n`` and ``events`` their counts, all (present,).
    Methods take ``z`` = u / sigma and ``at``, the log odds mu + w_g of every member, whose last
    axis is (member,), and whose other axes are those of z.
    """

    present: NDArray[np.int64]
    n: Array
    events: Array

    @property
    def share(self) -> Array:
        """Proportion of the unit's people in each member, (present,)."""
        return np.asarray(self.n / self.n.sum())

    def log_density(self, z: Array, at: Array, sigma: float) -> Array:
        """Log of the likelihood at u = sigma z times the standard normal density of z."""
        total = -(z**2 + LOG_TWO_PI) / 2
        for member, n, events in zip(self.present, self.n, self.events, strict=True):
            theta = at[..., member] + sigma * z
            softplus = np.maximum(theta, 0) + np.log1p(np.exp(-np.abs(theta)))
            total = total + events * theta - n * softplus
        return np.asarray(total)

    def integrand(self, z: Array, at: Array, sigma: float) -> tuple[Array, Array, Array]:
        """`log_density` with its first and second derivative in z."""
        return self.log_density(z, at, sigma), *self.slopes(z, at, sigma)

    def slopes(self, z: Array, at: Array, sigma: float) -> tuple[Array, Array]:
        """First and second derivative of `log_density` in z."""
        slope, curvature = -z, np.full_like(z, -1.0)
        for member, n, events in zip(self.present, self.n, self.events, strict=True):
            rate = expit(at[..., member] + sigma * z)
            slope = slope + sigma * (events - n * rate)
            curvature = curvature - sigma**2 * n * rate * (1 - rate)
        return np.asarray(slope), np.asarray(curvature)

    def rate(self, u: Array, at: Array) -> Array:
        """Expected rate of the unit's own people at an effect u."""
        parts = zip(self.present, self.share, strict=True)
        return np.asarray(sum(share * expit(at[..., member] + u) for member, share in parts))

    def bracket(self, sigma: float) -> tuple[float, float]:
        """Between what the mode of z lies: its slope is 0 where z = sigma sum of (y - n p)."""
        events, others = float(self.events.sum()), float((self.n - self.events).sum())
        return -sigma * others - 1e-9, sigma * events + 1e-9
