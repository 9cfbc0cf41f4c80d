r"""Shifted lognormal margins.

A standard normal z, stretched on one side and held on the other, is

    (exp(k z - k^2 / 2) - 1) / k,    z ~ Normal(0, 1),

which has mean 0 and becomes the normal as k, a third of the skewness, goes to 0.
"""

from dataclasses import dataclass

import numpy as np

from bayes_bench.posterior.group_effects.normal import LOG_2PI
from bayes_bench.typing import Floats

MIN_SKEW, MAX_SKEW = 1e-3, 0.1
"""Bounds of |k|. With less a draw is Gaussian to all purposes, and loses digits; with more the
density would end less than ten sd's away, where the posterior may not."""
JUST_INSIDE = float(np.nextafter(-1.0, 0.0))
"""Where a lognormal density that ends at -1 is as good as 0; beyond, it is taken to be the same."""


def skew_of(skewness: Floats, most: float = MAX_SKEW) -> Floats:
    """k of a shifted lognormal distribution of that skewness, `most` at most; of any shape."""
    table = np.linspace(0.0, most, 401)
    rises = (np.exp(table**2) + 2.0) * np.sqrt(np.expm1(table**2))
    size = np.interp(np.abs(skewness), rises, table)
    return np.copysign(np.maximum(size, MIN_SKEW), skewness)


def variance_of(skew: Floats) -> Floats:
    """Its variance, nearly 1."""
    return np.asarray(np.expm1(skew**2) / skew**2)


@dataclass(frozen=True)
class Margins:
    """Independent shifted lognormal coordinates.

    Attributes
    ----------
    scale, skew : ndarray (coordinate,)
    """

    scale: Floats
    skew: Floats

    def stretched(self, normal: Floats) -> Floats:
        """Coordinates of standard normals (draw, coordinate)."""
        return np.asarray(np.expm1(self._exponent(normal)) * (self.scale / self.skew))

    def normal_of(self, stretched: Floats) -> Floats:
        """The standard normals of coordinates (draw, coordinate)."""
        relative = np.maximum(stretched * (self.skew / self.scale), JUST_INSIDE)
        return np.asarray(np.log1p(relative) / self.skew + 0.5 * self.skew)

    def log_of_normals(self, normal: Floats) -> Floats:
        """Log density of the coordinates of standard normals (draw,)."""
        log = -0.5 * normal**2 - self._exponent(normal)
        return np.asarray(np.sum(log, axis=1) - np.sum(np.log(self.scale) + 0.5 * LOG_2PI))

    def _exponent(self, normal: Floats) -> Floats:
        return np.asarray(self.skew * (normal - 0.5 * self.skew))
