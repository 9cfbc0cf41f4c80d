"""Bristol, and registers made up from the model itself."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.design.matrix import design_matrix
from bayes_bench.estimands.parameters import parameters_of
from bayes_bench.inputs.cells import aggregate
from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.inputs.people import read_people
from bayes_bench.posterior.sampling import fit
from bayes_bench.predictive.observed import Observed, Placed, observed_of, thinned

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


@dataclass(frozen=True)
class Fit:
    """A model, its cells and its posterior, and what the checks make of them first."""

    model: Model
    cells: xr.Dataset
    posterior: xr.DataTree
    observed: Observed
    draws: Placed


def fitted(model: Model, table: pd.DataFrame) -> Fit:
    cells = aggregate(read_people(model, table), model)
    posterior = fit(cells, model)
    design = design_matrix(cells, model)
    draws = thinned(parameters_of(posterior, cells, design))
    return Fit(model, cells, posterior, observed_of(cells, design), draws)


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
