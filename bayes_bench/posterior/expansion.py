"""The log likelihood to second order in (beta, u) at one point."""

from dataclasses import dataclass

from bayes_bench.design.products import weighted_squares
from bayes_bench.numerics.logistic import logistic_parts
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
    squares, cross = weighted_squares(density.lookups, weight, density.unit_index, density.units)
    return Expansion(
        log_likelihood=float(density.events @ eta - density.trials @ softplus),
        gradient_fixed=density.onto_fixed(residual),
        gradient_unit=density.by_unit(residual),
        fixed=squares,
        cross=cross,
        unit=density.by_unit(weight),
    )
