"""People that tests share, and a sampler that is never good enough."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Density, density_of
from bayes_bench.posterior.laplace.conditionals import Proposal
from bayes_bench.posterior.laplace.proposal import proposal_of
from bayes_bench.posterior.sampler import samplers
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


def refuse_laplace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask of the fast sampler a k-hat that it cannot have."""
    laplace = samplers()["laplace"]
    strict = replace(laplace.standard, limits={"pareto_k": (-np.inf, -5.0)})
    monkeypatch.setitem(samplers(), "laplace", replace(laplace, standard=strict))
