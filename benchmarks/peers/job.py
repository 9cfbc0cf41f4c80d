"""What a peer is told of a job, and the table of people as it needs it."""

import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import formulaic
import numpy as np
import pandas as pd
from numpy.typing import NDArray

type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Job:
    """A table of people and a model of it.

    Attributes
    ----------
    table : str
        Path of a CSV, one row per person.
    unit, outcome : str
        Columns; an outcome is 0 or 1.
    better : {"lower", "higher"}
    categories : mapping of str to str
        Covariate -> its reference level.
    splines : mapping of str to int
        Covariate -> degrees of freedom of its natural cubic spline.
    linear : sequence of str
        Covariates that enter per standard deviation.
    intercept, coefficient : sequence of float
        Mean and sd of the normal priors, logits.
    unit_sd : float
        Scale of the half-normal prior.
    chains, draws, random_seed : int
    """

    table: str
    unit: str
    outcome: str
    better: str
    categories: Mapping[str, str]
    splines: Mapping[str, int]
    linear: Sequence[str]
    intercept: Sequence[float]
    coefficient: Sequence[float]
    unit_sd: float
    chains: int
    draws: int
    random_seed: int


def read_job(path: Path) -> Job:
    """Read a job that is written as JSON."""
    return Job(**json.loads(path.read_text(encoding="utf-8")))


def settings_of(job: Job) -> dict[str, int]:
    """What a sampler is told: all cores, of which PyMC would take half; the rest is its own."""
    cores = min(job.chains, os.cpu_count() or 1)
    return {
        "draws": job.draws,
        "chains": job.chains,
        "cores": cores,
        "random_seed": job.random_seed,
    }


def read_people(job: Job) -> pd.DataFrame:
    """Read the table, sorted by unit: codes and levels are text, measurements numbers."""
    text = dict.fromkeys([job.unit, *job.categories], "str")
    people = pd.read_csv(job.table, dtype=text, keep_default_na=False)
    return people.sort_values(job.unit, kind="stable", ignore_index=True)


def design_of(people: pd.DataFrame, job: Job) -> pd.DataFrame:
    """Columns of the design, not centred.

    Categories are dummies without their reference, measurements divided by their sd. A natural
    cubic spline has its knots at quantiles of people; its column k is 1 at knot k and 0 at all
    others, and the first one is left out.

    Parameters
    ----------
    people : DataFrame
    job : Job

    Returns
    -------
    DataFrame
        A row per person.
    """
    levels = [_dummies(people[name], first) for name, first in job.categories.items()]
    return pd.concat([*levels, measured_of(people, job)], axis=1)


def measured_of(people: pd.DataFrame, job: Job) -> pd.DataFrame:
    """The columns of splines and linear covariates alone, see `design_of`."""
    splines = [_spline(people[name], df) for name, df in job.splines.items()]
    linear = people[list(job.linear)]
    return pd.concat([*splines, linear / linear.std(ddof=0)], axis=1)


def _dummies(values: pd.Series, reference: str) -> pd.DataFrame:
    columns = pd.get_dummies(values, prefix=str(values.name), dtype=float)
    return columns.drop(columns=f"{values.name}_{reference}")


def _spline(values: pd.Series, df: int) -> pd.DataFrame:
    inner = np.quantile(values, np.linspace(0, 1, df + 1))[1:-1].tolist()
    basis = formulaic.model_matrix(f"cr(x, knots={inner}) - 1", pd.DataFrame({"x": values}))
    columns = basis.to_numpy()[:, 1:]
    names = [f"{values.name}_{number}" for number in range(1, df + 1)]
    return pd.DataFrame(columns, columns=names, index=values.index)
