"""Draws beyond those of the run, for what needs many: simultaneous rank sets."""

from math import ceil

import xarray as xr

from bayes_bench.errors import RefusedError
from bayes_bench.estimands.indicators import indicator_draws
from bayes_bench.inputs.model.file import Model, with_keys
from bayes_bench.posterior.sampling import fit
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.simultaneous_sets import LEAST_DRAWS, simultaneous_rank_sets

MOST_WORK = 4e9
"""Draws times cells beyond which they are not made: some minutes of work."""


def simultaneous_sets(cells: xr.Dataset, model: Model) -> xr.Dataset | None:
    """Simultaneous rank sets of the indicator from `LEAST_DRAWS` draws of their own.

    Parameters
    ----------
    cells : Dataset
    model : Model

    Returns
    -------
    Dataset or None
        From `simultaneous_rank_sets`, at the level ``benchmark.interval``. None where the fast
        sampler's diagnostics do not hold, or `MOST_WORK` would be exceeded.
    """
    many = with_draws(model, ceil(LEAST_DRAWS / model.sampling.chains))
    if many.sampling.draws * many.sampling.chains * cells.sizes["cell"] > MOST_WORK:
        return None
    try:
        posterior = fit(cells, many)
    except RefusedError:  # NUTS would take minutes for so many
        return None
    ranks = Ranks(indicator_draws(posterior, cells, model), model.data.better)
    return simultaneous_rank_sets(ranks, model.benchmark.interval)


def with_draws(model: Model, draws: int) -> Model:
    """The model with so many draws per chain, of the fast sampler, from the seed that follows."""
    seed = (model.sampling.random_seed + 1) % 2**63
    own = {"draws": max(draws, model.sampling.draws), "sampler": "laplace", "random_seed": seed}
    return with_keys(model, {"sampling": own})
