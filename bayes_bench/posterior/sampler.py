"""What a sampler is, and every one there is: each a file of `bayes_bench.posterior.samplers`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.interface.choices import AUTO
from bayes_bench.progress import Progress
from bayes_bench.registry import registered

type Sample = Callable[[int], xr.DataTree]
"""From a number of kept draws per chain to a posterior, as `trees.posterior_tree` makes it."""


@dataclass(frozen=True)
class Standard:
    """What a sampler's diagnostics have to reach.

    Attributes
    ----------
    r_hat, r_hat_discrete : float
        Upper bounds, for continuous quantities and for ranks and probabilities.
    ess : float
        Lower bound of bulk and tail effective sample sizes.
    probability_mcse : float
        Upper bound of the Monte Carlo error of a probability.
    limits : mapping of str to (float, float)
        Least and greatest value of the sampler's own figures.
    headroom : float
        By what factor the unit effects of thousands of units have to exceed `ess` before the rest
        is judged, where that takes longer than more draws: the worst of many more quantities will
        have less, and a probability near one half needs 1 / (4 `probability_mcse`^2).
    """

    r_hat: float
    r_hat_discrete: float
    ess: float
    probability_mcse: float
    limits: Mapping[str, tuple[float, float]]
    headroom: float = 1.0


@dataclass(frozen=True)
class Sampler:
    """A way to draw from the posterior of an analysis.

    Attributes
    ----------
    name : str
        That of its file, and what a model file says.
    place : int
        Its place in the order in which ``auto`` tries samplers.
    standard : Standard
    max_draws : int
        Kept draws per chain beyond which it gives up.
    prepare : callable
        From an analysis, and a progress that is told ``(done, total)``, to a `Sample`; may raise
        `LaplaceError` where it cannot begin.
    figures : callable
        From ``/sample_stats`` to its own figures of a whole run, by name.
    tried_by_auto : bool
        Whether ``auto`` tries it; else it is used where it is named, and only there.
    """

    name: str
    place: int
    standard: Standard
    max_draws: int
    prepare: Callable[[Analysis, Progress], Sample]
    figures: Callable[[xr.Dataset], dict[str, float]]
    tried_by_auto: bool = True


@cache
def samplers() -> dict[str, Sampler]:
    """Every sampler by its name, in the order in which ``auto`` tries them."""
    found = registered("bayes_bench.posterior.samplers", "SAMPLER", Sampler)
    return {sampler.name: sampler for sampler in found}


def samplers_to_try(name: str) -> tuple[Sampler, ...]:
    """The samplers that `sampling.sampler` of a model file names, in their order."""
    if name != AUTO:
        return (samplers()[name],)
    return tuple(sampler for sampler in samplers().values() if sampler.tried_by_auto)
