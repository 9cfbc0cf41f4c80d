r"""The proposal: a density close to the posterior that can be drawn from and evaluated exactly.

phi = log sigma comes from Laplace's log marginal density, splined between its nodes, with
exponential tails beyond them; (beta, u) given phi from the Gaussian of the nodes, interpolated:
first beta from its margin, then each u_j given beta. One proposal in a hundred comes from the prior
instead, which bounds the importance weights, so that the independence sampler is uniformly ergodic.

Any interpolation is legal: what is drawn and what is evaluated are the same density.

References
----------
Mengersen & Tweedie (1996), 10.1214/aos/1033066201.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from bayes_bench.posterior.density import LOG_2PI, Density, Points, log_density, log_prior
from bayes_bench.posterior.laplace import Node, nodes_of
from bayes_bench.posterior.log_sd import LogSdDensity, log_sd_density
from bayes_bench.posterior.priors import unit_sd_quantile

type Floats = NDArray[np.float64]
type Ints = NDArray[np.int64]

DEFENSIVE = 0.01
"""Share of proposals that come from the prior."""


@dataclass(frozen=True)
class Proposal:
    """The nested Laplace proposal of one posterior.

    Attributes
    ----------
    phi : ndarray (node,)
    log_sd : LogSdDensity
    mean : CubicSpline
        phi -> corrected mean of (beta, u), (1 + term + unit,).
    factor, cross, weight : ndarray (node, …)
        As in `Node`; linear between nodes, constant beyond them.
    """

    phi: Floats
    log_sd: LogSdDensity
    mean: CubicSpline
    factor: Floats
    cross: Floats
    weight: Floats


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
        cross=np.stack([node.cross for node in nodes]),
        weight=np.stack([node.weight for node in nodes]),
    )


def _corrected(node: Node) -> Floats:
    return np.concatenate([node.fixed_mean, node.unit_effect_mean])


@dataclass(frozen=True)
class Conditional:
    """The Gaussians of (beta, u) given phi, for the draws between two neighbouring nodes.

    Attributes
    ----------
    fixed, unit : ndarray (draw, 1 + term), (draw, unit)
        Means.
    factor : ndarray (draw, 1 + term, 1 + term)
        Lower factors of the precision of beta.
    precision : ndarray (draw, unit)
        Of u_j given beta.
    cross : tuple of ndarray (unit, 1 + term)
        At the node to the left and to the right.
    share : ndarray (draw,)
        How far each draw is on the way from the left node to the right one.
    """

    fixed: Floats
    unit: Floats
    factor: Floats
    precision: Floats
    cross: tuple[Floats, Floats]
    share: Floats

    def unit_mean(self, deviation: Floats) -> Floats:
        """Mean of u given beta, from beta's `deviation` (draw, 1 + term) from its mean."""
        left, right = (deviation @ cross.T for cross in self.cross)
        pull = left + self.share[:, None] * (right - left)
        return self.unit - pull / self.precision

    def draw(self, fixed: Floats, unit: Floats) -> tuple[Floats, Floats]:
        """(beta, u) from standard normals of the same shapes."""
        # (draw, 1 + term, 1 + term) \ (draw, 1 + term, 1) -> (draw, 1 + term)
        deviation = np.linalg.solve(self.factor.swapaxes(1, 2), fixed[..., None])[..., 0]
        effect = self.unit_mean(deviation) + unit / np.sqrt(self.precision)
        return self.fixed + deviation, effect

    def log_density(self, fixed: Floats, unit: Floats) -> Floats:
        """Log density of (beta, u) (draw,)."""
        deviation = fixed - self.fixed
        whitened = np.einsum("skl,sk->sl", self.factor, deviation)
        scaled = (unit - self.unit_mean(deviation)) * np.sqrt(self.precision)
        squares = np.sum(whitened**2, axis=1) + np.sum(scaled**2, axis=1)
        diagonal = np.diagonal(self.factor, axis1=1, axis2=2)
        determinant = np.log(diagonal).sum(axis=1) + 0.5 * np.log(self.precision).sum(axis=1)
        dimension = fixed.shape[1] + unit.shape[1]
        return np.asarray(determinant - 0.5 * (squares + dimension * LOG_2PI))


def conditional(proposal: Proposal, phi: Floats, left: int) -> Conditional:
    """The Gaussians at each `phi` (draw,), all between node `left` and the next."""
    ends = proposal.phi[left], proposal.phi[left + 1]
    inside = np.clip(phi, proposal.phi[0], proposal.phi[-1])
    share = (inside - ends[0]) / (ends[1] - ends[0])
    fixed = proposal.factor.shape[1]
    mean = proposal.mean(inside)
    # below the first node the unit effects shrink with sigma^2, as their mode does
    shrink = np.exp(2.0 * np.minimum(phi - proposal.phi[0], 0.0))[:, None]
    weight = _between(proposal.weight, left, share)
    return Conditional(
        fixed=mean[:, :fixed],
        unit=mean[:, fixed:] * shrink,
        factor=_between(proposal.factor, left, share),
        precision=weight + np.exp(-2.0 * phi)[:, None],
        cross=(proposal.cross[left], proposal.cross[left + 1]),
        share=share,
    )


def _between(at_node: Floats, left: int, share: Floats) -> Floats:
    """Linear interpolation between node `left` and the next, (draw, …)."""
    weight = share.reshape(-1, *(1,) * (at_node.ndim - 1))
    return np.asarray(at_node[left] + weight * (at_node[left + 1] - at_node[left]))


def _intervals(proposal: Proposal, phi: Floats) -> Iterator[tuple[int, Ints]]:
    """Each interval of nodes, as its left node, with the draws that lie in it."""
    left = np.clip(np.searchsorted(proposal.phi, phi) - 1, 0, proposal.phi.size - 2)
    for node in np.unique(left):
        yield int(node), np.flatnonzero(left == node)


def log_proposal(proposal: Proposal, at: Points) -> Floats:
    """Log density of the Laplace part of the proposal (draw,)."""
    log = proposal.log_sd.log_density(at.log_unit_sd)
    for left, rows in _intervals(proposal, at.log_unit_sd):
        gaussian = conditional(proposal, at.log_unit_sd[rows], left)
        log[rows] += gaussian.log_density(at.fixed[rows], at.unit_effect[rows])
    return log


def _draw_laplace(proposal: Proposal, phi: Floats, rng: np.random.Generator) -> Points:
    sizes = proposal.factor.shape[1], proposal.weight.shape[1]
    fixed, unit = (rng.standard_normal((phi.size, size)) for size in sizes)
    for left, rows in _intervals(proposal, phi):
        gaussian = conditional(proposal, phi[rows], left)
        fixed[rows], unit[rows] = gaussian.draw(fixed[rows], unit[rows])
    return Points(fixed, unit, phi)


def draw_prior(density: Density, size: int, rng: np.random.Generator) -> Points:
    """Draws from the prior (draw,)."""
    noise = rng.standard_normal((size, density.fixed))
    phi = np.log(unit_sd_quantile(density.unit_sd_prior, rng.random(size)))
    unit = rng.standard_normal((size, density.units)) * np.exp(phi)[:, None]
    return Points(density.prior_mean + noise * density.prior_precision**-0.5, unit, phi)


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
    defensive = rng.random(size) < DEFENSIVE
    prior = draw_prior(density, size, rng)
    laplace = _draw_laplace(proposal, proposal.log_sd.draw(rng.random(size)), rng)
    at = Points(
        np.where(defensive[:, None], prior.fixed, laplace.fixed),
        np.where(defensive[:, None], prior.unit_effect, laplace.unit_effect),
        np.where(defensive, prior.log_unit_sd, laplace.log_unit_sd),
    )
    mixture = np.logaddexp(
        np.log1p(-DEFENSIVE) + log_proposal(proposal, at),
        np.log(DEFENSIVE) + log_prior(density, at),
    )
    return at, log_density(density, at) - mixture
