"""Normal group effects, u_j ~ Normal(0, sigma^2): the random intercept."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bayes_bench.typing import Floats

LOG_2PI = float(np.log(2.0 * np.pi))
NODES = 8
"""They err by less than 1e-4 for one person at an sd of 2.5, as a rule by 1e-7."""


@dataclass(frozen=True)
class NormalGivenSd:
    """The normal distribution of an effect.

    Attributes
    ----------
    sd : ndarray
        sigma, log odds, of any shape.
    """

    sd: Floats

    def log_density(self, effect: Floats) -> Floats:
        """-(u / sigma)^2 / 2 - log(sigma sqrt(2 pi))."""
        log: Floats = -0.5 * (effect / self.sd) ** 2 - np.log(self.sd * np.sqrt(2 * np.pi))
        return log

    def slope(self, effect: Floats) -> Floats:
        """-u / sigma^2."""
        return -effect / self.sd**2

    def precision(self, effect: Floats) -> Floats:  # noqa: ARG002 - the same for every effect
        """1 / sigma^2."""
        return self.sd**-2.0

    def widest(self, effect: Floats) -> Floats:  # noqa: ARG002 - the same for every effect
        """sigma."""
        return self.sd

    def nodes(self) -> tuple[Floats, Floats]:
        """Gauss-Hermite's."""
        from scipy.special import roots_hermitenorm

        nodes, weights = roots_hermitenorm(NODES)
        return nodes, np.log(weights) + 0.5 * nodes**2

    def farthest_mode(self, score: Floats) -> Floats:
        """At the mode u = sigma^2 times the score of the data."""
        return self.sd**2 * score


@dataclass(frozen=True)
class NormalEffects:
    """Independent normal effects with a common standard deviation."""

    df = np.inf
    """The loops of `laplace.collapsed_kernel` are of this density."""

    def log_density(self, effect: Floats, log_sd: Floats) -> Floats:
        """Log density of all effects together; (draw, unit), (draw,) -> (draw,)."""
        scaled = effect * np.exp(-log_sd)[:, None]
        normaliser = self.log_normaliser(effect.shape[1], log_sd)
        return np.asarray(-0.5 * np.sum(scaled**2, axis=1) - normaliser)

    def log_normaliser(self, units: int, log_sd: Floats) -> Floats:
        """Log of (sigma sqrt(2 pi)) to the number of units (draw,)."""
        return units * (log_sd + 0.5 * LOG_2PI)

    def slope(self, effect: Floats, log_sd: Floats | float) -> Floats:
        """-u / sigma^2."""
        return -effect * self.precision(effect, log_sd)

    def precision(self, effect: Floats, log_sd: Floats | float) -> Floats:  # noqa: ARG002 - constant
        """1 / sigma^2; (..., unit), (...,) -> (..., 1)."""
        return np.asarray(np.exp(-2.0 * log_sd))[..., None]

    def slope_by_log_sd(self, effect: Floats, log_sd: float) -> Floats:
        """2 u / sigma^2."""
        return 2.0 * self.precision(effect, log_sd) * effect

    def given(self, sd: Floats) -> NormalGivenSd:
        """The distribution of one effect at given values of sigma."""
        return NormalGivenSd(sd)

    def draw(self, rng: np.random.Generator, sd: Floats, units: int) -> Floats:
        """Effects drawn anew; (draw,) -> (draw, unit)."""
        return rng.standard_normal((sd.size, units)) * sd[:, None]

    def quadrature(self, widest_sd: float) -> tuple[Floats, Floats]:
        """Gauss-Hermite scores and weights (node,), of so many nodes as the widest sd needs.

        The poles of the logistic function at ±iπ make the number of nodes for a given error grow
        with the variance. With these, doubling them changes no mean by more than 1e-7.
        """
        from scipy.special import roots_hermitenorm

        count = min(24 + 8 * int(np.ceil(widest_sd**2)), 1024)
        scores, weights = roots_hermitenorm(count)
        return scores, weights / weights.sum()

    def lattice(self, shift: Floats) -> tuple[Floats, Floats]:
        """Scores half an sd apart, as far as ±5: beyond lies a millionth."""
        scores = 0.5 * (np.arange(-10, 10) + shift)
        return scores, 0.5 * (np.exp(-0.5 * scores**2) * (1.0 / np.sqrt(2.0 * np.pi)))

    def score_quantile(self, probability: Floats) -> Floats:
        """The standard normal quantile."""
        from scipy.special import ndtri

        quantile: Floats = ndtri(probability)
        return quantile

    def median_difference(self, sd: Floats) -> Floats:
        """sqrt(2) sigma Phi^-1(.75): the difference is normal with twice the variance."""
        difference: Floats = np.sqrt(2.0) * sd * self.score_quantile(np.asarray(0.75))
        return difference

    def pymc_variable(self, sd: Any, centring: Floats | None) -> Any:
        """PyMC's Normal, each effect centred as far as asked.

        References
        ----------
        Gorinova, Moore & Hoffman (2020), "Automatic reparameterisation of probabilistic programs",
        ICML, arXiv 1906.03028.
        """
        import pymc as pm

        if centring is None:
            return pm.Normal("unit_effect", 0.0, sd, dims="unit")
        scaled = pm.Normal("unit_effect_scaled", 0.0, sd**centring, dims="unit")
        return pm.Deterministic("unit_effect", scaled * sd ** (1.0 - centring), dims="unit")
