"""A second, larger posterior sample of the same analysis, for what needs many draws."""

from math import ceil

import xarray as xr

from bayes_bench import streams
from bayes_bench.errors import RefusedError
from bayes_bench.estimands.indicators import indicator_draws
from bayes_bench.fitted import Fit, once
from bayes_bench.inputs.model.file import Model, with_keys
from bayes_bench.posterior.sampling import sample
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.simultaneous_sets import MIN_DRAWS, simultaneous_rank_sets

MAX_WORK = 4e9
"""Draws times cells beyond which they are not made: some minutes of work."""


@once
def further_draws(fit: Fit) -> Fit | None:
    """`MIN_DRAWS` draws or more of the same analysis, from the stream of the second sample.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Fit or None
        None where the fast sampler's diagnostics do not hold (NUTS would take minutes for so
        many), or `MAX_WORK` would be exceeded.
    """
    many = with_draws(fit.model, ceil(MIN_DRAWS / fit.model.sampling.chains))
    work = many.sampling.draws * many.sampling.chains * fit.analysis.cells.sizes["cell"]
    if work > MAX_WORK:
        return None
    analysis = fit.analysis.with_model(many)
    try:
        return Fit(analysis, sample(analysis))
    except RefusedError:
        return None


@once
def simultaneous_sets(fit: Fit) -> xr.Dataset | None:
    """Simultaneous rank sets of the indicator, at the level ``benchmark.interval``.

    Parameters
    ----------
    fit : Fit

    Returns
    -------
    Dataset or None
        From `simultaneous_rank_sets`; None where there are no further draws.
    """
    many = further_draws(fit)
    if many is None:
        return None
    ranks = Ranks(indicator_draws(many), fit.model.data.better)
    return simultaneous_rank_sets(ranks, fit.model.benchmark.interval)


def with_draws(model: Model, draws: int) -> Model:
    """The model with so many draws per chain, of the fast sampler, from the second stream."""
    seed = streams.second_sample(model.sampling.random_seed)
    own = {"draws": max(draws, model.sampling.draws), "sampler": "laplace", "random_seed": seed}
    return with_keys(model, {"sampling": own})
