r"""Proposals of (beta, phi) alone, the unit effects integrated out and drawn exactly.

With many small units the Gaussian of all unit effects together is too far from their posterior:
every unit adds its own skewness to the weights. But given (beta, phi) the effects are independent,
and each of them is one-dimensional. So only (beta, phi) is proposed, from the same nested Laplace
approximation; its weight has each u_j integrated out by quadrature, and u_j is then drawn from its
own conditional distribution. That costs some thirty likelihoods per draw instead of one. There are
loops for normal effects and for Student-t ones (`GroupEffects.df`).

References
----------
Mengersen & Tweedie (1996), 10.1214/aos/1033066201, for the proposals from the prior.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from bayes_bench import streams
from bayes_bench.posterior.density import Density, Points, log_fixed_prior, log_sd_prior
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.laplace.conditionals import (
    Conditionals,
    Proposal,
    conditionals_at,
)
from bayes_bench.posterior.laplace.log_sds import log_sds_density
from bayes_bench.posterior.laplace.proposal import DEFENSIVE, draw_prior
from bayes_bench.typing import Floats, Integers

SMALLEST_PRECISION = 1e-200
"""Of a unit effect: a prior may put sigma beyond all numbers, where its inverse square is 0."""
SMALLEST_LOG_SD, LARGEST_LOG_SD = -40.0, 230.0
"""Of Student-t effects: beyond, all effects are 0, or none is known at all."""


def collapsed_proposal(proposal: Proposal, density: Density) -> Proposal:
    """The proposal with the log marginal density of phi made anew, unit effects integrated out.

    Laplace's own errs by a little for every small unit. Here it is applied to beta alone, about
    its corrected mean.
    """
    phi = proposal.nodes
    fixed = proposal.mean(phi)[:, : density.fixed]
    rng = streams.discarded()  # the unit effects drawn at the nodes are not used
    likelihood, _ = _collapsed(density, conditionals_at(proposal, phi), fixed, phi, rng)
    diagonal = np.diagonal(proposal.factor, axis1=1, axis2=2)
    log_joint = log_fixed_prior(density, fixed, phi) + log_sd_prior(density, phi) + likelihood
    log_marginal = log_joint - np.log(diagonal).sum(axis=1)
    return replace(proposal, log_sd=log_sds_density(proposal.axes, log_marginal))


def propose_collapsed(
    proposal: Proposal, density: Density, size: int, rng: np.random.Generator
) -> tuple[Points, Floats]:
    """Independent proposals, their unit effects exact given the rest, and their log weights.

    Parameters and returns are those of `proposal.propose`; the weights are of
    (beta, phi), the unit effects integrated out.
    """
    phi = proposal.log_sd.draw(rng, size)
    fixed = conditionals_at(proposal, phi).draw_fixed(rng.standard_normal((size, density.fixed)))
    defensive = np.flatnonzero(rng.random(size) < DEFENSIVE)
    prior = draw_prior(density, defensive.size, rng)
    fixed[defensive], phi[defensive] = prior.fixed, prior.log_sd
    conditionals = conditionals_at(proposal, phi)
    log_prior = log_fixed_prior(density, fixed, phi) + log_sd_prior(density, phi)
    mixture = np.logaddexp(
        np.log1p(-DEFENSIVE) + proposal.log_sd.log_density(phi) + conditionals.log_fixed(fixed),
        np.log(DEFENSIVE) + log_prior,
    )
    integral, unit_effect = _collapsed(density, conditionals, fixed, phi, rng)
    return Points(fixed, unit_effect, phi), log_prior + integral - mixture


def _collapsed(
    density: Density,
    conditionals: Conditionals,
    fixed: Floats,
    phi: Floats,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Log likelihood of (beta, phi) (draw,), and unit effects given them (draw, unit)."""
    from bayes_bench.numerics.lanes import DRAWS

    lookups, size = density.lookups, len(phi)
    start = conditionals.unit_mean(fixed - conditionals.fixed)
    data = density.trials, density.unit_events, np.r_[density.first_cells, density.trials.size]
    integral, effect = np.empty(size), np.empty(start.shape)
    log_sd, collapse, of_prior = _loops(density, phi[:, 0])
    for first in range(0, size, DRAWS):
        # the last block is filled up with its last draw
        lane = np.minimum(np.arange(first, first + DRAWS), size - 1)
        slopes = np.ascontiguousarray(fixed[lane].T)  # (1 + term, DRAWS)
        logs, drawn, failed = collapse(
            (lookups.rows @ slopes, slopes[lookups.loose_terms]),
            (lookups.codes, lookups.loose),
            data,
            of_prior(lane),
            np.ascontiguousarray(start[lane].T),
            rng.integers(0, 2**64, DRAWS, dtype=np.uint64),
        )
        if failed:
            message = "the effect of a unit could not be drawn given the rest"
            raise LaplaceError(message)
        kept = slice(first, min(first + DRAWS, size))
        integral[kept] = logs[: kept.stop - first]
        effect[kept] = drawn.T[: kept.stop - first]
    normaliser = density.effects.log_normaliser(density.units, log_sd)
    return fixed @ density.fixed_score + integral - normaliser, effect


def _loops(
    density: Density, log_sd: Floats
) -> tuple[Floats, Callable[..., Any], Callable[[Integers], Any]]:
    """phi within bounds, the loops for the units' effects, and what they need of the prior.

    The last is a function of which draws.
    """
    df = density.effects.df
    if df is None or np.isinf(df):
        from bayes_bench.posterior.laplace.collapsed_kernel import collapse

        precision = np.maximum(np.exp(-2.0 * log_sd), SMALLEST_PRECISION)
        return log_sd, collapse, lambda lane: precision[lane]

    from bayes_bench.posterior.laplace.heavy_collapsed_kernel import collapse_heavy

    bounded = np.clip(log_sd, SMALLEST_LOG_SD, LARGEST_LOG_SD)
    reach = np.exp(bounded) * np.sqrt(df - 2.0)
    return bounded, collapse_heavy, lambda lane: (reach[lane], df)
