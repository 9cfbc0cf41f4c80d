"""Engines side by side on the same data in one run: time, effective draws, and the same posterior.

Seconds are from cells in memory to finished draws, tuning included and compiling not: of ours from
its second run on. The figure of merit is the smallest bulk effective sample size over parameters
and indicators, per second.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.estimands.indicators import benchmark
from bayes_bench.inputs.model.file import Model
from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.posterior.density import Density, Points, density_of, log_likelihood
from bayes_bench.posterior.diagnostics import diagnose
from bayes_bench.posterior.laplace.chains import PROPOSALS_PER_BLOCK, WARM_UP
from bayes_bench.posterior.sampler import samplers
from bayes_bench.progress import silent, unheard
from benchmarks.rivals import RIVALS, Timed, at_hand, parameter_names

OURS = "laplace"
RUNS = 5
"""Of ours, after the first; their median counts."""


@dataclass(frozen=True)
class _Figures:
    """What is compared of one engine's draws: diagnostics of parameters and indicators."""

    seconds: float
    draws: int
    table: pd.DataFrame


def compare(
    cells: xr.Dataset,
    model: Model,
    draws: Sequence[int],
    say: Callable[[str], None] = unheard,
) -> pd.DataFrame:
    """Run every engine at hand on the same cells.

    Parameters
    ----------
    cells : Dataset
    model : Model
    draws : sequence of int
        Draws per chain; the general samplers make as many as the first says, ours each in turn.
    say : callable, optional
        Told what begins.

    Returns
    -------
    DataFrame
        A row per engine: ``engine, seconds, draws, least_bulk_ess, ess_per_second, times_best``
        (ESS per second over that of the best general sampler), ``largest_z`` (the largest
        difference of a mean from ours of the most draws, in joint Monte Carlo errors), and for
        ours ``floor_seconds``, those of one exact likelihood per draw and a warm-up, and
        ``times_floor``, the ratio.
    """
    found = {}
    for name in at_hand():
        say(f"{name}: {model.sampling.chains} x {draws[0]} draws")
        timed = RIVALS[name](cells, model, (model.sampling.chains, draws[0]))
        found[name] = _figures(timed, cells, model)
    for count in draws:
        say(f"{OURS}: {model.sampling.chains} x {count} draws")
        found[f"{OURS}, {count:,} draws per chain"] = _figures(
            ours(cells, model, count), cells, model
        )
    return _table(found, density_of(Analysis(model, cells)))


def ours(cells: xr.Dataset, model: Model, draws: int) -> Timed:
    """The draws of this package's fast engine, and the median seconds of several runs."""
    seconds = []
    for _ in range(1 + RUNS):
        started = time.perf_counter()
        posterior = samplers()[OURS].prepare(Analysis(model, cells), silent)(draws)
        seconds.append(time.perf_counter() - started)
    return posterior["posterior"].to_dataset(), float(np.median(seconds[1:]))


def floor_seconds(density: Density, draws: int) -> float:
    """Seconds of one exact likelihood per draw, on all cores, the draws being at hand."""
    rng = np.random.default_rng(0)
    size = PROPOSALS_PER_BLOCK
    fixed = density.prior_mean + 0.1 * rng.standard_normal((size, density.fixed))
    at = Points(
        fixed, 0.1 * rng.standard_normal((size, density.units)), np.zeros((size, density.sds))
    )
    tasks = range(-(-draws // size))
    seconds = []
    for _ in range(1 + RUNS):
        started = time.perf_counter()
        on_all_cores(lambda _: log_likelihood(density, at), tasks)
        seconds.append(time.perf_counter() - started)
    return float(np.median(seconds[1:]))


def _figures(timed: Timed, cells: xr.Dataset, model: Model) -> _Figures:
    parameters, seconds = timed
    tree = xr.DataTree.from_dict(
        {"/posterior": parameters[[n for n in parameter_names(model) if n in parameters]]}
    )
    bench = benchmark(tree, cells, model)
    table = pd.concat([diagnose(parameters), diagnose(bench[["indicator"]])], ignore_index=True)
    return _Figures(seconds, parameters.sizes["chain"] * parameters.sizes["draw"], table)


def _table(found: dict[str, _Figures], density: Density) -> pd.DataFrame:
    reference = list(found.values())[-1]
    best = max((_rate(one) for name, one in found.items() if name in RIVALS), default=np.nan)
    floors = {
        name: np.nan if name in RIVALS else floor_seconds(density, one.draws + WARM_UP)
        for name, one in found.items()
    }
    rows = [
        {
            "engine": name,
            "seconds": one.seconds,
            "draws": one.draws,
            "least_bulk_ess": one.table["ess_bulk"].min(),
            "ess_per_second": _rate(one),
            "times_best": _rate(one) / best,
            "largest_z": np.nan if one is reference else _largest_z(one, reference),
            "floor_seconds": floors[name],
            "times_floor": one.seconds / floors[name],
        }
        for name, one in found.items()
    ]
    return pd.DataFrame(rows)


def _largest_z(one: _Figures, other: _Figures) -> float:
    """The largest difference of two means, in joint Monte Carlo errors."""
    left, right = (figures.table.set_index("quantity") for figures in (one, other))
    error = np.hypot(left["mcse"], right["mcse"])
    return float((np.abs(left["value"] - right["value"]) / error).max())


def _rate(one: _Figures) -> float:
    return float(one.table["ess_bulk"].min() / one.seconds)
