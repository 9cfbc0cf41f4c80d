r"""The nested Laplace approximation of the posterior: nodes along phi = log sigma.

`nodes_of` finds the mode in phi and goes outwards from it until nothing is left; at
each node the mode of (beta, u) and its moments are those of `bayes_bench.posterior.laplace.mode`.

References
----------
Rue, Martino & Chopin (2009), 10.1111/j.1467-9868.2008.00700.x; van Niekerk & Rue (2024),
"Low-rank variational Bayes correction to the Laplace method", JMLR 25.
"""

import numpy as np

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.posterior.density import Density
from bayes_bench.posterior.laplace.block_arrowhead import Arrow, LaplaceError
from bayes_bench.posterior.laplace.mode import Node, node_at

MIN_STEP = 1e-3
"""A mode that is narrower in phi than this is rounding, or none."""
MAX_NODES = 100
"""To either side of the mode."""
MAX_DISTANCE = 40.0
"""How far from the prior's median log sd the mode is looked for."""
LOG_DROP = 10.0
"""The nodes end where the log marginal density is this far below its mode."""


def nodes_of(density: Density) -> list[Node]:
    """Nodes along phi = log sigma, from one end of its posterior to the other.

    Parameters
    ----------
    density : Density

    Returns
    -------
    list of Node
        In increasing order of `log_unit_sd`, about .5 posterior sd's apart near the mode.

    Raises
    ------
    LaplaceError
        If no mode is found.
    """
    mode, spacing = outer_mode(density)

    def side(sign: float) -> list[Node]:
        return _outwards(density, mode, spacing, sign)

    left, right = on_all_cores(side, [-1.0, 1.0])
    return [*left[::-1], mode, *right]


def outer_mode(density: Density) -> tuple[Node, float]:
    """The node at the mode of phi = log sigma, and half the curvature sd of phi there.

    Parameters
    ----------
    density : Density

    Returns
    -------
    tuple of Node and float

    Raises
    ------
    LaplaceError
        If no mode is found.
    """
    phi = float(np.log(density.unit_sd_prior.quantile(np.array([0.5])))[0])
    pooled = (density.prior_mean.copy(), np.zeros(density.units))
    return _mode_in_log_sd(density, node_at(density, phi, pooled))


def _next_node(density: Density, node: Node, phi: float) -> Node:
    """The node at `phi`, its Newton steps begun from the first-order change of `node`'s mode."""
    effects, at = density.effects, (node.unit_effect, node.log_unit_sd)
    arrow = Arrow(node.factor, node.cross, node.weight + effects.precision(*at))
    change = arrow.solve(np.zeros_like(node.fixed), effects.slope_by_log_sd(*at))
    # one e-fold is as far as a first-order prediction can be trusted
    step = float(np.clip(phi - node.log_unit_sd, -1.0, 1.0))
    start = (node.fixed + step * change[0], node.unit_effect + step * change[1])
    return node_at(density, phi, start)


def _mode_in_log_sd(density: Density, node: Node, step: float = 1.0) -> tuple[Node, float]:
    """The mode in phi, and half its curvature sd."""
    origin = node.log_unit_sd
    while abs(node.log_unit_sd - origin) < MAX_DISTANCE:
        left = _next_node(density, node, node.log_unit_sd - step)
        right = _next_node(density, node, node.log_unit_sd + step)
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


def _outwards(density: Density, mode: Node, spacing: float, sign: float) -> list[Node]:
    """Nodes from the mode outwards, ever wider apart, until `LOG_DROP` below it."""
    nodes = [mode]
    while nodes[-1].log_marginal > mode.log_marginal - LOG_DROP and len(nodes) < MAX_NODES:
        phi = nodes[-1].log_unit_sd + sign * spacing
        nodes.append(_next_node(density, nodes[-1], phi))
        spacing *= 1.1
    return nodes[1:]
