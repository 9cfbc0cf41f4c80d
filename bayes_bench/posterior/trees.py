"""Draws as a DataTree with named dims, the same for every sampler."""

import numpy as np
import xarray as xr

from bayes_bench import streams
from bayes_bench.inputs.disclosure.internal import is_internal
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.density import Density, Points, effect_name, sd_name
from bayes_bench.posterior.laplace.proposal import draw_prior
from bayes_bench.posterior.sampler import samplers
from bayes_bench.typing import Floats


def posterior_tree(
    sampler: str, posterior: xr.Dataset, statistics: xr.Dataset, density: Density, model: Model
) -> xr.DataTree:
    """Draws and what the sampler says of them, with draws of the prior.

    Parameters
    ----------
    sampler : str
        Its name.
    posterior : Dataset
        `intercept` (chain, draw), `coefficient` (chain, draw, term; absent without covariates),
        `unit_sd` (chain, draw) and `unit_effect` (chain, draw, unit), log odds; of every further
        grouping g, `g_sd` (chain, draw) and `g_effect` (chain, draw, g).
    statistics : Dataset
        By chain and draw, or scalars of the whole run.
    density : Density
    model : Model

    Returns
    -------
    DataTree
        ``/posterior``, ``/sample_stats`` and ``/prior``.
    """
    prior = draw_prior(density, streams.PRIOR_DRAWS, streams.prior(model.sampling.random_seed))
    statistics = statistics.assign_coords(chain=posterior["chain"], draw=posterior["draw"])
    tree = xr.DataTree.from_dict(
        {
            "/posterior": posterior,
            "/sample_stats": statistics,
            "/prior": parameter_dataset(prior[None], density),
        }
    )
    tree.attrs = {"sampler": sampler, "title": model.title}
    if is_internal(model):
        tree.attrs["use"] = model.disclosure.use  # of none it says "release": draws stay inside
    return tree


def parameter_dataset(at: Points, density: Density) -> xr.Dataset:
    """Points (chain, draw) under the names of terms, units and groupings' members."""
    terms = {"term": np.array(density.terms, dtype=str)} if density.terms else {}
    coefficient = (
        {"coefficient": (("chain", "draw", "term"), at.fixed[..., 1 : density.own.stop])}
        if terms
        else {}
    )
    return xr.Dataset(
        {
            "intercept": (("chain", "draw"), at.fixed[..., 0]),
            **coefficient,
            "unit_sd": (("chain", "draw"), np.exp(at.log_unit_sd)),
            "unit_effect": (("chain", "draw", "unit"), at.unit_effect),
            **_of_groupings(at, density),
        },
        coords={
            "chain": np.arange(at.fixed.shape[0]),
            "draw": np.arange(at.fixed.shape[1]),
            **terms,
            "unit": density.unit_names,
            **{grouping.name: grouping.members for grouping in density.groupings},
        },
    )


def _of_groupings(at: Points, density: Density) -> dict[str, tuple[tuple[str, ...], Floats]]:
    """Standard deviation and members' effects of every further grouping."""
    found: dict[str, tuple[tuple[str, ...], Floats]] = {}
    for place, grouping in enumerate(density.groupings, start=1):
        name, dims = grouping.name, ("chain", "draw")
        found[sd_name(name)] = (dims, np.exp(at.log_sd[..., place]))
        found[effect_name(name)] = ((*dims, name), at.fixed[..., grouping.columns])
    return found


def sampler_figures(posterior: xr.DataTree) -> dict[str, float]:
    """The sampler's own figures of a whole run.

    Parameters
    ----------
    posterior : DataTree

    Returns
    -------
    dict of str to float
        See the samplers: `pareto_k` and the like.
    """
    statistics = posterior["sample_stats"].to_dataset()
    return samplers()[posterior.attrs["sampler"]].figures(statistics)
