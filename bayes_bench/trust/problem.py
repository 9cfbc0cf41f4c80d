"""The problems that the judge can solve: one grouping, no covariates.

y_j ~ Binomial(n_j, logit^-1(mu + u_j)), u_j ~ N(0, sigma^2), mu ~ N(mean, sd^2), and one of four
priors for sigma. Likelihoods are per person, without binomial coefficients; all prior constants
are kept, so that log marginal likelihoods can be compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln

from bayes_bench.errors import InputError

type Array = NDArray[np.float64]

LOG_TWO_PI = float(np.log(2 * np.pi))


@dataclass(frozen=True)
class HalfNormal:
    """sigma = |N(0, scale^2)|."""

    scale: float

    def log_density(self, sigma: Array) -> Array:
        """Log density of sigma, normalised on (0, inf)."""
        constant = np.log(2.0) - np.log(self.scale) - LOG_TWO_PI / 2
        return np.asarray(constant - (sigma / self.scale) ** 2 / 2)


@dataclass(frozen=True)
class HalfT:
    """sigma = scale * |t_df|."""

    df: float
    scale: float

    def log_density(self, sigma: Array) -> Array:
        """Log density of sigma, normalised on (0, inf)."""
        half = (self.df + 1) / 2
        constant = gammaln(half) - gammaln(self.df / 2) - np.log(self.df * np.pi) / 2
        tail = half * np.log1p((sigma / self.scale) ** 2 / self.df)
        return np.asarray(np.log(2.0) - np.log(self.scale) + constant - tail)


@dataclass(frozen=True)
class Exponential:
    """sigma ~ Exponential(rate)."""

    rate: float

    def log_density(self, sigma: Array) -> Array:
        """Log density of sigma, normalised on (0, inf)."""
        return np.asarray(np.log(self.rate) - self.rate * sigma)


@dataclass(frozen=True)
class PrecisionGamma:
    """1 / sigma^2 ~ Gamma(shape, rate), the prior of the BUGS manuals."""

    shape: float
    rate: float

    def log_density(self, sigma: Array) -> Array:
        """Log density of sigma (not of the precision), normalised on (0, inf)."""
        constant = self.shape * np.log(self.rate) - gammaln(self.shape) + np.log(2.0)
        return np.asarray(constant - (2 * self.shape + 1) * np.log(sigma) - self.rate / sigma**2)


type UnitSdPrior = HalfNormal | HalfT | Exponential | PrecisionGamma


@dataclass(frozen=True)
class Prior:
    """mu ~ N(mean, sd^2) and the prior of sigma."""

    mean: float
    sd: float
    unit_sd: UnitSdPrior

    def mu_log_density(self, mu: Array) -> Array:
        """Log density of mu."""
        standard = (mu - self.mean) / self.sd
        return np.asarray(-(standard**2) / 2 - np.log(self.sd) - LOG_TWO_PI / 2)


@dataclass(frozen=True)
class Problem:
    """A table of units and the prior.

    Parameters
    ----------
    n : sequence of int
        People per unit; 0 is allowed (that unit's posterior is its prior given the others).
    events : sequence of int
        Events per unit.
    prior : Prior
        Priors of mu and sigma.

    Raises
    ------
    InputError
        If the lengths differ, there are fewer than two units, or events are not within 0 ... n.
    """

    n: Sequence[int]
    events: Sequence[int]
    prior: Prior

    def __post_init__(self) -> None:
        n, events = tuple(map(int, self.n)), tuple(map(int, self.events))
        if len(n) != len(events) or len(n) < 2:
            raise InputError("A problem needs two units or more, each with n and events.")
        if any(not 0 <= y <= size for y, size in zip(events, n, strict=True)):
            raise InputError("The events of every unit must lie between 0 and its n.")
        object.__setattr__(self, "n", n)
        object.__setattr__(self, "events", events)

    @property
    def units(self) -> int:
        """Number of units."""
        return len(self.n)


@dataclass(frozen=True)
class Unit:
    """One unit's people and events."""

    n: int
    events: int

    def log_likelihood(self, theta: Array) -> Array:
        """Log likelihood per person at log odds ``theta``: y theta - n log(1 + e^theta)."""
        softplus = np.maximum(theta, 0) + np.log1p(np.exp(-np.abs(theta)))
        return np.asarray(self.events * theta - self.n * softplus)

    def integrand(self, z: Array, mu: Array, sigma: Array) -> tuple[Array, Array, Array]:
        """Log of likelihood times standard normal density at u = sigma z, and two z derivatives.

        In z (not u) the limit sigma -> 0 is the standard normal itself, so nothing degenerates.
        """
        theta = mu + sigma * z
        rate = expit(theta)
        value = self.log_likelihood(theta) - z**2 / 2 - LOG_TWO_PI / 2
        slope = sigma * (self.events - self.n * rate) - z
        curvature = -(sigma**2) * self.n * rate * expit(-theta) - 1
        return value, np.asarray(slope), np.asarray(curvature)


def unit_of(problem: Problem, index: int) -> Unit:
    """Unit number ``index`` (from 0) of a problem."""
    return Unit(problem.n[index], problem.events[index])
