r"""The nested Laplace approximation of the posterior: nodes over phi, the logs of the sd's.

`nodes_of` finds the mode in phi, goes outwards from it along the log of each standard deviation
until nothing is left, and takes every combination of what it comes by. At each node the mode of
(beta, u) and its moments are those of `bayes_bench.posterior.laplace.mode`.

References
----------
Rue, Martino & Chopin (2009), 10.1111/j.1467-9868.2008.00700.x; van Niekerk & Rue (2024),
"Low-rank variational Bayes correction to the Laplace method", JMLR 25.
"""

from dataclasses import dataclass
from functools import cached_property, partial
from math import prod

import numpy as np

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.posterior.density import NORMAL, Density
from bayes_bench.posterior.laplace.block_arrowhead import Arrow, LaplaceError
from bayes_bench.posterior.laplace.mode import Node, node_at
from bayes_bench.typing import Floats

MIN_STEP = 1e-3
"""A mode that is narrower in phi than this is rounding, or none."""
MAX_LINE = 100
"""Nodes to either side of the mode along an axis."""
MAX_NODES = 4000
"""Of a whole grid; with more standard deviations than that is enough for, NUTS is quicker."""
MAX_DISTANCE = 40.0
"""How far from the prior's median log sd the mode is looked for."""
MAX_ROUNDS = 20
"""How often the mode is looked for along every axis, one after the other."""
LOG_DROP = 10.0
"""The nodes end where the log marginal density is this far below its mode."""
WIDER = 2.0
"""How many times as wide the steps are where there are several axes: about a posterior sd."""
WIDENING = 1.1
"""From the mode outwards, each step is that much wider than the one before."""


@dataclass(frozen=True)
class Grid:
    """Nodes at every combination of some values of each log sd.

    Attributes
    ----------
    axes : tuple of ndarray (value,)
        Increasing; of the units' log sd, then of every further grouping's.
    nodes : tuple of Node
        The last axis runs fastest.
    """

    axes: tuple[Floats, ...]
    nodes: tuple[Node, ...]

    @cached_property
    def log_marginal(self) -> Floats:
        """Laplace's log p(phi, data) at every node (node,)."""
        return np.array([node.log_marginal for node in self.nodes])

    @property
    def highest(self) -> int:
        """The node of the highest marginal density."""
        return int(np.argmax(self.log_marginal))

    def beside(self, node: int, axis: int) -> tuple[Node, Node]:
        """The nodes before and after one along an axis; at an end, it itself."""
        shape = tuple(values.size for values in self.axes)
        stride = prod(shape[axis + 1 :])
        place = node // stride % shape[axis]
        before = node - stride if place > 0 else node
        after = node + stride if place + 1 < shape[axis] else node
        return self.nodes[before], self.nodes[after]


def nodes_of(density: Density) -> Grid:
    """Nodes over phi, from one end of its posterior to the other.

    Parameters
    ----------
    density : Density

    Returns
    -------
    Grid
        Near the mode about .5 posterior sd's apart where phi is of the units alone, else one.

    Raises
    ------
    LaplaceError
        If no mode is found, or too many nodes would be needed.
    """
    mode, half = outer_mode(density)
    spacing = half * (1.0 if density.sds == 1 else WIDER)
    lines = [_line(density, mode, axis, spacing[axis]) for axis in range(density.sds)]
    axes = tuple(np.array([node.log_sd[axis] for node in line]) for axis, line in enumerate(lines))
    total = prod(axis.size for axis in axes)
    if total > MAX_NODES:
        message = f"{density.sds} standard deviations would need {total} nodes"
        raise LaplaceError(message)
    filled = on_all_cores(partial(_filled, density, axes, axis=1), lines[0])
    return Grid(axes, tuple(node for nodes in filled for node in nodes))


def outer_mode(density: Density) -> tuple[Node, Floats]:
    """The node at the mode of phi, and half the curvature sd along each axis there.

    Parameters
    ----------
    density : Density

    Returns
    -------
    tuple of Node and ndarray (sd,)

    Raises
    ------
    LaplaceError
        If no mode is found.
    """
    middle = np.array([0.5])
    phi = np.array([np.log(prior.quantile(middle))[0] for prior in density.sd_priors])
    node = node_at(density, phi, (density.prior_mean.copy(), np.zeros(density.units)))
    spacing, origin = np.full(density.sds, 0.5), phi
    for _ in range(MAX_ROUNDS):
        before = node
        for axis in range(density.sds):
            node, spacing[axis] = _mode_along(
                density, node, (axis, origin[axis]), 2 * spacing[axis]
            )
        if density.sds == 1 or np.all(np.abs(node.log_sd - before.log_sd) <= spacing):
            return node, spacing
    message = "the posterior of the standard deviations has no mode that can be found"
    raise LaplaceError(message)


def _next_node(density: Density, node: Node, phi: Floats) -> Node:
    """The node at `phi`, its Newton steps begun from the first-order change of `node`'s mode."""
    effects, at = density.effects, (node.unit_effect, node.log_unit_sd)
    arrow = Arrow(node.factor, node.cross, node.weight + effects.precision(*at))
    fixed, unit = node.fixed, node.unit_effect
    # one e-fold is as far as a first-order prediction can be trusted
    for axis, step in enumerate(np.clip(phi - node.log_sd, -1.0, 1.0)):
        if step != 0.0:
            change = arrow.solve(*_slopes_by_log_sd(density, node, axis))
            fixed, unit = fixed + step * change[0], unit + step * change[1]
    return node_at(density, phi, (fixed, unit))


def _slopes_by_log_sd(density: Density, node: Node, axis: int) -> tuple[Floats, Floats]:
    """Derivative in one log sd of the log prior's gradient in (beta, u)."""
    fixed, unit = np.zeros_like(node.fixed), np.zeros_like(node.unit_effect)
    if axis == 0:
        return fixed, density.effects.slope_by_log_sd(node.unit_effect, node.log_unit_sd)
    columns = density.groupings[axis - 1].columns
    fixed[columns] = NORMAL.slope_by_log_sd(node.fixed[columns], node.log_sd[axis])
    return fixed, unit


def _moved(node: Node, axis: int, phi: float) -> Floats:
    """A node's log sd's with one of them replaced (sd,)."""
    moved = node.log_sd.copy()
    moved[axis] = phi
    return moved


def _mode_along(
    density: Density, node: Node, along: tuple[int, float], step: float
) -> tuple[Node, float]:
    """The mode along one axis, and half its curvature sd; `along` says where it was begun from."""
    axis, origin = along

    def beside(sign: float) -> Node:
        return _next_node(density, node, _moved(node, axis, node.log_sd[axis] + sign * step))

    while abs(node.log_sd[axis] - origin) < MAX_DISTANCE:
        left, right = beside(-1.0), beside(1.0)
        best = max((node, left, right), key=lambda candidate: candidate.log_marginal)
        if best is not node:
            node = best
            continue
        curvature = (2.0 * node.log_marginal - left.log_marginal - right.log_marginal) / step**2
        sd = float(min(max(curvature, 1e-6) ** -0.5, 1.0))
        if step <= sd:
            return node, 0.5 * sd
        step = max(0.5 * sd, 0.25 * step)
        if step < MIN_STEP:
            break
    message = "the posterior of the between-unit sd has no mode within reach"
    raise LaplaceError(message)


def _line(density: Density, mode: Node, axis: int, spacing: float) -> list[Node]:
    """Nodes along one axis through the mode, from one end to the other."""

    def side(sign: float) -> list[Node]:
        return _outwards(density, mode, axis, sign * spacing)

    left, right = on_all_cores(side, [-1.0, 1.0])
    return [*left[::-1], mode, *right]


def _outwards(density: Density, mode: Node, axis: int, step: float) -> list[Node]:
    """Nodes from the mode outwards, ever wider apart, until `LOG_DROP` below it."""
    nodes = [mode]
    while nodes[-1].log_marginal > mode.log_marginal - LOG_DROP and len(nodes) < MAX_LINE:
        phi = _moved(nodes[-1], axis, nodes[-1].log_sd[axis] + step)
        nodes.append(_next_node(density, nodes[-1], phi))
        step *= WIDENING
    return nodes[1:]


def _filled(density: Density, axes: tuple[Floats, ...], node: Node, axis: int) -> list[Node]:
    """Nodes at every combination of the later axes' values, from one that is at the mode there."""
    if axis == len(axes):
        return [node]
    here = int(np.searchsorted(axes[axis], node.log_sd[axis]))

    def outwards(values: Floats) -> list[Node]:
        nodes = [node]
        for value in values:
            nodes.append(_next_node(density, nodes[-1], _moved(nodes[-1], axis, value)))
        return nodes[1:]

    left, right = outwards(axes[axis][:here][::-1]), outwards(axes[axis][here + 1 :])
    line = [*left[::-1], node, *right]
    return [n for start in line for n in _filled(density, axes, start, axis + 1)]
