r"""The nested Laplace approximation of the posterior: where it lies, to second order and a bit.

At fixed phi = log sigma the log posterior of (beta, u) is concave, smooth and close to a
quadratic. A *node* is its mode at one phi, with

- the negative Hessian there, in the arrow form of one grouping: with S the block of beta,
  B (unit, 1 + term) the cross block and the diagonal D that of u, the Schur complement
  L L' = S - B' D^-1 B gives every solve, draw and determinant;
- the mean correction: the posterior mean lies off the mode by
  1/2 H^-1 sum_c f'''_c c_c a_c, with f''' the third derivative of the log likelihood in the linear
  predictor and c_c the variance of that predictor (the first-order effect of the skewness, as in
  van Niekerk and Rue's variational correction);
- Laplace's log marginal density of phi.

`nodes_of` finds the mode in phi and walks outwards from it until nothing is left.

References
----------
Rue, Martino & Chopin (2009), 10.1111/j.1467-9868.2008.00700.x; van Niekerk & Rue (2024),
"Low-rank variational Bayes correction to the Laplace method", JMLR 25.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cho_solve, cholesky, solve_triangular
from scipy.special import expit

from bayes_bench.posterior.density import (
    LOG_2PI,
    Density,
    Expansion,
    Points,
    expand,
    log_prior,
    logistic_variance,
)
from bayes_bench.posterior.priors import unit_sd_quantile

type Floats = NDArray[np.float64]

DECREMENT = 1e-7
"""Newton stops when the next step would raise the log density by less than half of this."""
NEWTON_STEPS = 100
FARTHEST = 40.0
"""How far from the prior's median log sd the mode is looked for."""
DEPTH = 10.0
"""The walk along phi ends where the log marginal density is this far below its mode."""


class LaplaceError(ArithmeticError):
    """The Laplace approximation cannot be built; another sampler has to take over."""


@dataclass(frozen=True)
class Node:
    """The conditional posterior of (beta, u) at one value of phi = log sigma.

    Attributes
    ----------
    log_unit_sd : float
        phi.
    fixed, unit_effect : ndarray (1 + term,), (unit,)
        The mode.
    fixed_mean, unit_effect_mean : ndarray (1 + term,), (unit,)
        The mode after the mean correction.
    factor : ndarray (1 + term, 1 + term)
        L, lower triangular: L L' is the marginal precision of beta.
    cross, weight : ndarray (unit, 1 + term), (unit,)
        The likelihood's parts of the Hessian; the precision of u_j given beta is
        weight_j + 1 / sigma^2.
    log_marginal : float
        Laplace's log p(phi, data).
    """

    log_unit_sd: float
    fixed: Floats
    unit_effect: Floats
    fixed_mean: Floats
    unit_effect_mean: Floats
    factor: Floats
    cross: Floats
    weight: Floats
    log_marginal: float


@dataclass(frozen=True)
class Arrow:
    """A factorised precision matrix of (beta, u) in arrow form."""

    factor: Floats  # (1 + term, 1 + term), lower
    cross: Floats  # (unit, 1 + term)
    unit: Floats  # (unit,)

    def solve(self, fixed: Floats, unit: Floats) -> tuple[Floats, Floats]:
        """Precision^-1 (fixed, unit)."""
        beta = cho_solve((self.factor, True), fixed - self.cross.T @ (unit / self.unit))
        return beta, (unit - self.cross @ beta) / self.unit

    def log_determinant(self) -> float:
        """Log determinant of the precision."""
        return float(2.0 * np.log(np.diag(self.factor)).sum() + np.log(self.unit).sum())


def factorise(density: Density, at: Expansion, log_unit_sd: float) -> Arrow:
    """The negative Hessian of the log posterior in (beta, u) at fixed phi, factorised."""
    unit = at.unit + np.exp(-2.0 * log_unit_sd)
    schur = at.fixed + np.diag(density.prior_precision) - at.cross.T @ (at.cross / unit[:, None])
    try:
        return Arrow(cholesky(schur, lower=True), at.cross, unit)
    except (np.linalg.LinAlgError, ValueError) as error:  # ValueError: not finite
        message = f"the Hessian at log sd {log_unit_sd:.2f} is not positive definite"
        raise LaplaceError(message) from error


def log_joint(density: Density, at: Expansion, theta: tuple[Floats, Floats], phi: float) -> float:
    """Log posterior density at one point, from the likelihood already known there."""
    point = Points(theta[0][None], theta[1][None], np.array([phi]))
    return at.log_likelihood + float(log_prior(density, point)[0])


def node_at(density: Density, phi: float, start: tuple[Floats, Floats]) -> Node:
    """Newton's method to the mode of (beta, u) at fixed phi, from `start`, then its moments.

    Parameters
    ----------
    density : Density
    phi : float
        Log of the between-unit sd.
    start : tuple of ndarray (1 + term,), (unit,)
        Where to begin; the neighbour's mode saves most of the work.

    Returns
    -------
    Node

    Raises
    ------
    LaplaceError
        If the mode is not reached.
    """
    theta, here = start, expand(density, *start)
    value = log_joint(density, here, theta, phi)
    for _ in range(NEWTON_STEPS):
        arrow = factorise(density, here, phi)
        gradient = _gradient(density, here, theta, phi)
        step = arrow.solve(*gradient)
        decrement = float(gradient[0] @ step[0] + gradient[1] @ step[1])
        if decrement < DECREMENT:
            return _node(density, theta, here, arrow, (phi, value))
        theta, here, value = _uphill(density, theta, step, (phi, value))
    message = f"no mode after {NEWTON_STEPS} Newton steps at log sd {phi:.2f}"
    raise LaplaceError(message)


def _gradient(
    density: Density, at: Expansion, theta: tuple[Floats, Floats], phi: float
) -> tuple[Floats, Floats]:
    """Gradient of the log posterior in (beta, u)."""
    fixed = at.gradient_fixed - density.prior_precision * (theta[0] - density.prior_mean)
    return fixed, at.gradient_unit - theta[1] * np.exp(-2.0 * phi)


def _uphill(
    density: Density,
    theta: tuple[Floats, Floats],
    step: tuple[Floats, Floats],
    level: tuple[float, float],
) -> tuple[tuple[Floats, Floats], Expansion, float]:
    """Take the Newton step, halved until the log density does not fall."""
    phi, value = level
    for halvings in range(NEWTON_STEPS):
        size = 0.5**halvings
        there = (theta[0] + size * step[0], theta[1] + size * step[1])
        at = expand(density, *there)
        risen = log_joint(density, at, there, phi)
        if risen >= value - 1e-9 * (1.0 + abs(value)):
            return there, at, risen
    message = f"the log density does not rise along Newton's direction at log sd {phi:.2f}"
    raise LaplaceError(message)


def _node(
    density: Density,
    theta: tuple[Floats, Floats],
    at: Expansion,
    arrow: Arrow,
    level: tuple[float, float],
) -> Node:
    phi, value = level
    shift = arrow.solve(*_skewness(density, theta, arrow))
    dimension = theta[0].size + theta[1].size
    return Node(
        log_unit_sd=phi,
        fixed=theta[0],
        unit_effect=theta[1],
        fixed_mean=theta[0] + 0.5 * shift[0],
        unit_effect_mean=theta[1] + 0.5 * shift[1],
        factor=arrow.factor,
        cross=at.cross,
        weight=at.unit,
        log_marginal=value + 0.5 * (dimension * LOG_2PI - arrow.log_determinant()),
    )


def _skewness(
    density: Density, theta: tuple[Floats, Floats], arrow: Arrow
) -> tuple[Floats, Floats]:
    """Sum over cells of f'''_c c_c a_c, for beta and for u."""
    slopes = arrow.cross / arrow.unit[:, None]  # u given beta falls by this much per beta
    third = np.empty(density.events.size)
    for cells, rows in density.dense_blocks():
        unit = density.unit_index[cells]
        eta = rows @ theta[0] + theta[1][unit]
        whitened = solve_triangular(arrow.factor, (rows - slopes[unit]).T, lower=True)
        variance = np.sum(whitened**2, axis=0) + 1.0 / arrow.unit[unit]
        steepness = -density.trials[cells] * logistic_variance(eta) * (1.0 - 2.0 * expit(eta))
        third[cells] = steepness * variance
    return density.onto_fixed(third), density.by_unit(third)


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
    left, right = (_walk(density, mode, spacing, sign) for sign in (-1.0, 1.0))
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
    phi = float(np.log(unit_sd_quantile(density.unit_sd_prior, np.array([0.5])))[0])
    pooled = (density.prior_mean.copy(), np.zeros(density.units))
    return _climb(density, node_at(density, phi, pooled))


def _neighbour(density: Density, node: Node, phi: float) -> Node:
    """The node at `phi`, begun from the first-order change of `node`'s mode with phi."""
    prior = np.exp(-2.0 * node.log_unit_sd)
    arrow = Arrow(node.factor, node.cross, node.weight + prior)
    change = arrow.solve(np.zeros_like(node.fixed), 2.0 * prior * node.unit_effect)
    # one e-fold is as far as a first-order prediction can be trusted
    step = float(np.clip(phi - node.log_unit_sd, -1.0, 1.0))
    start = (node.fixed + step * change[0], node.unit_effect + step * change[1])
    return node_at(density, phi, start)


def _climb(density: Density, node: Node, step: float = 1.0) -> tuple[Node, float]:
    """The mode in phi, and half its curvature sd."""
    origin = node.log_unit_sd
    while abs(node.log_unit_sd - origin) < FARTHEST:
        left = _neighbour(density, node, node.log_unit_sd - step)
        right = _neighbour(density, node, node.log_unit_sd + step)
        best = max((node, left, right), key=lambda candidate: candidate.log_marginal)
        if best is not node:
            node = best
            continue
        bend = (2.0 * node.log_marginal - left.log_marginal - right.log_marginal) / step**2
        sd = float(min(max(bend, 1e-6) ** -0.5, 1.0))
        if step <= sd:
            return node, 0.5 * sd
        step = max(0.5 * sd, 0.25 * step)
    message = "the posterior of the between-unit sd has no mode within reach"
    raise LaplaceError(message)


def _walk(density: Density, mode: Node, spacing: float, sign: float) -> list[Node]:
    """Nodes from the mode outwards, ever wider apart, until `DEPTH` below it."""
    nodes = [mode]
    while nodes[-1].log_marginal > mode.log_marginal - DEPTH and len(nodes) < NEWTON_STEPS:
        phi = nodes[-1].log_unit_sd + sign * spacing
        nodes.append(_neighbour(density, nodes[-1], phi))
        spacing *= 1.1
    return nodes[1:]
