"""One-dimensional quadrature of log-concave integrands, many at once, by two independent rules.

``Sinc`` is the trapezoidal rule in a coordinate stretched by sinh about the mode, with Haber's
sinc formula for integrals up to a cut. ``Gauss`` is composite Gauss-Legendre between the mode and
the ends of the effective support, with the integral of the interpolating polynomial up to a cut.
They share no nodes, no weights and no formula, so their agreement is evidence.

References
----------
Trefethen & Weideman (2014), the trapezoidal rule, doi:10.1137/130932132;
Haber (1993), indefinite integration by sinc, doi:10.1090/S0025-5718-1993-1149292-9.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.polynomial import legendre
from numpy.typing import NDArray
from scipy.special import sici

type Array = NDArray[np.float64]
type Concave = Callable[[Array], tuple[Array, Array, Array]]

DROP = 36.0  # e^-36 = 2e-16: a density further below its maximum is nil in double precision
SEARCH_STEPS = 100
MAX_PANEL = 0.6  # in arcsinh of the distance from the mode


@dataclass(frozen=True)
class Peak:
    """Mode of log-concave densities, sd from the curvature there, and ends of their support.

    The ends are where the log density is DROP below its maximum.
    """

    left: Array
    mode: Array
    right: Array
    width: Array


class Nodes(Protocol):
    """Quadrature nodes and weights on the last axis."""

    @property
    def position(self) -> Array:
        """Positions of the nodes."""
        ...

    @property
    def weight(self) -> Array:
        """Weights."""
        ...

    def fraction(self, cut: Array) -> Array:
        """Fraction of each node's weight in the integral up to ``cut`` (indefinite quadrature)."""
        ...


class Rule(Protocol):
    """A quadrature rule, adapted to a peak."""

    def nodes(self, peak: Peak) -> Nodes:
        """Nodes over the effective support of a peak."""
        ...


def find_mode(function: Concave, start: Array, lower: Array, upper: Array) -> Array:
    """Mode of each concave function by safeguarded Newton steps in a bracket.

    Where a step leaves the bracket, or does not halve the one before (Newton's method can cycle
    where a corner of the likelihood meets the prior), the bracket is bisected instead.

    Parameters
    ----------
    function : callable
        Gives value, slope and curvature, each of the shape of its argument.
    start, lower, upper : Array
        First points and brackets of the mode.
    """
    point, low, high, before = start, lower, upper, upper - lower
    for _ in range(SEARCH_STEPS):
        _, slope, curvature = function(point)
        low, high = np.where(slope > 0, point, low), np.where(slope > 0, high, point)
        step = slope / -curvature
        target = point + step
        done = np.abs(step) * np.sqrt(-curvature) < 1e-5
        if np.all(done):
            return np.asarray(target)
        newton = done | (target >= low) & (target <= high) & (np.abs(step) <= before / 2)
        before = np.where(newton, np.abs(step), (high - low) / 2)
        point = np.where(newton, target, (low + high) / 2)
    return np.asarray(point)


def find_drop(function: Concave, mode: Array, offset: Array, drop: float) -> Array:
    """Where each concave function is ``drop`` below its maximum, to about a tenth.

    Newton's method: by concavity the first step ends outside of the level set, and from there the
    iteration converges monotonically. ``offset`` gives the side and the first distance.
    """
    target = function(mode)[0] - drop
    point = mode + offset
    for _ in range(SEARCH_STEPS):
        value, slope, _ = function(point)
        excess = value - target
        if np.all((excess <= 0.01) & (excess > -0.1 * max(drop, 1.0))):
            break
        point = point - excess / slope
    return np.asarray(point)


def find_peak(
    function: Concave, start: Array, lower: Array, upper: Array, drop: float = DROP
) -> Peak:
    """Mode, width and effective support of each concave function."""
    mode = find_mode(function, start, lower, upper)
    width = np.asarray(1 / np.sqrt(-function(mode)[2]))
    reach = np.sqrt(2 * drop) * width
    left = find_drop(function, mode, -reach, drop)
    return Peak(left, mode, find_drop(function, mode, reach, drop), width)


@dataclass(frozen=True)
class SincNodes:
    """Trapezoidal nodes: ``position = inverse of coordinate`` at uniform coordinates."""

    position: Array
    weight: Array
    coordinate: Array
    into: Callable[[Array], Array]

    def fraction(self, cut: Array) -> Array:
        """Sinc indefinite integration: 1/2 + Si(pi (x - x_k) / h) / pi."""
        step = self.coordinate[..., 1:2] - self.coordinate[..., :1]
        first, last = self.coordinate[..., :1], self.coordinate[..., -1:]
        reached = self.into(np.asarray(cut))[..., None]
        angle = np.pi * (np.clip(reached, first, last) - self.coordinate) / step
        fraction = 0.5 + sici(angle)[0] / np.pi
        return np.where(reached <= first, 0.0, np.where(reached >= last, 1.0, fraction))


@dataclass(frozen=True)
class Sinc:
    """Trapezoidal rule in x, where position = mode + width sinh(x)."""

    count: int

    def nodes(self, peak: Peak) -> SincNodes:
        """Nodes over the effective support of a peak."""

        def into(cut: Array) -> Array:
            return np.asarray(np.arcsinh((cut - peak.mode) / peak.width))

        x = np.linspace(into(peak.left), into(peak.right), self.count, axis=-1)
        width = peak.width[..., None]
        weight = (x[..., 1:2] - x[..., :1]) * width * np.cosh(x)
        return SincNodes(peak.mode[..., None] + width * np.sinh(x), weight, x, into)


@dataclass(frozen=True)
class GaussNodes:
    """Gauss-Legendre nodes of ``order`` in each panel between neighbouring ``edges``."""

    edges: Array
    order: int

    @property
    def position(self) -> Array:
        """Nodes, panel after panel."""
        half, middle = self._panels()
        return self._flat(middle[..., None] + half[..., None] * self._reference()[0])

    @property
    def weight(self) -> Array:
        """Weights, panel after panel."""
        return self._flat(self._panels()[0][..., None] * self._reference()[1])

    def fraction(self, cut: Array) -> Array:
        """Integral of each node's Lagrange polynomial up to ``cut``, over its whole integral."""
        half, middle = self._panels()
        safe = np.where(half > 0, half, 1.0)
        inside = np.clip((np.asarray(cut)[..., None] - middle) / safe, -1.0, 1.0)
        return self._flat(partial_weights(inside, self.order))

    def _panels(self) -> tuple[Array, Array]:
        low, high = self.edges[..., :-1], self.edges[..., 1:]
        return (high - low) / 2, (high + low) / 2

    def _reference(self) -> tuple[Array, Array]:
        nodes, weights = legendre.leggauss(self.order)
        return nodes, weights

    def _flat(self, by_panel: Array) -> Array:
        return by_panel.reshape((*by_panel.shape[:-2], -1))


@dataclass(frozen=True)
class Gauss:
    """Composite Gauss-Legendre rule, ``panels`` or more of them on either side of the mode.

    Panels grow away from the mode like sinh, by so little each that heavy sides get more of them.
    """

    panels: int
    order: int

    def nodes(self, peak: Peak) -> GaussNodes:
        """Nodes over the effective support of a peak."""
        below = self._edges(peak, peak.left)[..., ::-1]
        above = self._edges(peak, peak.right)
        return GaussNodes(np.concatenate([below, above[..., 1:]], axis=-1), self.order)

    def _edges(self, peak: Peak, end: Array) -> Array:
        reach = np.arcsinh((end - peak.mode) / peak.width)
        count = max(self.panels, int(np.ceil(np.max(np.abs(reach)) / MAX_PANEL)))
        x = np.linspace(np.zeros_like(reach), reach, count + 1, axis=-1)
        return np.asarray(peak.mode[..., None] + peak.width[..., None] * np.sinh(x))


@dataclass(frozen=True)
class OnePanel:
    """One Gauss-Legendre panel from end to end: fewest nodes where each is costly."""

    order: int

    def nodes(self, peak: Peak) -> GaussNodes:
        """Nodes over the effective support of a peak."""
        return GaussNodes(np.stack([peak.left, peak.right], axis=-1), self.order)


def partial_weights(reached: Array, order: int) -> Array:
    """Integral of each Lagrange polynomial on Gauss-Legendre nodes from -1 to ``reached``.

    Over its integral to 1; axes (..., node). Uses int P_n = (P_{n+1} - P_{n-1}) / (2n + 1).
    """
    nodes, _ = legendre.leggauss(order)
    at = legendre.legvander(reached, order)
    integral = np.concatenate([at[..., :1] + at[..., 1:2], at[..., 2:] - at[..., :-2]], axis=-1)
    return np.asarray(integral @ (legendre.legvander(nodes, order - 1).T / 2))
