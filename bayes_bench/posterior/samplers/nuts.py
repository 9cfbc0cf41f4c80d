"""NUTS on the PyMC model, through nutpie: slower, and right where the Laplace proposal is not."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import xarray as xr
from joblib import cpu_count

from bayes_bench.analysis import Analysis
from bayes_bench.numerics.parallel import one_blas_thread
from bayes_bench.numerics.side_by_side import refuse_forked
from bayes_bench.posterior.density import Density, density_of, effect_name, sd_name
from bayes_bench.posterior.diagnostics import array_statistics
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.laplace.nodes import outer_mode
from bayes_bench.posterior.pymc_model import definition_of
from bayes_bench.posterior.sampler import Sample, Sampler, Standard
from bayes_bench.posterior.trees import posterior_tree
from bayes_bench.progress import Progress, silent
from bayes_bench.typing import Floats

if TYPE_CHECKING:
    import pymc as pm

NAME = "nuts"
TUNE = 1000
SETTINGS: dict[str, Any] = {
    "tune": TUNE,
    # small steps: the funnel of few units otherwise leaves divergences
    "target_accept": 0.99,
    # A mass matrix that learns the few directions in which intercept and unit effects trade off: on
    # election88 the smallest effective sample size of 4,000 draws rises from 500 to 4,500.
    "adaptation": "low_rank",
    "save_warmup": False,
    "progress_bar": False,
    "blocking": False,
}
"""nutpie's, the same for every analysis."""
SMALL_UNIT_SD = 0.05
"""Log odds; where the posterior has no mode in the log of the between-unit sd, it is near 0."""
POLL_SECONDS = 0.2
KEPT_STATISTICS = {
    "diverging": "diverging",
    "energy": "energy",
    "logp": "lp",
    "depth": "tree_depth",
    "n_steps": "n_steps",
    "step_size": "step_size",
}
"""nutpie's names of the statistics that are kept, and ArviZ's."""


class ChainProgress(Protocol):
    """What nutpie tells of one chain."""

    finished_draws: int
    total_draws: int


def prepare(analysis: Analysis, progress: Progress = silent) -> Sample:
    """Prepare NUTS.

    Parameters
    ----------
    analysis : Analysis
    progress : callable, optional
        Told ``(done, total)`` draws over all chains.

    Returns
    -------
    callable
        From a number of kept draws per chain to a posterior as `nuts_tree` makes it.

    Raises
    ------
    HereOnlyError
        In a forked process, which nutpie's threads do not survive.
    """
    refuse_forked()
    return lambda draws: nuts_tree(sample_nuts(analysis, draws, progress), analysis)


def sample_nuts(analysis: Analysis, draws: int, progress: Progress = silent) -> xr.DataTree:
    """Draw from the posterior with NUTS.

    Parameters
    ----------
    analysis : Analysis
        Its model says how many chains, and the random seed.
    draws : int
        Kept draws per chain; each chain also tunes for `TUNE` draws.
    progress : callable, optional
        Told ``(done, total)`` draws over all chains.

    Returns
    -------
    DataTree
        ``/posterior`` and ``/sample_stats`` with dims ``chain, draw``.

    Raises
    ------
    RuntimeError
        If the sampler stopped before the last draw.
    """
    import nutpie  # needs numba and a compiler run: only this path pays for it

    compiled, sampling = nutpie.compile_pymc_model(_centred(analysis)), analysis.model.sampling

    def report(states: Sequence[ChainProgress]) -> None:
        progress(sum(s.finished_draws for s in states), sampling.chains * (TUNE + draws))

    # one BLAS thread per chain: chains times threads would fight for the cores
    with one_blas_thread():
        sampler = nutpie.sample(
            compiled,
            draws=draws,
            chains=sampling.chains,
            cores=min(sampling.chains, cpu_count()),
            seed=sampling.random_seed,
            progress_callback=report,
            **SETTINGS,
        )
        tree = _finished(sampler)
    if tree["posterior"].sizes["draw"] != draws:
        message = "NUTS stopped before its last draw"
        raise RuntimeError(message)
    return tree


def _centred(analysis: Analysis) -> "pm.Model":
    """The PyMC model, each unit effect centred as far as its own people say."""
    unit_sd = likely_unit_sd(density_of(analysis))
    return definition_of(analysis, centring_of(analysis.cells, unit_sd))


def _finished(sampler: Any) -> xr.DataTree:
    """Wait for the sampler; on Ctrl-C cancel it, since nutpie would return half a chain."""
    while True:
        try:
            tree: xr.DataTree = sampler.wait(timeout=POLL_SECONDS)
        except TimeoutError:
            continue
        except BaseException:
            sampler.cancel()
            raise
        return tree


def likely_unit_sd(density: Density) -> float:
    """The between-unit sd at the mode of its log, or a small one where there is no mode."""
    try:
        mode, _ = outer_mode(density)
    except LaplaceError:
        return SMALL_UNIT_SD
    return float(np.exp(mode.log_unit_sd))


def centring_of(cells: xr.Dataset, unit_sd: float) -> Floats:
    """How far to centre each unit: by how much of what is known of it comes from its own data.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``.
    unit_sd : float
        A likely between-unit sd, log odds.

    Returns
    -------
    ndarray (unit,)
        I_j / (I_j + 1 / unit_sd^2), with I_j = n_j p (1 - p) the information in the unit's own
        people at the overall event rate p.
    """
    trials = cells["trials"].groupby(cells["unit_index"]).sum().to_numpy()
    rate = float(cells["events"].sum() / cells["trials"].sum())
    information = trials * rate * (1.0 - rate)
    return np.asarray(information / (information + unit_sd**-2.0))


def nuts_tree(tree: xr.DataTree, analysis: Analysis) -> xr.DataTree:
    """nutpie's draws under the names, dims and order of the other samplers."""
    draws, statistics = tree["posterior"].to_dataset(), tree["sample_stats"].to_dataset()
    further = (
        name(group.name) for group in analysis.model.groups for name in (sd_name, effect_name)
    )
    parameters = ("intercept", "coefficient", "unit_sd", "unit_effect", *further)
    posterior = draws[[name for name in parameters if name in draws]].drop_attrs()
    kept = {ours: statistics[theirs].drop_attrs() for theirs, ours in KEPT_STATISTICS.items()}
    density = density_of(analysis)
    return posterior_tree(NAME, posterior, xr.Dataset(kept), density, analysis.model)


def figures(statistics: xr.Dataset) -> dict[str, float]:
    """`divergences`; `e_bfmi`, the smallest over chains; `tree_depth`, the greatest."""
    energy = statistics["energy"].transpose("chain", "draw").to_numpy()
    return {
        "divergences": float(statistics["diverging"].sum()),
        "e_bfmi": float(np.min(array_statistics().bfmi(energy, chain_axis=0, draw_axis=1))),
        "tree_depth": float(statistics["tree_depth"].max()),
    }


SAMPLER = Sampler(
    name=NAME,
    place=2,
    standard=Standard(
        r_hat=1.01,
        r_hat_discrete=1.02,
        ess=400.0,
        probability_mcse=np.inf,
        limits={"divergences": (0.0, 0.0), "e_bfmi": (0.3, np.inf)},
    ),
    max_draws=8_000,
    prepare=prepare,
    figures=figures,
)
