"""The fast sampler: a nested Laplace proposal, judged by its weights, and chains of it.

Everything is proposed jointly where that is near enough to the posterior; else all but the unit
effects, which are integrated out. Either way the chains are of the exact posterior.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import xarray as xr

from bayes_bench import streams
from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.parallel import one_blas_thread
from bayes_bench.posterior.density import Density, density_of
from bayes_bench.posterior.diagnostics import NOTHING
from bayes_bench.posterior.laplace.chains import (
    WARM_UP,
    Pool,
    Propose,
    draw_pool,
    draw_weights,
    repeat_on_rejection,
)
from bayes_bench.posterior.laplace.collapsed import collapsed_proposal, propose_collapsed
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.proposal import proposal_of, propose
from bayes_bench.posterior.laplace.weights import is_doubtful, weight_figures
from bayes_bench.posterior.sampler import Sample, Sampler, Standard
from bayes_bench.posterior.trees import parameter_dataset, posterior_tree
from bayes_bench.posterior.verdict import judge
from bayes_bench.progress import Progress, silent

NAME = "laplace"
PROPOSE: dict[str, Propose] = {"joint": propose, "collapsed": propose_collapsed}
"""Kinds of proposals, the fastest first."""
MIN_EFFICIENCY = 0.35
"""Of the weights. The tail of the weights and the effective draws that are reached decide; with
fewer than one weight in three that counts, another kind of proposal needs less time."""
PILOT = {"joint": 40_000, "collapsed": 10_000}
"""Proposals, of a seed of their own, that decide on a proposal in doubt. Judged by the very draws
that are kept, a bad proposal would pass with a lucky seed, and a good one of few parameters, whose
k-hat is noisy, be refused with an unlucky one."""


def prepare(analysis: Analysis, progress: Progress = silent) -> Sample:
    """Prepare the fast sampler.

    Parameters
    ----------
    analysis : Analysis
    progress : callable, optional
        Told ``(done, total)`` while draws are made.

    Returns
    -------
    callable
        From a number of kept draws per chain to a posterior as `laplace_tree` makes it, whose
        figure `collapsed` says whether the unit effects were integrated out. More draws begin with
        the same ones, unless they show that the next kind of proposal has to be taken.

    Raises
    ------
    LaplaceError
        If the modes are not found.
    """
    left = _candidates(analysis, progress)  # one that was refused is not tried again

    def sample(draws: int) -> xr.DataTree:
        while True:
            candidate = left[0]
            pool = candidate.pool(draws)
            figures = candidate.figures(pool)
            if len(left) == 1 or judge(NAME, NOTHING, figures).accepted:
                break
            left.pop(0)
        about = {**figures, "collapsed": float(candidate.kind == "collapsed")}
        return laplace_tree(pool, about, candidate.density, analysis.model, draws)

    return sample


@dataclass(frozen=True, eq=False)
class _Candidate:
    """A kind of proposal for one posterior, made when it is first needed."""

    kind: str
    make: Callable[[], Proposal]
    density: Density
    model: Model
    progress: Progress

    def pool(self, draws: int) -> Pool:
        """Proposals for so many kept draws per chain."""
        return self._drawn(draw_pool, draws, self.model.sampling.random_seed)

    def figures(self, pool: Pool) -> dict[str, float]:
        """Figures of a pool's weights, or of the pilot's where those leave doubt."""
        figures = weight_figures(pool.log_weight)
        return self._pilot if is_doubtful(figures) else figures

    @cached_property
    def _proposal(self) -> Proposal:
        with one_blas_thread():
            return self.make()

    @cached_property
    def _pilot(self) -> dict[str, float]:
        size, sampling = PILOT[self.kind], self.model.sampling
        seed = streams.pilot(sampling.random_seed, size)
        return weight_figures(self._drawn(draw_weights, size // sampling.chains, seed))

    def _drawn[Drawn](
        self, draw: Callable[..., Drawn], draws: int, random_seed: int | tuple[int, ...]
    ) -> Drawn:
        shape = self.model.sampling.chains, draws
        of = self._proposal, self.density, shape, random_seed, self.progress
        return draw(*of, propose=PROPOSE[self.kind])


def _candidates(analysis: Analysis, progress: Progress) -> list[_Candidate]:
    """The kinds of proposals for one posterior, the fastest first."""
    density = density_of(analysis)
    with one_blas_thread():
        joint = proposal_of(density)
    make = {"joint": lambda: joint, "collapsed": lambda: collapsed_proposal(joint, density)}
    kinds = [kind for kind in PROPOSE if kind == "joint" or density.effects.df is not None]
    return [_Candidate(kind, make[kind], density, analysis.model, progress) for kind in kinds]


def laplace_tree(
    pool: Pool, figures: Mapping[str, float], density: Density, model: Model, draws: int
) -> xr.DataTree:
    """Run the independence chains over a pool of proposals, which becomes the draws.

    Parameters
    ----------
    pool : Pool
        Not to be used again: where a proposal is rejected, the chain's current state is written
        over it.
    figures : mapping of str to float
        Of the proposal, from `weight_figures`.
    density : Density
    model : Model
    draws : int
        Kept draws per chain.

    Returns
    -------
    DataTree
        ``/posterior``, ``/sample_stats`` and ``/prior``. Figures of the whole run (`pareto_k`,
        `acceptance`, `weight_efficiency`, `log_marginal_likelihood` of the people) are scalars of
        ``/sample_stats``.
    """
    kept = slice(WARM_UP, WARM_UP + draws)
    chains = range(len(pool.log_weight))
    accepted = np.stack([repeat_on_rejection(pool, chain) for chain in chains])[:, kept]
    statistics = {
        "accepted": (("chain", "draw"), accepted),
        "log_weight": (("chain", "draw"), pool.log_weight[:, kept]),
        "acceptance": accepted.mean(),
        **figures,
    }
    posterior = parameter_dataset(pool.at[:, kept], density)
    return posterior_tree(NAME, posterior, xr.Dataset(statistics), density, model)


def figures(statistics: xr.Dataset) -> dict[str, float]:
    """`pareto_k`, `weight_efficiency`, `acceptance`, `log_marginal_likelihood`, `collapsed`."""
    scalars = (name for name in statistics if statistics[name].ndim == 0)
    return {str(name): float(statistics[name]) for name in scalars}


SAMPLER = Sampler(
    name=NAME,
    place=1,
    standard=Standard(
        r_hat=1.01,
        r_hat_discrete=1.02,
        ess=2000.0,
        probability_mcse=0.01,
        limits={"pareto_k": (-np.inf, 0.7), "weight_efficiency": (MIN_EFFICIENCY, 1.0)},
        headroom=1.3,
    ),
    max_draws=50_000,
    prepare=prepare,
    figures=figures,
)
