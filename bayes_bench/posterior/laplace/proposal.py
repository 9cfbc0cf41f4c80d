r"""The proposal: a density close to the posterior that can be drawn from and evaluated exactly.

phi = log sigma comes from Laplace's log marginal density, splined between its nodes, with
exponential tails beyond them; (beta, u) given phi from `conditionals`. One proposal in a hundred
comes from the prior instead, which bounds the importance weights, so that the independence sampler
is uniformly ergodic.

Any interpolation is legal: what is drawn and what is evaluated are the same density.

References
----------
Mengersen & Tweedie (1996), 10.1214/aos/1033066201; Hesterberg (1995),
10.1080/00401706.1995.10484303, for defensive mixtures.
"""

import numpy as np

from bayes_bench.numerics.cubic_spline import cubic_spline
from bayes_bench.posterior.density import Density, Points, log_likelihood, log_prior
from bayes_bench.posterior.laplace.conditionals import Proposal, conditionals_at
from bayes_bench.posterior.laplace.log_sd import log_sd_density
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
    nodes = nodes_of(density)
    phi = np.array([node.log_unit_sd for node in nodes])
    proposal = Proposal(
        phi=phi,
        log_sd=log_sd_density(phi, np.array([node.log_marginal for node in nodes])),
        mean=cubic_spline(phi, np.stack([_corrected_mean(node) for node in nodes])),
        factor=np.stack([node.factor for node in nodes]),
        cross=np.ascontiguousarray([node.cross.T for node in nodes]),
        weight=np.stack([node.weight for node in nodes]),
        third=np.stack([node.third for node in nodes]),
        effects=density.effects,
    )
    return refined(proposal, density, nodes) if needs_margins(density, nodes) else proposal


def _corrected_mean(node: Node) -> Floats:
    return np.concatenate([node.fixed_mean, node.unit_effect_mean])


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
