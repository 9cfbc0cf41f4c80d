r"""The proposal given phi, the logs of the sd's: a Gaussian of beta, then unit effects given it.

The Gaussian of beta is interpolated between nodes; u_j given beta has a shifted lognormal density
(`lognormal`) with the Gaussian's mean, nearly its precision, and the skewness that the third
derivative of the likelihood gives it. Where margins are followed more closely (`margins`), so have
the whitened coordinates of beta.
"""

from dataclasses import dataclass

import numpy as np

from bayes_bench.numerics.tensor_spline import TensorSpline
from bayes_bench.posterior.group_effects.normal import LOG_2PI
from bayes_bench.posterior.group_effects.protocol import GroupEffects
from bayes_bench.posterior.laplace.corners import Corners, corners_of
from bayes_bench.posterior.laplace.log_sds import LogSdsDensity
from bayes_bench.posterior.laplace.lognormal import JUST_INSIDE, MAX_SKEW, MIN_SKEW, Margins
from bayes_bench.typing import Floats

LEAST_PRECISION = 0.01
"""Of a unit effect given beta, in units of 1 / sigma^2: far out a Student-t density has none."""


@dataclass(frozen=True)
class Proposal:
    """The nested Laplace proposal of one posterior.

    Attributes
    ----------
    log_sd : LogSdsDensity
        Of phi; its axes are those of the nodes.
    mean : TensorSpline
        phi -> corrected mean of (beta, u), (1 + term + unit,).
    factor, cross : ndarray (node, 1 + term, 1 + term), (node, 1 + term, unit)
        As in `Node`, `cross` transposed; linear between nodes, constant beyond them.
    weight, third : ndarray (node, unit)
        Likewise.
    effects : GroupEffects
        The distribution of the unit effects given their sd.
    groupings : tuple of slice
        Places of the effects of every further grouping's members among the 1 + term.
    fixed_margins : Margins or None
        Of the whitened coordinates of beta (1 + term,); None where they are standard normal.
    """

    log_sd: LogSdsDensity
    mean: TensorSpline
    factor: Floats
    cross: Floats
    weight: Floats
    third: Floats
    effects: GroupEffects
    groupings: tuple[slice, ...] = ()
    fixed_margins: Margins | None = None

    @property
    def axes(self) -> tuple[Floats, ...]:
        """Values of each phi that the nodes are combinations of."""
        return self.log_sd.axes

    @property
    def nodes(self) -> Floats:
        """phi of every node (node, sd)."""
        return np.stack(np.meshgrid(*self.axes, indexing="ij"), axis=-1).reshape(-1, len(self.axes))


@dataclass(frozen=True)
class Conditionals:
    """Densities of (beta, u) given each of some values of phi: beta's margin, then u given beta.

    Attributes
    ----------
    proposal : Proposal
    corners : Corners
        The nodes about each phi.
    scale : ndarray (draw, 1 + term)
        By what the deviation of beta is less than it is at the nearest node: below the first
        node, effects of a grouping's members shrink with their sd.
    fixed, unit : ndarray (draw, 1 + term), (draw, unit)
        Means.
    precision, skew : ndarray (draw, unit)
        Of u_j given beta; `skew` is k, a third of the skewness.
    """

    proposal: Proposal
    corners: Corners
    scale: Floats
    fixed: Floats
    unit: Floats
    precision: Floats
    skew: Floats

    def draw_fixed(self, normal: Floats) -> Floats:
        """Draws of beta from standard normals (draw, 1 + term)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import draw_fixed

        margins = self.proposal.fixed_margins
        white = normal if margins is None else margins.stretched(normal)
        at = self.corners.node, self.corners.weight
        return self.fixed + draw_fixed(white, *at, self.proposal.factor) * self.scale

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
        from bayes_bench.posterior.laplace.gaussian_kernel import products

        deviation, margins = (fixed - self.fixed) / self.scale, self.proposal.fixed_margins
        # L' times the deviation
        white = products(deviation, self.corners.node, self.corners.weight, self.proposal.factor)
        return self._log_fixed(white if margins is None else margins.normal_of(white))

    def _log_fixed(self, normal: Floats) -> Floats:
        """Log density of the beta that `draw_fixed` makes of standard normals (draw,)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import log_determinants

        diagonal = np.diagonal(self.proposal.factor, axis1=1, axis2=2).copy()
        determinant = log_determinants(self.corners.node, self.corners.weight, diagonal)
        determinant -= np.log(self.scale).sum(axis=1)
        if self.proposal.fixed_margins is not None:
            return np.asarray(determinant + self.proposal.fixed_margins.log_of_normals(normal))
        squares = np.sum(normal**2, axis=1) + normal.shape[1] * LOG_2PI
        return np.asarray(determinant - 0.5 * squares)

    def unit_mean(self, deviation: Floats) -> Floats:
        """Mean of u given beta, from beta's deviation from its mean."""
        from bayes_bench.posterior.laplace.gaussian_kernel import products

        cross = products(deviation, self.corners.node, self.corners.weight, self.proposal.cross)
        return np.asarray(self.unit - cross / self.precision)


def conditionals_at(proposal: Proposal, phi: Floats) -> Conditionals:
    """The densities of (beta, u) given each `phi` (draw, sd)."""
    from bayes_bench.posterior.laplace.gaussian_kernel import interpolate

    first, last = (np.array([axis[end] for axis in proposal.axes]) for end in (0, -1))
    corners, fixed = corners_of(proposal.axes, phi), proposal.factor.shape[1]
    mean = proposal.mean(np.clip(phi, first, last))
    # below the first node effects shrink with their variance, as their mode does
    shrink = np.exp(np.minimum(phi - first, 0.0))
    prior = proposal.effects.precision(mean[:, fixed:], phi[:, 0])
    precision = interpolate(corners.node, corners.weight, proposal.weight) + prior
    precision = np.maximum(precision, LEAST_PRECISION * np.exp(-2.0 * phi[:, :1]))
    third = interpolate(corners.node, corners.weight, proposal.third)
    skew = third / (3.0 * precision * np.sqrt(precision))
    scale = _scale(proposal, shrink)
    return Conditionals(
        proposal=proposal,
        corners=corners,
        scale=scale,
        fixed=mean[:, :fixed] * scale**2,
        unit=mean[:, fixed:] * shrink[:, :1] ** 2,
        precision=precision,
        skew=np.copysign(np.clip(np.abs(skew), MIN_SKEW, MAX_SKEW), skew),
    )


def _scale(proposal: Proposal, shrink: Floats) -> Floats:
    """What of the deviations of beta is left below the first nodes (draw, 1 + term)."""
    scale = np.ones((len(shrink), proposal.factor.shape[1]))
    for place, columns in enumerate(proposal.groupings, start=1):
        scale[:, columns] = shrink[:, place, None]
    return scale
