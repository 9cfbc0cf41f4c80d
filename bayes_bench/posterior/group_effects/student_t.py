r"""Student-t group effects: as normal ones, but a few members may lie far out.

With sigma the standard deviation, and a = sigma sqrt(df - 2), the density is

    p(u) = Gamma((df + 1) / 2) / (Gamma(df / 2) sqrt(pi) a) (1 + (u / a)^2)^(-(df + 1) / 2),

that is u = sigma sqrt((df - 2) / df) t. It is not log-concave: beyond a its logarithm is convex.

References
----------
Lange, Little & Taylor (1989), "Robust statistical modeling using the t distribution",
10.1080/01621459.1989.10478852.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from bayes_bench.typing import Floats

CERTAIN = 60.0
"""Log odds beyond which no likelihood has a mode that matters: the slope of the log density is
bounded, so that none follows from the score of the data."""
LEFT_OUT = 1e-10
"""Of the distribution beyond the last score of a quadrature to either side."""
LEFT_OUT_OF_LATTICE = 1e-6
"""Likewise, of a lattice."""
EVENLY, NEAR_NORMAL = 0.125, 0.6
"""Most between scores of a quadrature, in hyperbolic arcsines, and in sd's of those."""
SHARPEST = 1.0
"""Most between them, in units of 1 / a, for the poles of the logistic function."""
NODES, NODE_STEP = 36, 0.34
"""Of the sum with a likelihood: so far that 190 sd's are reached."""
LATTICE_STEP, LATTICE_SD = 0.35, 0.5
"""Most between scores of a lattice, in hyperbolic arcsines, and in sd's about 0."""


@dataclass(frozen=True)
class StudentTGivenSd:
    """The Student-t distribution of an effect.

    Attributes
    ----------
    sd : ndarray
        sigma, log odds, of any shape.
    df : float
        Above 2.
    """

    sd: Floats
    df: float

    @property
    def reach(self) -> Floats:
        """a, from where the log density is convex."""
        return np.asarray(self.sd * np.sqrt(self.df - 2.0))

    def log_density(self, effect: Floats) -> Floats:
        """-(df + 1) / 2 log(1 + (u / a)^2), normalised."""
        scaled = effect / self.reach
        log: Floats = -0.5 * (self.df + 1.0) * np.log1p(scaled**2) - np.log(self.reach)
        return log - log_constant(self.df)

    def slope(self, effect: Floats) -> Floats:
        """-(df + 1) u / (a^2 + u^2)."""
        scaled = effect / self.reach
        return np.asarray(-(self.df + 1.0) * scaled / (1.0 + scaled**2) / self.reach)

    def precision(self, effect: Floats) -> Floats:
        """(df + 1) (a^2 - u^2) / (a^2 + u^2)^2, or 0 beyond a."""
        square = (effect / self.reach) ** 2
        curved = (self.df + 1.0) * np.maximum(1.0 - square, 0.0) / (1.0 + square) ** 2
        return np.asarray(curved / self.reach**2)

    def widest(self, effect: Floats) -> Floats:
        """sqrt(a^2 + u^2), the distance to the density's poles."""
        return np.hypot(self.reach, effect)

    def nodes(self) -> tuple[Floats, Floats]:
        """Evenly apart in the hyperbolic arcsine: a third of an sd at first, far into the tails."""
        even = NODE_STEP * (np.arange(NODES) - 0.5 * (NODES - 1))
        return np.sinh(even), np.log(NODE_STEP * np.cosh(even))

    def farthest_mode(self, score: Floats) -> Floats:
        """So far that all is certain."""
        shape = np.broadcast_shapes(np.shape(self.sd), np.shape(score))
        return np.full(shape, CERTAIN)


@dataclass(frozen=True)
class StudentTEffects:
    """Independent Student-t effects with a common standard deviation.

    Attributes
    ----------
    df : float
        Degrees of freedom, above 2: with fewer there is no standard deviation.
    """

    df: float = 4.0

    def log_density(self, effect: Floats, log_sd: Floats) -> Floats:
        """Log density of all effects together; (draw, unit), (draw,) -> (draw,)."""
        scaled = effect * (np.exp(-log_sd) / np.sqrt(self.df - 2.0))[:, None]
        log = -0.5 * (self.df + 1.0) * np.sum(np.log1p(scaled**2), axis=1)
        return np.asarray(log - self.log_normaliser(effect.shape[1], log_sd))

    def log_normaliser(self, units: int, log_sd: Floats) -> Floats:
        """Log of the integral of (1 + (u / a)^2)^(-(df + 1) / 2), to the number of units."""
        reach = log_sd + 0.5 * np.log(self.df - 2.0)
        return np.asarray(units * (reach + log_constant(self.df)))

    def slope(self, effect: Floats, log_sd: Floats | float) -> Floats:
        """-(df + 1) u / (a^2 + u^2)."""
        return self._of_each(log_sd).slope(effect)

    def precision(self, effect: Floats, log_sd: Floats | float) -> Floats:
        """(df + 1) (a^2 - u^2) / (a^2 + u^2)^2, or 0 beyond a."""
        return self._of_each(log_sd).precision(effect)

    def slope_by_log_sd(self, effect: Floats, log_sd: float) -> Floats:
        """2 (df + 1) u a^2 / (a^2 + u^2)^2."""
        reach = self._of_each(log_sd).reach
        scaled = effect / reach
        return np.asarray(2.0 * (self.df + 1.0) * scaled / (1.0 + scaled**2) ** 2 / reach)

    def given(self, sd: Floats) -> StudentTGivenSd:
        """The distribution of one effect at given values of sigma."""
        return StudentTGivenSd(sd, self.df)

    def _of_each(self, log_sd: Floats | float) -> StudentTGivenSd:
        """The distribution of every unit's effect; (...,) -> (..., 1)."""
        return self.given(np.exp(np.asarray(log_sd))[..., None])

    def draw(self, rng: np.random.Generator, sd: Floats, units: int) -> Floats:
        """Effects drawn anew; (draw,) -> (draw, unit)."""
        return rng.standard_t(self.df, (sd.size, units)) * (sd * scale_of(self.df))[:, None]

    def quadrature(self, widest_sd: float) -> tuple[Floats, Floats]:
        """Scores evenly apart in the hyperbolic arcsine, by the trapezoidal rule.

        There the density falls as cosh^-df, which is analytic up to pi / 2 from the real axis.
        """
        reach = np.sqrt(self.df - 2.0)
        step = min(EVENLY, NEAR_NORMAL / np.sqrt(self.df), SHARPEST / (widest_sd * reach))
        last = np.ceil(self._end(LEFT_OUT) / step)
        even = step * np.arange(-last, last + 1.0)
        weights = np.cosh(even) ** -self.df
        return reach * np.sinh(even), weights / weights.sum()

    def lattice(self, shift: Floats) -> tuple[Floats, Floats]:
        """Scores evenly apart in the hyperbolic arcsine; beyond the last lies a millionth."""
        reach = np.sqrt(self.df - 2.0)
        step = min(LATTICE_STEP, LATTICE_SD / reach)
        last = np.ceil(self._end(LEFT_OUT_OF_LATTICE) / step)
        even = step * (np.arange(-last, last) + shift)
        weights = step * np.exp(-self.df * np.log(np.cosh(even)) - log_constant(self.df))
        return reach * np.sinh(even), weights

    def _end(self, left_out: float) -> float:
        """The hyperbolic arcsine of the score that so much lies beyond."""
        score = -float(self.score_quantile(np.asarray(left_out)))
        return float(np.arcsinh(score / np.sqrt(self.df - 2.0)))

    def score_quantile(self, probability: Floats) -> Floats:
        """The quantile of Student's t, its standard deviation 1."""
        from scipy.special import stdtrit

        return np.asarray(stdtrit(self.df, probability) * scale_of(self.df))

    def median_difference(self, sd: Floats) -> Floats:
        """sigma times the median size of the difference of two scores."""
        return np.asarray(sd * median_of_differences(self.df))

    def pymc_variable(self, sd: Any, centring: Floats | None) -> Any:
        """PyMC's StudentT, each effect centred as far as asked."""
        import pymc as pm

        scale = scale_of(self.df)
        if centring is None:
            return pm.StudentT("unit_effect", nu=self.df, mu=0.0, sigma=scale * sd, dims="unit")
        sigma = scale * sd**centring
        scaled = pm.StudentT("unit_effect_scaled", nu=self.df, mu=0.0, sigma=sigma, dims="unit")
        return pm.Deterministic("unit_effect", scaled * sd ** (1.0 - centring), dims="unit")


def scale_of(df: float) -> float:
    """What Student's t is multiplied by for a standard deviation of 1."""
    return float(np.sqrt((df - 2.0) / df))


@cache
def log_constant(df: float) -> float:
    """Log of the integral of (1 + x^2)^(-(df + 1) / 2)."""
    from scipy.special import gammaln

    return float(gammaln(0.5 * df) - gammaln(0.5 * (df + 1.0)) + 0.5 * np.log(np.pi))


@cache
def median_of_differences(df: float) -> float:
    """Median size of the difference of two independent scores.

    The difference lies below d with probability E F(x + d), x a score and F their distribution
    function; that is three quarters at the median size.
    """
    from scipy.optimize import brentq
    from scipy.special import stdtr

    scores, weights = StudentTEffects(df).quadrature(1.0)

    def beyond(size: float) -> float:
        return float(weights @ stdtr(df, (scores + size) / scale_of(df))) - 0.75

    return float(brentq(beyond, 0.0, 10.0, xtol=1e-13))
