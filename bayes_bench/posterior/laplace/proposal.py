r"""The proposal: a density close to the posterior that can be drawn from and evaluated exactly.

phi = log sigma comes from Laplace's log marginal density, splined between its nodes, with
exponential tails beyond them; (beta, u) given phi from the nodes, interpolated: first beta from its
Gaussian margin, then each u_j given beta from a shifted lognormal density with the Gaussian's mean,
nearly its precision, and the skewness that the third derivative of the likelihood gives it,

    u_j = mean + sd (exp(k z - k^2 / 2) - 1) / k,    z ~ Normal(0, 1),    k = skewness / 3,

which becomes the Gaussian as k goes to 0. One proposal in a hundred comes from the prior instead,
which bounds the importance weights, so that the independence sampler is uniformly ergodic.

Any interpolation is legal: what is drawn and what is evaluated are the same density.

References
----------
Mengersen & Tweedie (1996), 10.1214/aos/1033066201.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from bayes_bench.posterior.density import Density, Points, log_likelihood, log_prior
from bayes_bench.posterior.group_effects.normal import LOG_2PI
from bayes_bench.posterior.laplace.log_sd import LogSdDensity, log_sd_density
from bayes_bench.posterior.laplace.mode import Node
from bayes_bench.posterior.laplace.nodes import nodes_of
from bayes_bench.typing import Floats

type Ints = NDArray[np.int64]

DEFENSIVE = 0.01
"""Share of proposals that come from the prior."""
LEAST_SKEW, MOST_SKEW = 1e-3, 0.1
"""Bounds of |k|. With less a draw is Gaussian to all purposes, and loses digits; with more the
density would end less than ten sd's away, where the posterior may not."""

JUST_INSIDE = float(np.nextafter(-1.0, 0.0))
"""Where a lognormal density that ends at -1 is as good as 0; beyond, it is taken to be as high."""


@dataclass(frozen=True)
class Proposal:
    """The nested Laplace proposal of one posterior.

    Attributes
    ----------
    phi : ndarray (node,)
    log_sd : LogSdDensity
    mean : CubicSpline
        phi -> corrected mean of (beta, u), (1 + term + unit,).
    factor, cross : ndarray (node, 1 + term, 1 + term), (node, 1 + term, unit)
        As in `Node`, `cross` transposed; linear between nodes, constant beyond them.
    weight, third : ndarray (node, unit)
        Likewise.
    """

    phi: Floats
    log_sd: LogSdDensity
    mean: CubicSpline
    factor: Floats
    cross: Floats
    weight: Floats
    third: Floats


def proposal_of(density: Density) -> Proposal:
    """Build the nested Laplace proposal.

    Parameters
    ----------
    density : Density

    Returns
    -------
    Proposal

    Raises
    ------
    LaplaceError
        If the modes are not found.
    """
    nodes = nodes_of(density)
    phi = np.array([node.log_unit_sd for node in nodes])
    return Proposal(
        phi=phi,
        log_sd=log_sd_density(phi, np.array([node.log_marginal for node in nodes])),
        mean=CubicSpline(phi, np.stack([_corrected(node) for node in nodes])),
        factor=np.stack([node.factor for node in nodes]),
        cross=np.stack([node.cross.T for node in nodes]),
        weight=np.stack([node.weight for node in nodes]),
        third=np.stack([node.third for node in nodes]),
    )


def _corrected(node: Node) -> Floats:
    return np.concatenate([node.fixed_mean, node.unit_effect_mean])


@dataclass(frozen=True)
class Conditionals:
    """Densities of (beta, u) given each of some values of phi: beta's margin, then u given beta.

    Attributes
    ----------
    proposal : Proposal
    left : ndarray of int (draw,)
        The node to the left of each phi.
    share : ndarray (draw,)
        How far each phi is on the way to the next node, 0-1.
    fixed, unit : ndarray (draw, 1 + term), (draw, unit)
        Means.
    precision, skew : ndarray (draw, unit)
        Of u_j given beta; `skew` is k, a third of the skewness.
    """

    proposal: Proposal
    left: Ints
    share: Floats
    fixed: Floats
    unit: Floats
    precision: Floats
    skew: Floats

    def draw_fixed(self, normal: Floats) -> Floats:
        """Draws of beta from standard normals (draw, 1 + term)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import draw_fixed

        return self.fixed + draw_fixed(normal, self.left, self.share, self.proposal.factor)

    def draw(self, fixed: Floats, unit: Floats) -> tuple[Floats, Floats]:
        """(beta, u) from standard normals (draw, 1 + term), (draw, unit)."""
        beta = self.draw_fixed(fixed)
        away = (np.exp(self._stretch(unit)) - 1.0) / (self.skew * np.sqrt(self.precision))
        return beta, self.unit_mean(beta - self.fixed) + away

    def log_of_normals(self, fixed: Floats, unit: Floats) -> Floats:
        """Log density of what `draw` makes of standard normals (draw,)."""
        return self._log_fixed(fixed) + self._log_unit(unit, self._stretch(unit))

    def log_density(self, fixed: Floats, unit: Floats) -> Floats:
        """Log density of (beta, u) (draw,)."""
        away = (unit - self.unit_mean(fixed - self.fixed)) * np.sqrt(self.precision)
        stretch = np.log1p(np.maximum(self.skew * away, JUST_INSIDE))
        normal = stretch / self.skew + 0.5 * self.skew
        return self.log_fixed(fixed) + self._log_unit(normal, stretch)

    def _stretch(self, normal: Floats) -> Floats:
        """Log derivative of sqrt(precision) u_j in its standard normal (draw, unit)."""
        return self.skew * (normal - 0.5 * self.skew)

    def _log_unit(self, normal: Floats, stretch: Floats) -> Floats:
        """Log density of u given beta (draw,)."""
        log = np.log(self.precision) - normal**2 - 2.0 * stretch
        return np.asarray(0.5 * (np.sum(log, axis=1) - normal.shape[1] * LOG_2PI))

    def log_fixed(self, fixed: Floats) -> Floats:
        """Log density of beta (draw,)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import whiten_fixed

        deviation = fixed - self.fixed
        return self._log_fixed(whiten_fixed(deviation, self.left, self.share, self.proposal.factor))

    def _log_fixed(self, white: Floats) -> Floats:
        """Log density of beta, of which `white` are the standard normals (draw,)."""
        from bayes_bench.posterior.laplace.gaussian_kernel import log_determinants

        diagonal = np.ascontiguousarray(np.diagonal(self.proposal.factor, axis1=1, axis2=2))
        determinant = log_determinants(self.left, self.share, diagonal)
        squares = np.sum(white**2, axis=1) + white.shape[1] * LOG_2PI
        return np.asarray(determinant - 0.5 * squares)

    def unit_mean(self, deviation: Floats) -> Floats:
        """Mean of u given beta, from beta's deviation from its mean."""
        from bayes_bench.posterior.laplace.gaussian_kernel import pull_of_fixed

        pull = pull_of_fixed(deviation, self.left, self.share, self.proposal.cross)
        return np.asarray(self.unit - pull / self.precision)


def conditionals_at(proposal: Proposal, phi: Floats) -> Conditionals:
    """The densities of (beta, u) given each `phi` (draw,)."""
    from bayes_bench.posterior.laplace.gaussian_kernel import between

    inside = np.clip(phi, proposal.phi[0], proposal.phi[-1])
    left = np.clip(np.searchsorted(proposal.phi, inside) - 1, 0, proposal.phi.size - 2).astype(
        np.int64
    )
    share = (inside - proposal.phi[left]) / (proposal.phi[left + 1] - proposal.phi[left])
    mean, fixed = proposal.mean(inside), proposal.factor.shape[1]
    # below the first node the unit effects shrink with sigma^2, as their mode does
    shrink = np.exp(2.0 * np.minimum(phi - proposal.phi[0], 0.0))[:, None]
    precision = between(left, share, proposal.weight) + np.exp(-2.0 * phi)[:, None]
    skew = between(left, share, proposal.third) / (3.0 * precision * np.sqrt(precision))
    return Conditionals(
        proposal=proposal,
        left=left,
        share=share,
        fixed=mean[:, :fixed],
        unit=mean[:, fixed:] * shrink,
        precision=precision,
        skew=np.copysign(np.clip(np.abs(skew), LEAST_SKEW, MOST_SKEW), skew),
    )


def log_proposal(proposal: Proposal, at: Points) -> Floats:
    """Log density of the Laplace part of the proposal (draw,)."""
    conditionals = conditionals_at(proposal, at.log_unit_sd)
    conditional = conditionals.log_density(at.fixed, at.unit_effect)
    return proposal.log_sd.log_density(at.log_unit_sd) + conditional


def draw_prior(density: Density, size: int, rng: np.random.Generator) -> Points:
    """Draws from the prior (draw,)."""
    noise = rng.standard_normal((size, density.fixed))
    phi = np.log(density.unit_sd_prior.quantile(rng.random(size)))
    unit = density.effects.draw(rng, np.exp(phi), density.units)
    return Points(density.prior_mean + noise * density.prior_precision**-0.5, unit, phi)


def _draw_laplace(
    proposal: Proposal, density: Density, size: int, rng: np.random.Generator
) -> tuple[Points, Floats]:
    """Draws of the Laplace part, and its log density there (draw,)."""
    phi = proposal.log_sd.draw(rng.random(size))
    normal = rng.standard_normal((size, density.fixed)), rng.standard_normal((size, density.units))
    conditionals = conditionals_at(proposal, phi)
    log = proposal.log_sd.log_density(phi) + conditionals.log_of_normals(*normal)
    return Points(*conditionals.draw(*normal), phi), log


def propose(
    proposal: Proposal, density: Density, size: int, rng: np.random.Generator
) -> tuple[Points, Floats]:
    """Independent proposals and their log importance weights.

    Parameters
    ----------
    proposal : Proposal
    density : Density
        The target.
    size : int
        How many.
    rng : Generator

    Returns
    -------
    at : Points
        The proposals (draw,).
    log_weight : ndarray (draw,)
        Log target minus log proposal. The mean of the weights is the marginal likelihood.
    """
    at, log_laplace = _draw_laplace(proposal, density, size, rng)
    defensive = np.flatnonzero(rng.random(size) < DEFENSIVE)
    prior = draw_prior(density, defensive.size, rng)
    at.fixed[defensive], at.unit_effect[defensive] = prior.fixed, prior.unit_effect
    at.log_unit_sd[defensive] = prior.log_unit_sd
    log_laplace[defensive] = log_proposal(proposal, prior)
    prior_log = log_prior(density, at)
    mixture = np.logaddexp(
        np.log1p(-DEFENSIVE) + log_laplace,
        np.log(DEFENSIVE) + prior_log,
    )
    return at, log_likelihood(density, at) + prior_log - mixture
