"""Draws as a DataTree with named dims, the same for every sampler."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.density import Density, Points, density_of
from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.posterior.laplace.chains import WARM_UP, Pool, stand_still
from bayes_bench.posterior.laplace.proposal import draw_prior

PRIOR_DRAWS = 1000
KEPT_STATISTICS = {
    "diverging": "diverging",
    "energy": "energy",
    "logp": "lp",
    "depth": "tree_depth",
    "n_steps": "n_steps",
    "step_size": "step_size",
}
"""nutpie's names of the statistics that are kept, and ArviZ's."""


def laplace_tree(
    pool: Pool, figures: Mapping[str, float], density: Density, model: Model, draws: int
) -> xr.DataTree:
    """Run the independence chains over a pool of proposals, which becomes the draws.

    Parameters
    ----------
    pool : Pool
        Not to be used again: where a chain stands still, its place is written over the proposal
        that it refused.
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
    accepted = np.stack([stand_still(pool, chain) for chain in range(len(pool.log_weight))])[
        :, kept
    ]
    statistics = {
        "accepted": (("chain", "draw"), accepted),
        "log_weight": (("chain", "draw"), pool.log_weight[:, kept]),
        "acceptance": accepted.mean(),
        **figures,
    }
    posterior = _dataset(pool.at[:, kept], density)
    return _tree("laplace", posterior, xr.Dataset(statistics), density, model)


def nuts_tree(tree: xr.DataTree, cells: xr.Dataset, model: Model) -> xr.DataTree:
    """nutpie's draws under the names, dims and order of the other samplers."""
    draws, stats = tree["posterior"].to_dataset(), tree["sample_stats"].to_dataset()
    names = [
        name for name in ("intercept", "coefficient", "unit_sd", "unit_effect") if name in draws
    ]
    posterior = draws[names].drop_attrs()
    kept = {ours: stats[theirs].drop_attrs() for theirs, ours in KEPT_STATISTICS.items()}
    return _tree("nuts", posterior, xr.Dataset(kept), density_of(cells, model), model)


def sampler_figures(posterior: xr.DataTree) -> dict[str, float]:
    """The sampler's own figures of a whole run.

    Parameters
    ----------
    posterior : DataTree

    Returns
    -------
    dict of str to float
        laplace: `pareto_k`, `weight_efficiency`, `acceptance`, `log_marginal_likelihood`;
        nuts: `divergences`, `e_bfmi` (the smallest over chains), `tree_depth` (the greatest).
    """
    stats = posterior["sample_stats"].to_dataset()
    if posterior.attrs["sampler"] == "laplace":
        return {str(name): float(stats[name]) for name in stats if stats[name].ndim == 0}
    energy = stats["energy"].transpose("chain", "draw").to_numpy()
    return {
        "divergences": float(stats["diverging"].sum()),
        "e_bfmi": float(np.min(array_statistics().bfmi(energy, chain_axis=0, draw_axis=1))),
        "tree_depth": float(stats["tree_depth"].max()),
    }


def _dataset(at: Points, density: Density) -> xr.Dataset:
    """Points (chain, draw) under the names of terms and units."""
    terms = {"term": np.array(density.terms, dtype=str)} if density.terms else {}
    coefficient = {"coefficient": (("chain", "draw", "term"), at.fixed[..., 1:])} if terms else {}
    return xr.Dataset(
        {
            "intercept": (("chain", "draw"), at.fixed[..., 0]),
            **coefficient,
            "unit_sd": (("chain", "draw"), np.exp(at.log_unit_sd)),
            "unit_effect": (("chain", "draw", "unit"), at.unit_effect),
        },
        coords={
            "chain": np.arange(at.fixed.shape[0]),
            "draw": np.arange(at.fixed.shape[1]),
            **terms,
            "unit": density.unit_names,
        },
    )


def _tree(
    sampler: str, posterior: xr.Dataset, statistics: xr.Dataset, density: Density, model: Model
) -> xr.DataTree:
    rng = np.random.default_rng([model.sampling.random_seed, PRIOR_DRAWS])
    prior = draw_prior(density, PRIOR_DRAWS, rng)
    statistics = statistics.assign_coords(chain=posterior["chain"], draw=posterior["draw"])
    tree = xr.DataTree.from_dict(
        {
            "/posterior": posterior,
            "/sample_stats": statistics,
            "/prior": _dataset(prior[None], density),
        }
    )
    tree.attrs = {"sampler": sampler, "title": model.title}
    return tree
