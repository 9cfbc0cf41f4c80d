r"""The proposal: a density close to the posterior that can be drawn from and evaluated exactly.

phi, the logs of the sd's, comes from Laplace's log marginal density, splined between its nodes,
with exponential tails beyond them; (beta, u) given phi from `conditionals`. One proposal in a
hundred comes from the prior instead, which bounds the importance weights, so that the independence
sampler is uniformly ergodic.

Any interpolation is legal: what is drawn and what is evaluated are the same density.

References
----------
Mengersen & Tweedie (1996), 10.1214/aos/1033066201; Hesterberg (1995),
10.1080/00401706.1995.10484303, for defensive mixtures.
"""

import numpy as np

from bayes_bench.numerics.tensor_spline import TensorSpline
from bayes_bench.posterior.density import Density, Points, log_likelihood, log_prior
from bayes_bench.posterior.laplace.conditionals import Proposal, conditionals_at
from bayes_bench.posterior.laplace.log_sds import log_sds_density
from bayes_bench.posterior.laplace.margins import needs_margins, refined
from bayes_bench.posterior.laplace.mode import Node
from bayes_bench.posterior.laplace.nodes import nodes_of
from bayes_bench.typing import Floats

DEFENSIVE = 0.01
"""Weight of the prior in the defensive mixture."""


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
    grid = nodes_of(density)
    nodes = grid.nodes
    proposal = Proposal(
        log_sd=log_sds_density(grid.axes, grid.log_marginal),
        mean=TensorSpline(grid.axes, np.stack([_corrected_mean(node) for node in nodes])),
        factor=np.stack([node.factor for node in nodes]),
        cross=np.ascontiguousarray([node.cross.T for node in nodes]),
        weight=np.stack([node.weight for node in nodes]),
        third=np.stack([node.third for node in nodes]),
        effects=density.effects,
        groupings=tuple(grouping.columns for grouping in density.groupings),
    )
    return refined(proposal, density, grid) if needs_margins(density, grid) else proposal


def _corrected_mean(node: Node) -> Floats:
    return np.concatenate([node.fixed_mean, node.unit_effect_mean])


def log_proposal(proposal: Proposal, at: Points) -> Floats:
    """Log density of the Laplace part of the proposal (draw,)."""
    conditionals = conditionals_at(proposal, at.log_sd)
    conditional = conditionals.log_density(at.fixed, at.unit_effect)
    return proposal.log_sd.log_density(at.log_sd) + conditional


def draw_prior(density: Density, size: int, rng: np.random.Generator) -> Points:
    """Draws from the prior (draw,)."""
    noise = rng.standard_normal((size, density.fixed))
    sds = [prior.quantile(rng.random(size)) for prior in density.sd_priors]
    phi = np.log(np.stack(sds, axis=1))
    unit = density.effects.draw(rng, np.exp(phi[:, 0]), density.units)
    return Points(density.prior_mean + noise * density.fixed_precision(phi) ** -0.5, unit, phi)


def _draw_laplace(
    proposal: Proposal, density: Density, size: int, rng: np.random.Generator
) -> tuple[Points, Floats]:
    """Draws of the Laplace part, and its log density there (draw,)."""
    phi = proposal.log_sd.draw(rng, size)
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
    at.log_sd[defensive] = prior.log_sd
    log_laplace[defensive] = log_proposal(proposal, prior)
    prior_log = log_prior(density, at)
    mixture = np.logaddexp(
        np.log1p(-DEFENSIVE) + log_laplace,
        np.log(DEFENSIVE) + prior_log,
    )
    return at, log_likelihood(density, at) + prior_log - mixture
