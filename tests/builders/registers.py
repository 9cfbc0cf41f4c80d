"""Bristol, and registers made up from the model itself."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, model_from_table, with_keys
from bayes_bench.predictive.observed import IndexedParameters, Observed, observed_of, thinned_draws
from tests.builders.fits import cells_of, sampled

BRISTOL = Path(__file__).parents[2] / "data" / "bristol.csv"
BRISTOL_MODEL = model_from_table(
    {
        "title": "Bristol",
        "data": {
            "unit": "hospital",
            "events": "deaths",
            "trials": "operations",
            "better": "lower",
        },
        "priors": {
            "intercept": {"mean": 0.0, "sd": 10.0},
            "unit_sd": {"family": "half-normal", "scale": 1.0},
        },
        "disclosure": {"public": True},
    }
)


@cache
def bristol_analysis() -> Analysis:
    """Bristol with two chains of the fast sampler, not yet fitted."""
    model = with_keys(BRISTOL_MODEL, {"sampling": {"sampler": "laplace", "chains": 2}})
    return Analysis(model, cells_of(pd.read_csv(BRISTOL), model))


@dataclass(frozen=True)
class Register:
    """A table's model and its fit, and what the checks make of it first."""

    fit: Fit

    @property
    def model(self) -> Model:
        return self.fit.model

    @property
    def cells(self) -> xr.Dataset:
        return self.fit.analysis.cells

    @property
    def posterior(self) -> xr.DataTree:
        return self.fit.posterior

    @property
    def observed(self) -> Observed:
        return observed_of(self.fit.analysis)

    @property
    def draws(self) -> IndexedParameters:
        return thinned_draws(self.fit)


def fitted(model: Model, table: pd.DataFrame) -> Register:
    return Register(sampled(model, table))


def register_of(seed: int, effects: NDArray[np.float64], people: int) -> pd.DataFrame:
    """People of units with these effects, with a category and a measurement."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(effects.size), people)
    joint, age = rng.integers(0, 3, unit.size), rng.normal(50.0, 10.0, unit.size).round()
    slopes = np.array([0.0, 0.8, -0.5])
    risk = expit(-1.0 + slopes[joint] + 0.02 * (age - 50.0) + effects[unit])
    names = np.array(["hand", "hip", "knee"])
    return pd.DataFrame(
        {
            "unit": [f"u{n:02d}" for n in unit],
            "joint": names[joint],
            "age": age,
            "ill": (rng.random(unit.size) < risk).astype(int),
        }
    )


REGISTER = {
    "title": "Register",
    "data": {"unit": "unit", "outcome": "ill", "better": "lower"},
    "covariates": [{"name": "joint", "reference": "hand"}, {"name": "age", "kind": "linear"}],
}
