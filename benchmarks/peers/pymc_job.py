"""The whole job in PyMC: ``python -m benchmarks.peers.pymc_job JOB.json OUT.csv``."""

import sys
from pathlib import Path

import arviz as az
import numpy as np
import pandas as pd
import pymc as pm
import xarray as xr

from benchmarks.peers.indicators import Floats, figures_of, indicators_of
from benchmarks.peers.job import Job, design_of, read_job, read_people, settings_of

BLOCK = 200  # draws whose people are in memory together


def run(job: Job, out: Path) -> None:
    """Fit, summarise everything that was sampled, and write the indicators and ranks."""
    people = read_people(job)
    design = design_of(people, job)
    design -= design.mean()
    with model_of(people, design, job):
        posterior = pm.sample(**settings_of(job), progressbar=False)
    az.summary(posterior).to_csv(out.with_name("summary.csv"))
    units, starts = np.unique(people[job.unit], return_index=True)
    indicators = indicator_draws(posterior["posterior"].to_dataset(), design.to_numpy(), starts)
    figures_of(indicators, units, job.better).to_csv(out, index=False)


def model_of(people: pd.DataFrame, design: pd.DataFrame, job: Job) -> pm.Model:
    """The multilevel logistic model of a centred design, its units' effects not centred."""
    code, units = pd.factorize(people[job.unit])
    with pm.Model(coords={"unit": units, "term": design.columns}) as model:
        intercept = pm.Normal("intercept", *job.intercept)
        coefficient = pm.Normal("coefficient", *job.coefficient, dims="term")
        unit_sd = pm.HalfNormal("unit_sd", job.unit_sd)
        offset = pm.Normal("offset", dims="unit")
        unit_effect = pm.Deterministic("unit_effect", unit_sd * offset, dims="unit")
        logit = intercept + pm.math.dot(design.to_numpy(), coefficient) + unit_effect[code]
        pm.Bernoulli("outcome", logit_p=logit, observed=people[job.outcome].to_numpy())
    return model


def indicator_draws(draws: xr.Dataset, design: Floats, starts: np.ndarray) -> Floats:
    """The indicators of every draw, a block at a time: (chain, draw, unit)."""
    flat = draws.stack(sample=("chain", "draw")).transpose("sample", ...)
    intercept, coefficient, effect = (
        flat[name].to_numpy() for name in ("intercept", "coefficient", "unit_effect")
    )
    code = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(design)))
    blocks = []
    for first in range(0, len(intercept), BLOCK):
        some = slice(first, first + BLOCK)
        # (draw, 1) + (draw, term) @ (term, person) -> (draw, person)
        case_mix = intercept[some, None] + coefficient[some] @ design.T
        blocks.append(indicators_of(case_mix, case_mix + effect[some][:, code], starts))
    return np.concatenate(blocks).reshape(draws.sizes["chain"], draws.sizes["draw"], -1)


if __name__ == "__main__":
    run(read_job(Path(sys.argv[1])), Path(sys.argv[2]))
