"""How the fast sampler's seconds and memory grow with the cells and with the units.

The people are made up: every column of a table is shuffled by itself, so that nearly every person
has a pattern of their own, the most cells that so many people can have. Units are of like size.
"""

import gc
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import expit

from bayes_bench.aggregation import aggregate
from bayes_bench.analysis import Analysis
from bayes_bench.inputs.model.file import Model, read_model
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampler import samplers
from bayes_bench.posterior.trees import sampler_figures
from bayes_bench.progress import silent

OURS = "laplace"
RUNS = 3
"""After the first; their median counts."""
UNIT_SD, COMMON = 0.3, -1.3
"""Of the made-up people: sd of the unit effects, and the log odds of a unit without one."""


@dataclass(frozen=True)
class Size:
    """How many people and units."""

    people: int
    units: int


def growth(model_path: Path, sizes: Sequence[Size]) -> pd.DataFrame:
    """Fit made-up people of several sizes, each in a process of its own.

    Parameters
    ----------
    model_path : Path
        A model file with a row per person; its covariates are kept.
    sizes : sequence of Size

    Returns
    -------
    DataFrame
        A row per size: ``people, units, cells, coefficients, way`` (``joint``, or ``collapsed``
        where the unit effects were integrated out), ``seconds`` (from cells to draws, without
        diagnostics), ``draws``, ``nanoseconds`` per cell and draw, ``megabytes`` (the greatest
        memory beyond what was there before; Linux only, else missing), ``weight_efficiency``.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as one:
        return pd.DataFrame(list(one.map(_measure, [(model_path, size) for size in sizes])))


def shuffled_people(people: pd.DataFrame, model: Model, size: Size) -> pd.DataFrame:
    """People whose columns are drawn from those of others, each by itself.

    Parameters
    ----------
    people : DataFrame
        From `bayes_bench.read_people`.
    model : Model
        Names the columns; outcomes and units are drawn anew.
    size : Size

    Returns
    -------
    DataFrame
        A row per person.
    """
    rng = np.random.default_rng(0)
    made = pd.DataFrame(
        {
            covariate.name: rng.choice(people[covariate.name].to_numpy(), size.people)
            for covariate in model.covariates
        }
    )
    unit = rng.integers(size.units, size=size.people)
    rate = expit(COMMON + UNIT_SD * rng.standard_normal(size.units))
    made[model.data.unit_name] = [f"{number:05d}" for number in unit]
    made[model.data.outcome] = (rng.random(size.people) < rate[unit]).astype(int)
    return made


def _measure(task: tuple[Path, Size]) -> dict[str, object]:
    model_path, size = task
    cells, model = _cells(model_path, size)
    samplers()[OURS].prepare(Analysis(model, cells), silent)(model.sampling.draws)  # compiles
    before, most, seconds = _memory("VmRSS", fresh=True), [], []
    for _ in range(RUNS):
        started = time.perf_counter()
        posterior = samplers()[OURS].prepare(Analysis(model, cells), silent)(model.sampling.draws)
        seconds.append(time.perf_counter() - started)
        most.append(_memory("VmHWM"))
        figures, terms = sampler_figures(posterior), posterior["posterior"].sizes.get("term", 0)
        del posterior  # or there would be two of them in the next round
    median = float(np.median(seconds))
    draws = model.sampling.chains * model.sampling.draws
    return {
        **asdict(size),
        "cells": cells.sizes["cell"],
        "coefficients": terms,
        "way": "collapsed" if figures["collapsed"] else "joint",
        "seconds": median,
        "draws": draws,
        "nanoseconds": 1e9 * median / draws / cells.sizes["cell"],
        "megabytes": max(most) - before,
        "weight_efficiency": figures["weight_efficiency"],
    }


def _cells(model_path: Path, size: Size) -> tuple[xr.Dataset, Model]:
    model = read_model(model_path)
    made = shuffled_people(read_people(model), model, size)
    public = model.model_copy(
        update={
            "data": model.data.model_copy(update={"names": None}),
            "disclosure": model.disclosure.model_copy(update={"public": True}),
        }
    )
    return aggregate(read_people(public, made), public), public


def _memory(what: str, *, fresh: bool = False) -> float:
    """Megabytes of this process: VmRSS is what it holds now, VmHWM the most since last `fresh`."""
    status, forget = Path("/proc/self/status"), Path("/proc/self/clear_refs")
    if not status.exists():
        return float("nan")
    if fresh:
        gc.collect()
        forget.write_text("5", encoding="ascii")
    lines = status.read_text(encoding="ascii").splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(what)) / 1000
