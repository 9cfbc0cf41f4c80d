"""Random-intercept logistic models with an exact posterior: one grouping, known offsets.

y_j ~ Binomial(n_j, logit^-1(mu + u_j)), u_j ~ N(0, sigma^2), mu ~ N(mean, sd^2), and one of four
priors for sigma. Or u_j is Student-t with ``df`` degrees of freedom and the standard deviation
sigma (``heavy.py``). A unit's people may fall into levels, whose log odds differ from mu + u_j by a
known offset; ``covariate.py`` integrates over an unknown one. Likelihoods are per person, without
binomial coefficients; all prior constants are kept, so that log marginal likelihoods can be
compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, gammaln, logit

from bayes_bench.errors import InputError

type Array = NDArray[np.float64]

LOG_TWO_PI = float(np.log(2 * np.pi))
MIN_RATE, MAX_RATE = 1e-300, 1 - 1e-16  # what a logit can be taken of
NEWTON_STEPS = 8


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
class Level:
    """The people of a unit whose log odds are mu + u_j + ``offset``, and their events."""

    n: int
    events: int
    offset: float = 0.0


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
    mix : tuple of tuple of Level
        The same people by unit and level; empty where nobody has an offset.
    df : float
        Degrees of freedom of the unit effects, above 2; infinite where they are normal.

    Raises
    ------
    InputError
        If the lengths differ, there are fewer than two units, or events are not within 0 ... n.
    """

    n: Sequence[int]
    events: Sequence[int]
    prior: Prior
    mix: tuple[tuple[Level, ...], ...] = ()
    df: float = np.inf

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
    """One unit's people and events, by level, and the degrees of freedom of its effect."""

    levels: tuple[Level, ...]
    df: float = np.inf

    @property
    def n(self) -> int:
        """People."""
        return sum(level.n for level in self.levels)

    @property
    def events(self) -> int:
        """Events."""
        return sum(level.events for level in self.levels)

    @property
    def mix(self) -> list[tuple[float, float]]:
        """Proportion of the people and offset of every level; without people, one of no offset."""
        if self.n == 0:
            return [(1.0, 0.0)]
        return [(level.n / self.n, level.offset) for level in self.levels]

    @property
    def offsets(self) -> tuple[float, float]:
        """The lowest offset and the highest among the people."""
        every = [offset for weight, offset in self.mix if weight > 0]
        return min(every), max(every)

    def rate(self, theta: Array) -> Array:
        """Expected rate of the unit's own people at mu + u_j = ``theta``."""
        return np.asarray(sum(weight * expit(theta + offset) for weight, offset in self.mix))

    def log_odds(self, rate: Array) -> Array:
        """The mu + u_j at which the unit's own people have this rate: Newton's method.

        In logits the rate has a slope close to 1 everywhere, so a few steps reach the last digit.
        """
        goal = logit(np.clip(rate, MIN_RATE, MAX_RATE))
        lowest, highest = self.offsets
        theta = np.asarray(goal - sum(weight * offset for weight, offset in self.mix))
        for _ in range(0 if lowest == highest else NEWTON_STEPS):
            now = np.clip(self.rate(theta), MIN_RATE, MAX_RATE)
            slope = self.information(theta) / self.n / (now * (1 - now))
            theta = np.clip(theta + (goal - logit(now)) / slope, goal - highest, goal - lowest)
        return theta

    def information(self, theta: Array) -> Array:
        """Fisher information: sum over people of p (1 - p), the derivative of n times ``rate``."""
        parts = [(self.n * weight, theta + offset) for weight, offset in self.mix]
        return np.asarray(sum(n * expit(at) * expit(-at) for n, at in parts))

    def log_likelihood(self, theta: Array) -> Array:
        """Log likelihood per person at mu + u_j = ``theta``, the sum over levels.

        y t - n log(1 + e^t) at t = theta + offset.
        """
        total = np.zeros_like(theta)
        for level in self.levels:
            at = theta + level.offset
            softplus = np.maximum(at, 0) + np.log1p(np.exp(-np.abs(at)))
            total = total + level.events * at - level.n * softplus
        return np.asarray(total)

    def integrand(self, z: Array, mu: Array, sigma: Array) -> tuple[Array, Array, Array]:
        """`log_density` of z at u = sigma z, with its first and second derivative in z.

        In z (not u) the limit sigma -> 0 is the standard normal itself, so nothing degenerates.
        """
        theta = mu + sigma * z
        slope = sigma * (self.events - self.n * self.rate(theta)) - z
        curvature = -(sigma**2) * self.information(theta) - 1
        return self.log_density(z, theta), np.asarray(slope), np.asarray(curvature)

    def log_density(self, z: Array, theta: Array) -> Array:
        """Log of the likelihood at ``theta`` times the standard normal density of z."""
        return np.asarray(self.log_likelihood(theta) - z**2 / 2 - LOG_TWO_PI / 2)


def refuse_levels(problem: Problem, what: str) -> None:
    """Raise InputError where ``what`` is only valid without offsets."""
    if problem.mix:
        raise InputError(f"{what} can be had only without covariates. Leave the levels out.")


def refuse_heavy(problem: Problem, what: str) -> None:
    """Raise InputError where ``what`` is only valid with normal unit effects."""
    if np.isfinite(problem.df):
        raise InputError(
            f"{what} can be had only with normal unit effects, whose posteriors are log-concave. "
            "Leave df out."
        )


def unit_of(problem: Problem, index: int) -> Unit:
    """Unit number ``index`` (from 0) of a problem."""
    if problem.mix:
        return Unit(problem.mix[index], problem.df)
    return Unit((Level(problem.n[index], problem.events[index]),), problem.df)
