"""Two sets of quadrature rules for problems with members, which share no nodes and no formula."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bayes_bench.trust.exact.problem import Array, UnitSdPrior
from bayes_bench.trust.exact.quadrature import Gauss, GaussNodes, Nodes, Rule, Sinc, SincNodes
from bayes_bench.trust.exact.surface import DoubleExponential

SCAN = np.linspace(-12.0, 12.0, 2401)  # log sd
DROP = 40.0  # of a prior's density below its greatest
LEAST = -36.0  # log of the least sd
KNEE = -4.0  # log sd below which the density is nearly exponential in log sd
TAIL = (-36.0, -24.0, -16.0, -10.0, -6.5)  # edges below
PANEL = 0.7  # of log sd, above the knee


@dataclass(frozen=True)
class GroupedRule:
    """Rules for z = u / sigma, for t, for log sigma and log r, for log tau, and for directions.

    ``log_sd`` takes the left end, a place of many nodes and the right end, ``tau`` both ends;
    ``directions`` takes the number of members, and gives points of the unit sphere of the
    differences (direction, member - 1) with their weights (direction,). What depends on the log
    odds of one member alone is interpolated between ``points`` by splines of ``degree``.
    """

    name: str
    unit: Rule
    t: Rule
    log_sd: Callable[[float, float, float], Nodes]
    tau: Callable[[float, float], Nodes]
    directions: Callable[[int], tuple[Array, Array]]
    points: int
    degree: int


def sd_range(prior: UnitSdPrior) -> tuple[float, float, float]:
    """Log sd at the left end, where the prior of log sd is greatest, and at the right end."""
    log_density = prior.log_density(np.exp(SCAN)) + SCAN
    best = int(np.argmax(log_density))
    (kept,) = np.nonzero(log_density > log_density[best] - DROP)
    return LEAST, float(SCAN[best]), float(SCAN[min(kept[-1] + 1, SCAN.size - 1)])


def contrasts(members: int) -> Array:
    """Orthonormal differences between members (member - 1, member), each of sum 0 (Helmert)."""
    rows = [
        np.r_[np.ones(place), -float(place), np.zeros(members - place - 1)]
        / np.sqrt(place * (place + 1))
        for place in range(1, members)
    ]
    return np.array(rows)


def double_exponential(step: float) -> Callable[[float, float, float], Nodes]:
    """Trapezoidal rule with steps that grow double exponentially to the left."""
    rule = DoubleExponential(2, step)

    def nodes(left: float, mode: float, right: float) -> Nodes:
        found = rule.nodes(left, mode, right)
        return SincNodes(
            np.log(found.position), found.weight / found.position, found.coordinate, found.into
        )

    return nodes


def panels(order: int) -> Callable[[float, float, float], Nodes]:
    """Gauss-Legendre in log sd, on wide panels below the knee; the mode does not matter."""

    def nodes(_left: float, _mode: float, right: float) -> Nodes:
        count = int(np.ceil((right - KNEE) / PANEL))
        return GaussNodes(np.r_[TAIL, np.linspace(KNEE, right, count + 1)], order)

    return nodes


def even(step: float) -> Callable[[float, float], Nodes]:
    """Trapezoidal rule in log tau."""

    def nodes(left: float, right: float) -> Nodes:
        x = np.linspace(left, right, int(np.ceil((right - left) / step)) + 1)
        return SincNodes(x, np.full(x.size, x[1] - x[0]), x, np.asarray)

    return nodes


def even_panels(width: float, order: int) -> Callable[[float, float], Nodes]:
    """Gauss-Legendre in log tau."""

    def nodes(left: float, right: float) -> Nodes:
        return GaussNodes(np.linspace(left, right, int(np.ceil((right - left) / width))), order)

    return nodes


def circle(count: int) -> Callable[[int], tuple[Array, Array]]:
    """Directions at equal angles: the trapezoidal rule on a circle, or two points."""
    angle = 2 * np.pi * np.arange(count) / count
    return lambda members: _directions(members, angle, np.full(count, 2 * np.pi / count))


def circle_panels(count: int, order: int) -> Callable[[int], tuple[Array, Array]]:
    """Directions at Gauss-Legendre nodes of the angle, or two points."""
    nodes = GaussNodes(np.linspace(0.1, 0.1 + 2 * np.pi, count + 1), order)
    return lambda members: _directions(members, nodes.position, nodes.weight)


def _directions(members: int, angle: Array, weight: Array) -> tuple[Array, Array]:
    if members == 2:
        return np.array([[1.0], [-1.0]]), np.ones(2)
    return np.stack([np.cos(angle), np.sin(angle)], axis=1), weight


TRAPEZOID = GroupedRule(
    "trapezoid", Sinc(32), Sinc(40), double_exponential(0.12), even(0.05), circle(48), 360, 7
)
GAUSS = GroupedRule(
    "gauss", Gauss(5, 6), Gauss(5, 6), panels(6), even_panels(0.2, 8), circle_panels(6, 8), 500, 5
)
COARSE = GroupedRule(
    "coarse", Sinc(20), Sinc(22), double_exponential(0.3), even(0.1), circle(32), 150, 5
)
