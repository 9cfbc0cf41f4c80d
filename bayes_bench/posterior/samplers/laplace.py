"""The fast sampler: a nested Laplace proposal, as weights say how good it is, and chains of it.

Everything is proposed jointly where that is near enough to the posterior; else all but the unit
effects, which are integrated out. Either way the chains are of the exact posterior.
"""

from collections.abc import Callable
from functools import cache

import xarray as xr
from threadpoolctl import threadpool_limits

from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.density import density_of
from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.laplace.chains import Propose, draw_pool, draw_weights
from bayes_bench.posterior.laplace.collapsed import collapsed_proposal, propose_collapsed
from bayes_bench.posterior.laplace.proposal import Proposal, proposal_of, propose
from bayes_bench.posterior.laplace.weights import is_doubtful, weight_figures
from bayes_bench.posterior.trees import laplace_tree
from bayes_bench.posterior.verdict import judge
from bayes_bench.progress import Progress, silent

WAYS: dict[str, Propose] = {"joint": propose, "collapsed": propose_collapsed}
"""What is proposed, the fastest first."""
PILOT = {"joint": 40_000, "collapsed": 10_000}
"""Proposals, of a seed of their own, that decide on a proposal in doubt. Judged by the very draws
that are kept, a bad proposal would pass with a lucky seed, and a good one of few parameters, whose
k-hat is noisy, be refused with an unlucky one."""

type Sample = Callable[[int], xr.DataTree]
"""From a number of kept draws per chain to a posterior."""


def laplace_sampler(cells: xr.Dataset, model: Model, progress: Progress = silent) -> Sample:
    """Prepare the fast sampler.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``.
    model : Model
    progress : callable, optional
        Told ``(done, total)`` while draws are made.

    Returns
    -------
    callable
        From a number of kept draws per chain to a posterior as `laplace_tree` makes it, whose
        figure `collapsed` says whether the unit effects were integrated out. More draws begin with
        the same ones, unless they show that the next way has to be taken.

    Raises
    ------
    LaplaceError
        If the modes are not found.
    """
    density, chains, seed = (
        density_of(cells, model),
        model.sampling.chains,
        model.sampling.random_seed,
    )
    # threads in the products of small matrices cost time, and change the last digits
    with threadpool_limits(1):
        joint = proposal_of(density)

    @cache
    def proposal(way: str) -> Proposal:
        with threadpool_limits(1):
            return joint if way == "joint" else collapsed_proposal(joint, density)

    def drawn[Drawn](draw: Callable[..., Drawn], way: str, draws: int, *seeds: int) -> Drawn:
        of = proposal(way), density, (chains, draws), seeds, progress
        return draw(*of, propose=WAYS[way])

    @cache
    def pilot(way: str) -> dict[str, float]:
        return weight_figures(drawn(draw_weights, way, PILOT[way] // chains, seed, PILOT[way]))

    left = list(WAYS)  # a way that was refused is not tried again with more draws

    def sample(draws: int) -> xr.DataTree:
        while True:
            way = left[0]
            pool = drawn(draw_pool, way, draws, seed)
            figures = weight_figures(pool.log_weight)
            if is_doubtful(figures):
                figures = pilot(way)
            if len(left) == 1 or judge("laplace", NOTHING, figures).accepted:
                break
            left.pop(0)
        about = {**figures, "collapsed": float(way == "collapsed")}
        return laplace_tree(pool, about, density, model, draws)

    return sample
