r"""Precision matrices of (beta, u) in the arrow form of one grouping, factorised.

With S the block of beta, B (unit, 1 + term) the cross block and the diagonal D that of u, the Schur
complement L L' = S - B' D^-1 B gives every solve, draw and determinant.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_solve, cholesky

from bayes_bench.posterior.density import Density
from bayes_bench.posterior.expansion import Expansion
from bayes_bench.typing import Floats


class LaplaceError(ArithmeticError):
    """The Laplace approximation cannot be built; another sampler has to take over."""


def told(log_sd: Floats) -> str:
    """Logs of standard deviations in a message: of the units, then of every further grouping."""
    return ", ".join(f"{phi:.2f}" for phi in log_sd)


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


def factorise(density: Density, at: Expansion, unit_effect: Floats, log_sd: Floats) -> Arrow:
    """The negative Hessian of the log posterior in (beta, u) at fixed phi, factorised.

    Parameters
    ----------
    density : Density
    at : Expansion
        Of the likelihood, at the point.
    unit_effect : ndarray (unit,)
        u there.
    log_sd : ndarray (sd,)
        phi.

    Returns
    -------
    Arrow

    Raises
    ------
    LaplaceError
        If it is not positive definite.
    """
    unit = at.unit + density.effects.precision(unit_effect, log_sd[0])
    prior = np.diag(density.fixed_precision(log_sd))
    schur = at.fixed + prior - at.cross.T @ (at.cross / unit[:, None])
    try:
        return Arrow(cholesky(schur, lower=True), at.cross, unit)
    except (np.linalg.LinAlgError, ValueError) as error:  # ValueError: not finite
        message = f"the Hessian at log sd {told(log_sd)} is not positive definite"
        raise LaplaceError(message) from error
