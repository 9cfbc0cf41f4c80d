"""People that tests share, and a sampler that is never good enough."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.posterior.density import Density, density_of
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.proposal import proposal_of
from bayes_bench.posterior.sampler import samplers
from bayes_bench.posterior.sampling import sample
from tests.builders.small_problems import cells_of, people_model


@pytest.fixture(scope="session")
def people() -> pd.DataFrame:
    """300 people in seven units of unequal size."""
    rng = np.random.default_rng(1988)
    size = 300
    unit = rng.choice(7, size, p=[0.3, 0.2, 0.2, 0.1, 0.1, 0.05, 0.05])
    joint = rng.choice(["hand", "knee", "hip"], size, p=[0.5, 0.3, 0.2])
    age = np.round(rng.uniform(18.0, 66.0, size), 1)
    share = np.round(rng.normal(40.0, 10.0, size), 2)
    eta = -1.0 + 0.6 * (joint == "hip") + 0.02 * (age - 40.0) + 0.5 * np.sin(unit)
    outcome = (rng.random(size) < 1.0 / (1.0 + np.exp(-eta))).astype(int)
    return pd.DataFrame(
        {
            "unit": [f"{number:02d}" for number in unit],
            "joint": joint,
            "age": age,
            "share": share,
            "outcome": outcome,
        }
    )


@pytest.fixture(scope="session")
def density(people: pd.DataFrame) -> Density:
    """The posterior density of these people, with covariates of every kind."""
    model = people_model()
    return density_of(Analysis(model, cells_of(people, model)))


@pytest.fixture(scope="session")
def proposal(density: Density) -> Proposal:
    """The nested Laplace proposal for it."""
    return proposal_of(density)


def grouped_people() -> pd.DataFrame:
    """2,000 people in twelve units of three regions, with eight diagnoses across them."""
    rng, size = np.random.default_rng(1973), 2000
    unit, diagnosis = rng.integers(0, 12, size), rng.integers(0, 8, size)
    joint = rng.choice(["hand", "knee", "hip"], size, p=[0.5, 0.3, 0.2])
    effects = [0.4 * np.sin(3.0 * np.arange(count)) for count in (12, 3, 8)]
    eta = -0.7 + 0.5 * (joint == "hip") + effects[0][unit] + effects[1][unit % 3]
    eta += 1.5 * effects[2][diagnosis]
    return pd.DataFrame(
        {
            "unit": [f"{number:02d}" for number in unit],
            "region": [f"r{number}" for number in unit % 3],
            "diagnosis": [f"d{number}" for number in diagnosis],
            "joint": joint,
            "outcome": (rng.random(size) < 1.0 / (1.0 + np.exp(-eta))).astype(int),
        }
    )


def grouped_model() -> Model:
    """Their model: one grouping around the units and one across them."""
    return model_from_table(
        {
            "title": "Grouped people",
            "data": {"unit": "unit", "outcome": "outcome", "better": "lower"},
            "covariates": [{"name": "joint", "reference": "hand"}],
            "groups": [{"name": "region"}, {"name": "diagnosis"}],
            "disclosure": {"public": True},
            "priors": {
                "group_sd": {"scale": 0.7, "region": {"family": "exponential", "rate": 2.0}}
            },
        }
    )


@pytest.fixture(scope="session")
def grouped() -> tuple[xr.Dataset, Model]:
    """Their cells and model."""
    model = grouped_model()
    return cells_of(grouped_people(), model), model


@pytest.fixture(scope="session")
def grouped_density(grouped: tuple[xr.Dataset, Model]) -> Density:
    """The posterior density of people in regions and with diagnoses."""
    cells, model = grouped
    return density_of(Analysis(model, cells))


@pytest.fixture(scope="session")
def regional_density(grouped: tuple[xr.Dataset, Model]) -> Density:
    """The same with the regions alone, so with two standard deviations."""
    cells, model = grouped
    alone = model.model_copy(update={"groups": model.groups[:1]})
    return density_of(Analysis(alone, cells))


@pytest.fixture(scope="session")
def grouped_fit(grouped: tuple[xr.Dataset, Model]) -> Fit:
    """Their fit, by the fast sampler."""
    cells, model = grouped
    analysis = Analysis(model, cells)
    return Fit(analysis, sample(analysis))


def refuse_laplace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask of the fast sampler a k-hat that it cannot have."""
    laplace = samplers()["laplace"]
    strict = replace(laplace.standard, limits={"pareto_k": (-np.inf, -5.0)})
    monkeypatch.setitem(samplers(), "laplace", replace(laplace, standard=strict))
