"""Draws as a DataTree with named dims, the same for every sampler."""

from collections.abc import Mapping

import numpy as np
import xarray as xr

from bayes_bench.inputs.design import design_matrix
from bayes_bench.inputs.model_file import Model
from bayes_bench.posterior.chains import WARM_UP, Pool, independence_chain
from bayes_bench.posterior.density import Points, density_of
from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.posterior.proposal import draw_prior

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
    pool: Pool, figures: Mapping[str, float], cells: xr.Dataset, model: Model, draws: int
) -> xr.DataTree:
    """Run the independence chains over a pool of proposals.

    Parameters
    ----------
    pool : Pool
    figures : mapping of str to float
        Of the proposal, from `weight_figures`.
    cells : Dataset
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
    runs = [independence_chain(*of) for of in zip(pool.log_weight, pool.uniform, strict=True)]
    positions = [position[kept] for position, _ in runs]
    accepted = np.stack([accepted[kept] for _, accepted in runs])
    chains = [at[position] for at, position in zip(pool.at, positions, strict=True)]
    weights = np.stack([w[p] for w, p in zip(pool.log_weight, positions, strict=True)])
    statistics = {
        "accepted": (("chain", "draw"), accepted),
        "log_weight": (("chain", "draw"), weights),
        "acceptance": accepted.mean(),
        **figures,
    }
    return _tree("laplace", _dataset(chains, cells, model), xr.Dataset(statistics), (cells, model))


def nuts_tree(tree: xr.DataTree, cells: xr.Dataset, model: Model) -> xr.DataTree:
    """nutpie's draws under the names, dims and order of the other samplers."""
    draws, stats = tree["posterior"].to_dataset(), tree["sample_stats"].to_dataset()
    names = [
        name for name in ("intercept", "coefficient", "unit_sd", "unit_effect") if name in draws
    ]
    posterior = draws[names].drop_attrs()
    kept = {ours: stats[theirs].drop_attrs() for theirs, ours in KEPT_STATISTICS.items()}
    return _tree("nuts", posterior, xr.Dataset(kept), (cells, model))


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


def _dataset(chains: list[Points], cells: xr.Dataset, model: Model) -> xr.Dataset:
    """Points by chain, draw, term and unit."""
    labels = [term.label for term in design_matrix(cells, model).terms]
    fixed = np.stack([at.fixed for at in chains])  # (chain, draw, 1 + term)
    coefficient = {"coefficient": (("chain", "draw", "term"), fixed[..., 1:])} if labels else {}
    return xr.Dataset(
        {
            "intercept": (("chain", "draw"), fixed[..., 0]),
            **coefficient,
            "unit_sd": (("chain", "draw"), np.exp(np.stack([at.log_unit_sd for at in chains]))),
            "unit_effect": (("chain", "draw", "unit"), np.stack([at.unit_effect for at in chains])),
        },
        coords={
            "chain": np.arange(fixed.shape[0]),
            "draw": np.arange(fixed.shape[1]),
            **({"term": np.array(labels, dtype=str)} if labels else {}),
            "unit": cells["unit"].to_numpy(),
        },
    )


def _tree(
    sampler: str, posterior: xr.Dataset, statistics: xr.Dataset, of: tuple[xr.Dataset, Model]
) -> xr.DataTree:
    cells, model = of
    rng = np.random.default_rng([model.sampling.random_seed, PRIOR_DRAWS])
    prior = draw_prior(density_of(cells, model), PRIOR_DRAWS, rng)
    tree = xr.DataTree.from_dict(
        {
            "/posterior": posterior,
            "/sample_stats": statistics.assign_coords(
                chain=posterior["chain"], draw=posterior["draw"]
            ),
            "/prior": _dataset([prior], cells, model),
        }
    )
    tree.attrs = {"sampler": sampler, "title": model.title}
    return tree
