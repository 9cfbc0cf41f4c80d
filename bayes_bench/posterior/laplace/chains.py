r"""Independence chains: from weighted proposals to unweighted draws of the exact posterior.

Each chain has its own stream of independent proposals, drawn in blocks with a seed of their own,
so that any number of cores, and drawing more later, gives the same bytes. A chain at a point
with log weight w moves to a proposal with log weight w' with probability min(1, exp(w' - w)).

References
----------
Tierney (1994), 10.1214/aos/1176325750; Vehtari, Simpson, Gelman, Yao & Gabry (2024), "Pareto
smoothed importance sampling", JMLR 25(72) for k-hat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import product

import numpy as np

from bayes_bench import streams
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.posterior.density import Density, Points
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.proposal import propose
from bayes_bench.progress import Progress, silent
from bayes_bench.typing import Bools, Floats, Integers

type Propose = Callable[[Proposal, Density, int, np.random.Generator], tuple[Points, Floats]]

PROPOSALS_PER_BLOCK = 224
"""Seven times the draws that the likelihood does together; five blocks are little more than a
thousand kept draws and what comes before them."""
WARM_UP = 100
"""Proposals each chain passes before its first kept draw: at acceptance .5 the chance that
it has then not moved is 10^-30."""


@dataclass(frozen=True)
class Pool:
    """Proposals with their log weights, and the uniforms that decide on them, by chain.

    Attributes
    ----------
    at : Points
        By chain and proposal: arrays (chain, proposal, ...).
    log_weight : ndarray (chain, proposal)
        Log target minus log proposal.
    uniform : ndarray (chain, proposal)
        In [0, 1).
    """

    at: Points
    log_weight: Floats
    uniform: Floats


def draw_pool(
    proposal: Proposal,
    density: Density,
    shape: tuple[int, int],
    random_seed: int | tuple[int, ...],
    progress: Progress = silent,
    *,
    propose: Propose = propose,
) -> Pool:
    """Draw proposals for every chain, on all cores.

    Parameters
    ----------
    proposal : Proposal
    density : Density
        The target.
    shape : tuple of int
        Chains, and kept draws per chain.
    random_seed : int or tuple of int
    progress : callable
        Told ``(done, total)`` after each block.
    propose : callable, optional
        `propose`, or `bayes_bench.posterior.laplace.collapsed.propose_collapsed`.

    Returns
    -------
    Pool
        At least ``WARM_UP`` plus the kept draws for each chain.
    """
    pool = _empty_pool(density, (shape[0], _blocks(shape[1]) * PROPOSALS_PER_BLOCK))

    def fill(task: tuple[int, int]) -> None:
        rows, rng = _rows(task), streams.proposals(random_seed, *task)
        at, pool.log_weight[rows] = propose(proposal, density, PROPOSALS_PER_BLOCK, rng)
        pool.at.fixed[rows], pool.at.unit_effect[rows] = at.fixed, at.unit_effect
        pool.at.log_sd[rows] = at.log_sd
        pool.uniform[rows] = _uniforms(rng)

    on_all_cores(fill, _tasks(shape), progress)
    return pool


def draw_weights(
    proposal: Proposal,
    density: Density,
    shape: tuple[int, int],
    random_seed: int | tuple[int, ...],
    progress: Progress = silent,
    *,
    propose: Propose = propose,
) -> Floats:
    """The log weights of a pool, whose points are not kept.

    Parameters are those of `draw_pool`.

    Returns
    -------
    ndarray (chain, proposal)
        Log target minus log proposal.
    """
    log_weight = np.empty((shape[0], _blocks(shape[1]) * PROPOSALS_PER_BLOCK))

    def fill(task: tuple[int, int]) -> None:
        rng = streams.proposals(random_seed, *task)
        _, log_weight[_rows(task)] = propose(proposal, density, PROPOSALS_PER_BLOCK, rng)

    on_all_cores(fill, _tasks(shape), progress)
    return log_weight


def _blocks(draws: int) -> int:
    """Blocks per chain that so many kept draws take."""
    return -(-(WARM_UP + draws) // PROPOSALS_PER_BLOCK)


def _tasks(shape: tuple[int, int]) -> list[tuple[int, int]]:
    """Every chain's blocks, by number."""
    return list(product(range(shape[0]), range(_blocks(shape[1]))))


def _rows(task: tuple[int, int]) -> tuple[int, slice]:
    """Where a block's proposals are in arrays (chain, proposal, ...)."""
    chain, block = task
    return chain, slice(block * PROPOSALS_PER_BLOCK, (block + 1) * PROPOSALS_PER_BLOCK)


def _empty_pool(density: Density, shape: tuple[int, int]) -> Pool:
    """An empty pool (chain, proposal)."""
    sizes = (density.fixed, density.units, density.sds)
    at = Points(*(np.empty((*shape, size)) for size in sizes))
    return Pool(at, log_weight=np.empty(shape), uniform=np.empty(shape))


def _uniforms(rng: np.random.Generator) -> Floats:
    """A uniform number for each proposal of a block."""
    return rng.random(PROPOSALS_PER_BLOCK)


def independence_chain(log_weight: Floats, uniform: Floats) -> tuple[Integers, Bools]:
    """Run the independence Metropolis sampler over a stream of proposals.

    Parameters
    ----------
    log_weight : ndarray (proposal,)
        Log target minus log proposal.
    uniform : ndarray (proposal,)
        In [0, 1); one decision each.

    Returns
    -------
    ndarray of int (proposal,)
        Which proposal the chain is at after each decision.
    ndarray of bool (proposal,)
        Whether the proposal was accepted; the first is, by definition.
    """
    threshold = np.log1p(-uniform)  # log of a uniform in (0, 1]
    state = np.empty(log_weight.size, dtype=np.int64)
    at = 0
    for step in range(log_weight.size):
        if threshold[step] <= log_weight[step] - log_weight[at]:
            at = step
        state[step] = at
    return state, state == np.arange(log_weight.size)


def repeat_on_rejection(pool: Pool, chain: int) -> Bools:
    """Run a chain over its proposals, and repeat its current state where one is rejected.

    Parameters
    ----------
    pool : Pool
        Changed in place.
    chain : int

    Returns
    -------
    ndarray of bool (proposal,)
        Whether the proposal was accepted.
    """
    state, accepted = independence_chain(pool.log_weight[chain], pool.uniform[chain])
    (rejected,) = np.nonzero(~accepted)
    current = state[rejected]
    for of in (pool.at.fixed, pool.at.unit_effect, pool.at.log_sd, pool.log_weight):
        of[chain, rejected] = of[chain, current]
    return accepted
