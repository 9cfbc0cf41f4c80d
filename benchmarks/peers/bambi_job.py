"""The whole job in Bambi: ``python -m benchmarks.peers.bambi_job JOB.json OUT.csv``.

Categories are coded by Bambi. Its formulas have no natural spline: the columns of ours are made
before, and their names stand in the formula.
"""

import sys
from pathlib import Path

import arviz as az
import bambi as bmb
import numpy as np
import pandas as pd
import xarray as xr
from scipy.special import logit

from benchmarks.peers.indicators import Floats, figures_of, indicators_of
from benchmarks.peers.job import Job, measured_of, read_job, read_people, settings_of


def run(job: Job, out: Path) -> None:
    """Fit, summarise everything that was sampled, and write the indicators and ranks."""
    people = read_people(job)
    model = model_of(people, job)
    fitted = model.fit(**settings_of(job))
    az.summary(fitted).to_csv(out.with_name("summary.csv"))
    units, starts = np.unique(people[job.unit], return_index=True)
    chains = range(job.chains)
    indicators = np.stack([_of_chain(model, fitted.isel(chain=[n]), starts) for n in chains])
    figures_of(indicators, units, job.better).to_csv(out, index=False)


def model_of(people: pd.DataFrame, job: Job) -> bmb.Model:
    """The model with the job's priors; Bambi centres the design itself."""
    measured = measured_of(people, job)
    levels = {name: _ordered(people[name], first) for name, first in job.categories.items()}
    table = pd.concat([people[[job.outcome, job.unit]], measured, pd.DataFrame(levels)], axis=1)
    names = [*levels, *measured.columns]
    mean, sd = job.coefficient
    priors = {
        "Intercept": bmb.Prior("Normal", mu=job.intercept[0], sigma=job.intercept[1]),
        **{name: bmb.Prior("Normal", mu=mean, sigma=sd) for name in names},
        f"1|{job.unit}": bmb.Prior(
            "Normal", mu=0.0, sigma=bmb.Prior("HalfNormal", sigma=job.unit_sd)
        ),
    }
    formula = f"{job.outcome} ~ {' + '.join(names)} + (1|{job.unit})"
    return bmb.Model(formula, table, family="bernoulli", priors=priors)


def _ordered(values: pd.Series, reference: str) -> pd.Categorical:
    """Levels, the reference first: of levels without an order Bambi takes the first by name."""
    others = sorted(set(values) - {reference})
    return pd.Categorical(values, categories=[reference, *others], ordered=True)


def _of_chain(model: bmb.Model, fitted: xr.DataTree, starts: np.ndarray) -> Floats:
    """The indicators of one chain, from Bambi's own predictions: (draw, unit)."""
    own, case_mix = (_predictor(model, fitted, with_units=asked) for asked in (True, False))
    return indicators_of(case_mix, own, starts)


def _predictor(model: bmb.Model, fitted: xr.DataTree, *, with_units: bool) -> Floats:
    """Every person's logit, with the unit's effect or without: (draw, person)."""
    told = model.predict(fitted, inplace=False, include_group_specific=with_units)
    return np.asarray(logit(told["posterior"]["p"].to_numpy()[0]))


if __name__ == "__main__":
    run(read_job(Path(sys.argv[1])), Path(sys.argv[2]))
