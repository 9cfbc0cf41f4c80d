"""The log likelihood to second order in (beta, u) at one point."""

from dataclasses import dataclass

import numpy as np

from bayes_bench.posterior.density import Density
from bayes_bench.typing import Floats


@dataclass(frozen=True)
class Expansion:
    """The log likelihood to second order in (beta, u), in the arrow form of one grouping.

    Attributes
    ----------
    log_likelihood : float
    gradient_fixed : ndarray (1 + term,)
    gradient_unit : ndarray (unit,)
    fixed : ndarray (1 + term, 1 + term)
        A' W A, with W the binomial variances: minus the second derivative.
    cross : ndarray (unit, 1 + term)
        Per unit, the sum of W a.
    unit : ndarray (unit,)
        Per unit, the sum of W.
    """

    log_likelihood: float
    gradient_fixed: Floats
    gradient_unit: Floats
    fixed: Floats
    cross: Floats
    unit: Floats


def expand(density: Density, fixed: Floats, unit_effect: Floats) -> Expansion:
    """Log likelihood, gradient and negative Hessian at one point (beta, u)."""
    eta = density.predictor(fixed, unit_effect)
    probability, variance, softplus = logistic_parts(eta)
    weight, residual = density.trials * variance, density.events - density.trials * probability
    squares, cross = _weighted_squares(density, weight)
    return Expansion(
        log_likelihood=float(density.events @ eta - density.trials @ softplus),
        gradient_fixed=density.onto_fixed(residual),
        gradient_unit=density.by_unit(residual),
        fixed=squares,
        cross=cross,
        unit=density.by_unit(weight),
    )


def logistic_parts(eta: Floats) -> tuple[Floats, Floats, Floats]:
    """p, p (1 - p) and log(1 + exp(eta)), without overflow or cancellation."""
    from bayes_bench.posterior.likelihood_kernel import logistic_parts

    probability, variance, small = logistic_parts(eta)  # small = exp(-|eta|)
    return probability, variance, np.maximum(eta, 0.0) + np.log1p(small)


def _weighted_squares(density: Density, weight: Floats) -> tuple[Floats, Floats]:
    """A' W A (1 + term, 1 + term), and per unit the sum of W a (unit, 1 + term)."""
    from bayes_bench.posterior.likelihood_kernel import cross_tables, row_sums

    lookups, rows = density.lookups, density.lookups.rows
    single, pairs, units = cross_tables(
        lookups.codes, density.unit_index, weight, len(rows), density.units
    )
    crossed = rows.T @ (pairs @ rows)
    squares = rows.T @ (single[:, None] * rows) + crossed + crossed.T
    cross = units @ rows
    if lookups.loose_terms.size:
        weighted = weight[:, None] * lookups.loose
        mixed = rows.T @ row_sums(lookups.codes, weighted, len(rows))  # (1 + term, loose)
        squares[:, lookups.loose_terms] += mixed
        squares[lookups.loose_terms, :] += mixed.T
        squares[np.ix_(lookups.loose_terms, lookups.loose_terms)] += lookups.loose.T @ weighted
        cross[:, lookups.loose_terms] += density.by_unit(weighted)
    return squares, cross
