"""NUTS on the PyMC model, through nutpie: slower, and right where the Laplace proposal is not."""

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import xarray as xr
from joblib import cpu_count
from threadpoolctl import threadpool_limits

from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.density import Density, density_of
from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.laplace.nodes import outer_mode
from bayes_bench.posterior.pymc_model import build_pymc_model
from bayes_bench.progress import Progress, silent
from bayes_bench.typing import Floats

TUNE = 1000
TARGET_ACCEPT = 0.99
"""Small steps: the funnel of few units otherwise leaves divergences."""
ADAPTATION = "low_rank"
"""A mass matrix that learns the few directions in which intercept and unit effects trade off: on
election88 the smallest effective sample size of 4,000 draws rises from 500 to 4,500."""
SMALL_UNIT_SD = 0.05
SECONDS_BETWEEN_LOOKS = 0.2


class ChainProgress(Protocol):
    """What nutpie tells of one chain."""

    finished_draws: int
    total_draws: int


def sample_nuts(
    cells: xr.Dataset,
    model: Model,
    shape: tuple[int, int],
    random_seed: int,
    progress: Progress = silent,
) -> xr.DataTree:
    """Draw from the posterior with NUTS.

    Parameters
    ----------
    cells : Dataset
        Binomial cells, dims ``cell, unit``.
    model : Model
    shape : tuple of int
        Chains, and kept draws per chain; each chain also tunes for `TUNE` draws.
    random_seed : int
    progress : callable
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

    unit_sd = likely_unit_sd(density_of(cells, model))
    definition = build_pymc_model(cells, model, centring=centring_of(cells, unit_sd))
    compiled = nutpie.compile_pymc_model(definition)
    chains, draws = shape

    def report(states: Sequence[ChainProgress]) -> None:
        progress(sum(s.finished_draws for s in states), chains * (TUNE + draws))

    # one BLAS thread per chain: chains times threads would fight for the cores
    with threadpool_limits(1):
        sampler = nutpie.sample(
            compiled,
            draws=draws,
            tune=TUNE,
            chains=chains,
            cores=min(chains, cpu_count()),
            seed=random_seed,
            target_accept=TARGET_ACCEPT,
            adaptation=ADAPTATION,
            save_warmup=False,
            progress_bar=False,
            progress_callback=report,
            blocking=False,
        )
        tree = _finished(sampler)
    if tree["posterior"].sizes["draw"] != draws:
        message = "NUTS stopped before its last draw"
        raise RuntimeError(message)
    return tree


def _finished(sampler: Any) -> xr.DataTree:
    """Wait for the sampler; on Ctrl-C cancel it, since nutpie would return half a chain."""
    while True:
        try:
            tree: xr.DataTree = sampler.wait(timeout=SECONDS_BETWEEN_LOOKS)
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
        people at the overall share p.
    """
    trials = cells["trials"].groupby(cells["unit_index"]).sum().to_numpy()
    share = float(cells["events"].sum() / cells["trials"].sum())
    information = trials * share * (1.0 - share)
    return np.asarray(information / (information + unit_sd**-2.0))
