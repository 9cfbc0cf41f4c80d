r"""The proposal given phi = log sigma: a Gaussian of beta, then each unit effect given beta.

The Gaussian of beta is interpolated between nodes; u_j given beta has a shifted lognormal density
(`lognormal`) with the Gaussian's mean, nearly its precision, and the skewness that the third
derivative of the likelihood gives it. Where margins are followed more closely (`margins`), so have
the whitened coordinates of beta.
"""

from dataclasses import dataclass

import numpy as np

from bayes_bench.numerics.cubic_spline import Spline
from bayes_bench.posterior.group_effects.normal import LOG_2PI
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.posterior.laplace.log_sd import LogSdDensity
from bayes_bench.posterior.laplace.lognormal import JUST_INSIDE, MAX_SKEW, MIN_SKEW, Margins
from bayes_bench.typing import Floats, Integers


@dataclass(frozen=True)
class Proposal:
    """The nested Laplace proposal of one posterior.

    Attributes
    ----------
    phi : ndarray (node,)
    log_sd : LogSdDensity
    mean : Spline
        phi -> corrected mean of (beta, u), (1 + term + unit,).
    factor, cross : ndarray (node, 1 + term, 1 + term), (node, 1 + term, unit)
        As in `Node`, `cross` transposed; linear between nodes, constant beyond them.
    weight, third : ndarray (node, unit)
        Likewise.
    effects : GroupEffects
        The distribution of the unit effects given their sd.
    fixed_margins : Margins or None
        Of the whitened coordinates of beta (1 + term,); None where they are standard normal.
    """

    phi: Floats
    log_sd: LogSdDensity
    mean: Spline
    factor: Floats
    cross: Floats
    weight: Floats
    third: Floats
    effects: GroupEffects
    fixed_margins: Margins | None = None


@dataclass(frozen=True)
class Conditionals:
    """Densities of (beta, u) given each of some values of phi: beta's margin, then u given beta.

    Attributes
    ----------
    proposal : Proposal
    left : ndarray of int (draw,)
        The node to the left of each phi.
    fraction : ndarray (draw,)
        Where each phi lies between that node and the next, 0-1.
    fixed, unit : ndarray (draw, 1 + term), (draw, unit)
        Means.
    precision, skew : ndarray (draw, unit)
        Of u_j given beta; `skew` is k, a third of the skewness.
    """

    proposal: Proposal
    left: Integers
    fraction: Floats
    fixed: Floats
    unit: Floats
    precision: Floats
    skew: Floats

    def draw_fixed(self, normal: Floats) -> Floats:
        """Draws of beta from standard normals (draw, 1 + term)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import draw_fixed

        margins = self.proposal.fixed_margins
        white = normal if margins is None else margins.stretched(normal)
        return self.fixed + draw_fixed(white, self.left, self.fraction, self.proposal.factor)

    def draw(self, fixed: Floats, unit: Floats) -> tuple[Floats, Floats]:
        """(beta, u) from standard normals (draw, 1 + term), (draw, unit)."""
        beta = self.draw_fixed(fixed)
        scale = self.skew * np.sqrt(self.precision)
        deviation = (np.exp(self._log_jacobian(unit)) - 1.0) / scale
        return beta, self.unit_mean(beta - self.fixed) + deviation

    def log_of_normals(self, fixed: Floats, unit: Floats) -> Floats:
        """Log density of what `draw` makes of standard normals (draw,)."""
        return self._log_fixed(fixed) + self._log_unit(unit, self._log_jacobian(unit))

    def log_density(self, fixed: Floats, unit: Floats) -> Floats:
        """Log density of (beta, u) (draw,)."""
        standardised = (unit - self.unit_mean(fixed - self.fixed)) * np.sqrt(self.precision)
        log_jacobian = np.log1p(np.maximum(self.skew * standardised, JUST_INSIDE))
        normal = log_jacobian / self.skew + 0.5 * self.skew
        return self.log_fixed(fixed) + self._log_unit(normal, log_jacobian)

    def _log_jacobian(self, normal: Floats) -> Floats:
        """Log derivative of sqrt(precision) u_j in its standard normal (draw, unit)."""
        return self.skew * (normal - 0.5 * self.skew)

    def _log_unit(self, normal: Floats, log_jacobian: Floats) -> Floats:
        """Log density of u given beta (draw,)."""
        log = np.log(self.precision) - normal**2 - 2.0 * log_jacobian
        return np.asarray(0.5 * (np.sum(log, axis=1) - normal.shape[1] * LOG_2PI))

    def log_fixed(self, fixed: Floats) -> Floats:
        """Log density of beta (draw,)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import whiten_fixed

        deviation, margins = fixed - self.fixed, self.proposal.fixed_margins
        white = whiten_fixed(deviation, self.left, self.fraction, self.proposal.factor)
        return self._log_fixed(white if margins is None else margins.normal_of(white))

    def _log_fixed(self, normal: Floats) -> Floats:
        """Log density of the beta that `draw_fixed` makes of standard normals (draw,)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import log_determinants

        diagonal = np.diagonal(self.proposal.factor, axis1=1, axis2=2).copy()
        determinant = log_determinants(self.left, self.fraction, diagonal)
        if self.proposal.fixed_margins is not None:
            return np.asarray(determinant + self.proposal.fixed_margins.log_of_normals(normal))
        squares = np.sum(normal**2, axis=1) + normal.shape[1] * LOG_2PI
        return np.asarray(determinant - 0.5 * squares)

    def unit_mean(self, deviation: Floats) -> Floats:
        """Mean of u given beta, from beta's deviation from its mean."""
        from bayes_bench.posterior.laplace.gaussian_kernel import cross_terms

        cross = cross_terms(deviation, self.left, self.fraction, self.proposal.cross)
        return np.asarray(self.unit - cross / self.precision)


def conditionals_at(proposal: Proposal, phi: Floats) -> Conditionals:
    """The densities of (beta, u) given each `phi` (draw,)."""
    from bayes_bench.posterior.laplace.gaussian_kernel import interpolate

    inside = np.clip(phi, proposal.phi[0], proposal.phi[-1])
    left = np.clip(np.searchsorted(proposal.phi, inside) - 1, 0, proposal.phi.size - 2).astype(
        np.int64
    )
    fraction = (inside - proposal.phi[left]) / (proposal.phi[left + 1] - proposal.phi[left])
    mean, fixed = proposal.mean(inside), proposal.factor.shape[1]
    # below the first node the unit effects shrink with sigma^2, as their mode does
    shrink = np.exp(2.0 * np.minimum(phi - proposal.phi[0], 0.0))[:, None]
    prior = proposal.effects.precision(mean[:, fixed:], phi)
    precision = interpolate(left, fraction, proposal.weight) + prior
    skew = interpolate(left, fraction, proposal.third) / (3.0 * precision * np.sqrt(precision))
    return Conditionals(
        proposal=proposal,
        left=left,
        fraction=fraction,
        fixed=mean[:, :fixed],
        unit=mean[:, fixed:] * shrink,
        precision=precision,
        skew=np.copysign(np.clip(np.abs(skew), MIN_SKEW, MAX_SKEW), skew),
    )
