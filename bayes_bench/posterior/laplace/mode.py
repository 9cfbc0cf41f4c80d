r"""The mode of (beta, u) at one value of phi = log sigma, and the moments there.

Where there are further groupings, phi has the log of each one's standard deviation too, and beta
the effects of their members. At fixed phi the log posterior of (beta, u) is concave, smooth and
close to a quadratic. A *node* is its mode at one phi, with

- the negative Hessian there, in arrow form;
- the mean correction: the posterior mean lies off the mode by
  1/2 H^-1 sum_c f'''_c c_c a_c, with f''' the third derivative of the log likelihood in the linear
  predictor and c_c the variance of that predictor (the first-order effect of the skewness, as in
  van Niekerk and Rue's variational correction);
- Laplace's log marginal density of phi.

References
----------
Rue, Martino & Chopin (2009), 10.1111/j.1467-9868.2008.00700.x; van Niekerk & Rue (2024),
"Low-rank variational Bayes correction to the Laplace method", JMLR 25.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve

from bayes_bench.numerics.logistic import logistic_parts
from bayes_bench.posterior.density import Density, Points, log_prior
from bayes_bench.posterior.expansion import Expansion, expand
from bayes_bench.posterior.group_effects.normal import LOG_2PI
from bayes_bench.posterior.laplace.block_arrowhead import Arrow, LaplaceError, factorise, told
from bayes_bench.typing import Floats

DECREMENT_TOLERANCE = 1e-4
"""Newton's last step is one that raises the log density by less than half of this. It converges
quadratically: what is left after that step is some 1e-8."""
MAX_NEWTON_STEPS = 100
MAX_HALVINGS = 100


@dataclass(frozen=True)
class Node:
    """The conditional posterior of (beta, u) at one value of phi = log sigma.

    Attributes
    ----------
    log_sd : ndarray (sd,)
        phi: of the units, then of every further grouping.
    fixed, unit_effect : ndarray (1 + term,), (unit,)
        The mode.
    fixed_mean, unit_effect_mean : ndarray (1 + term,), (unit,)
        The mode after the mean correction.
    unit_effect_spread : ndarray (unit,)
        By how much the mean of u_j is off its mean at the mean of beta, because beta scatters: the
        part of the mean correction that is not due to the variance of u_j given beta.
    factor : ndarray (1 + term, 1 + term)
        L, lower triangular: L L' is the marginal precision of beta.
    cross, weight : ndarray (unit, 1 + term), (unit,)
        The likelihood's parts of the Hessian; the precision of u_j given beta is
        weight_j + 1 / sigma^2.
    third : ndarray (unit,)
        Third derivative of the log likelihood in u_j.
    log_marginal : float
        Laplace's log p(phi, data).
    """

    log_sd: Floats
    fixed: Floats
    unit_effect: Floats
    fixed_mean: Floats
    unit_effect_mean: Floats
    unit_effect_spread: Floats
    factor: Floats
    cross: Floats
    weight: Floats
    third: Floats
    log_marginal: float

    @property
    def log_unit_sd(self) -> float:
        """phi of the units."""
        return float(self.log_sd[0])


def log_joint(density: Density, at: Expansion, theta: tuple[Floats, Floats], phi: Floats) -> float:
    """Log posterior density at one point, from the likelihood already known there."""
    point = Points(theta[0][None], theta[1][None], phi[None])
    return at.log_likelihood + float(log_prior(density, point)[0])


def node_at(density: Density, phi: Floats, start: tuple[Floats, Floats]) -> Node:
    """Newton's method to the mode of (beta, u) at fixed phi, from `start`, then its moments.

    Parameters
    ----------
    density : Density
    phi : ndarray (sd,)
        Logs of the standard deviations: of the units, then of every further grouping.
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
    for _ in range(MAX_NEWTON_STEPS):
        arrow = factorise(density, here, theta[1], phi)
        gradient = _gradient(density, here, theta, phi)
        step = arrow.solve(*gradient)
        decrement = float(gradient[0] @ step[0] + gradient[1] @ step[1])
        if decrement < DECREMENT_TOLERANCE:
            mode = theta[0] + step[0], theta[1] + step[1]
            return _node(density, mode, here, arrow, (phi, value + 0.5 * decrement))
        theta, here, value = _line_search(density, theta, step, (phi, value))
    message = f"no mode after {MAX_NEWTON_STEPS} Newton steps at log sd {told(phi)}"
    raise LaplaceError(message)


def _gradient(
    density: Density, at: Expansion, theta: tuple[Floats, Floats], phi: Floats
) -> tuple[Floats, Floats]:
    """Gradient of the log posterior in (beta, u)."""
    precision = density.fixed_precision(phi)
    fixed = at.gradient_fixed - precision * (theta[0] - density.prior_mean)
    return fixed, at.gradient_unit + density.effects.slope(theta[1], phi[0])


def _line_search(
    density: Density,
    theta: tuple[Floats, Floats],
    step: tuple[Floats, Floats],
    level: tuple[Floats, float],
) -> tuple[tuple[Floats, Floats], Expansion, float]:
    """Backtracking: the Newton step, halved until the log density does not fall."""
    phi, value = level
    for halvings in range(MAX_HALVINGS):
        size = 0.5**halvings
        there = (theta[0] + size * step[0], theta[1] + size * step[1])
        at = expand(density, *there)
        reached = log_joint(density, at, there, phi)
        if reached >= value - 1e-9 * (1.0 + abs(value)):
            return there, at, reached
    message = f"the log density does not rise along Newton's direction at log sd {told(phi)}"
    raise LaplaceError(message)


def _node(
    density: Density,
    theta: tuple[Floats, Floats],
    at: Expansion,
    arrow: Arrow,
    level: tuple[Floats, float],
) -> Node:
    phi, value = level
    third = _third_derivatives(density, theta)
    variance = _predictor_variance(density, arrow)
    skewness = third * variance
    by_fixed = third * (variance - (1.0 / arrow.unit)[density.unit_index])
    shift = arrow.solve(density.onto_fixed(skewness), density.by_unit(skewness))
    dimension = theta[0].size + theta[1].size
    return Node(
        log_sd=phi,
        fixed=theta[0],
        unit_effect=theta[1],
        fixed_mean=theta[0] + 0.5 * shift[0],
        unit_effect_mean=theta[1] + 0.5 * shift[1],
        unit_effect_spread=0.5 * density.by_unit(by_fixed) / arrow.unit,
        factor=arrow.factor,
        cross=at.cross,
        weight=at.unit,
        third=density.by_unit(third),
        log_marginal=value + 0.5 * (dimension * LOG_2PI - arrow.log_determinant()),
    )


def _third_derivatives(density: Density, theta: tuple[Floats, Floats]) -> Floats:
    """f'''_c of every cell (cell,)."""
    probability, variance, _ = logistic_parts(density.predictor(*theta))
    return -density.trials * variance * (1.0 - 2.0 * probability)


def _predictor_variance(density: Density, arrow: Arrow) -> Floats:
    """Variance of every cell's linear predictor (cell,).

    It is (a - s)' V (a - s) + 1 / D, with V the variance of beta and -s that of u_j's mean in beta.
    """
    from bayes_bench.numerics.likelihood_kernel import quadratic_forms

    lookups, rows, loose = density.lookups, density.lookups.rows, density.lookups.loose_terms
    variance = cho_solve((arrow.factor, True), np.eye(density.fixed))
    slopes = arrow.cross / arrow.unit[:, None]  # u given beta falls by this much per beta
    linear = -2.0 * slopes @ variance  # (unit, 1 + term)
    form = quadratic_forms(
        rows @ variance @ rows.T,
        linear @ rows.T,
        lookups.codes,
        density.unit_index,
        lookups.loose,
        (
            2.0 * variance[loose] @ rows.T,
            np.ascontiguousarray(linear[:, loose]),
            variance[np.ix_(loose, loose)],
        ),
    )
    own = -0.5 * np.sum(linear * slopes, axis=1) + 1.0 / arrow.unit
    return np.asarray(form + own[density.unit_index])
