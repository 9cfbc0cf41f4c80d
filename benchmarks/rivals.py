"""General samplers on the model's own PyMC definition, each timed without its compiling.

PyMC and nutpie come with this package. numpyro does not: where it is not installed it is left out.
"""

import time
from collections.abc import Callable, Mapping
from importlib.util import find_spec
from typing import Any

import numpy as np
import xarray as xr
from joblib import cpu_count
from threadpoolctl import threadpool_limits

from bayes_bench.errors import BayesBenchError
from bayes_bench.inputs.model.file import Model
from bayes_bench.posterior.pymc_model import build_pymc_model

TUNE = 1000

type Timed = tuple[xr.Dataset, float]
"""Draws of the parameters (chain, draw, …), and the seconds of tuning and drawing."""
type Sampler = Callable[[xr.Dataset, Model, tuple[int, int]], Timed]


def pymc_nuts(cells: xr.Dataset, model: Model, shape: tuple[int, int]) -> Timed:
    """PyMC's own NUTS, chains on as many cores as there are; it notes its sampling time itself."""
    import pymc as pm

    chains, draws = shape
    with build_pymc_model(cells, model), threadpool_limits(1):
        tree = pm.sample(
            draws=draws,
            tune=TUNE,
            chains=chains,
            cores=min(chains, cpu_count()),
            nuts_sampler="pymc",
            random_seed=model.sampling.random_seed,
            progressbar=False,
            compute_convergence_checks=False,
        )
    return _parameters(tree, model), float(tree["posterior"].attrs["sampling_time"])


def nutpie_nuts(cells: xr.Dataset, model: Model, shape: tuple[int, int]) -> Timed:
    """nutpie at its own settings."""
    import nutpie

    chains, draws = shape
    compiled = nutpie.compile_pymc_model(build_pymc_model(cells, model))
    started = time.perf_counter()
    with threadpool_limits(1):
        tree = nutpie.sample(
            compiled,
            draws=draws,
            tune=TUNE,
            chains=chains,
            cores=min(chains, cpu_count()),
            seed=model.sampling.random_seed,
            progress_bar=False,
        )
    return _parameters(tree, model), time.perf_counter() - started


def numpyro_nuts(cells: xr.Dataset, model: Model, shape: tuple[int, int]) -> Timed:
    """numpyro's NUTS, a device per chain, run twice: the second time nothing is compiled."""
    import numpyro

    chains, draws = shape
    numpyro.set_host_device_count(chains)  # before JAX looks for devices

    import jax
    from numpyro.infer import MCMC, NUTS
    from pymc.sampling.jax import get_jaxified_logp

    if jax.local_device_count() < chains:
        message = f"JAX was started before with fewer than {chains} devices: chains would queue"
        raise BayesBenchError(message)
    definition = build_pymc_model(cells, model)
    # PyMC means by negative_logp=False that minus the log density is returned
    kernel = NUTS(potential_fn=get_jaxified_logp(definition, negative_logp=False))
    run = MCMC(
        kernel,
        num_warmup=TUNE,
        num_samples=draws,
        num_chains=chains,
        chain_method="parallel",
        progress_bar=False,
    )
    point = definition.initial_point(random_seed=model.sampling.random_seed)
    start = [np.stack([point[value.name]] * chains) for value in definition.value_vars]
    keys = jax.random.split(jax.random.PRNGKey(model.sampling.random_seed), 2)
    run.run(keys[0], init_params=start)
    started = time.perf_counter()
    run.run(keys[1], init_params=start)
    samples = jax.block_until_ready(run.get_samples(group_by_chain=True))
    seconds = time.perf_counter() - started
    names = [value.name for value in definition.value_vars]
    return _named(dict(zip(names, samples, strict=True)), (cells, model), definition), seconds


RIVALS: Mapping[str, Sampler] = {
    "PyMC NUTS": pymc_nuts,
    "nutpie": nutpie_nuts,
    "numpyro": numpyro_nuts,
}


def at_hand() -> list[str]:
    """Names of the samplers that can be run here."""
    missing = {"numpyro"} if find_spec("numpyro") is None else set()
    return [name for name in RIVALS if name not in missing]


def parameter_names(model: Model) -> list[str]:
    """What is compared: the parameters of a model, those of further groupings among them."""
    further = [f"{group.name}_{part}" for group in model.groups for part in ("sd", "effect")]
    return ["intercept", "coefficient", "unit_sd", "unit_effect", *further]


def _parameters(tree: xr.DataTree, model: Model) -> xr.Dataset:
    draws = tree["posterior"].to_dataset()
    return draws[[name for name in parameter_names(model) if name in draws]].drop_attrs()


def _named(samples: Mapping[str, Any], of: tuple[xr.Dataset, Model], definition: Any) -> xr.Dataset:
    """Draws on the unconstrained scale, by the names and dims of the other samplers."""
    (cells, model), draws = of, {name: np.asarray(values) for name, values in samples.items()}
    variables = {
        "intercept": (("chain", "draw"), draws["intercept"]),
        "unit_sd": (("chain", "draw"), np.exp(draws["unit_sd_log__"])),
        "unit_effect": (("chain", "draw", "unit"), draws["unit_effect"]),
    }
    coords: dict[str, Any] = {"unit": cells["unit"].to_numpy()}
    if "coefficient" in draws:
        variables["coefficient"] = (("chain", "draw", "term"), draws["coefficient"])
        coords["term"] = list(definition.coords["term"])
    for group in (group.name for group in model.groups):
        variables[f"{group}_sd"] = (("chain", "draw"), np.exp(draws[f"{group}_sd_log__"]))
        variables[f"{group}_effect"] = (("chain", "draw", group), draws[f"{group}_effect"])
        coords[group] = list(definition.coords[group])
    return xr.Dataset(variables, coords=coords)
