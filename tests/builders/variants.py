"""People whose analysis the tests of a sensitivity analysis vary, fitted once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.fitted import Fit
from bayes_bench.inputs.model.file import Model, model_from_table
from tests.builders.fits import sampled

COVARIATES: list[dict[str, Any]] = [
    {"name": "joint", "kind": "category"},
    {"name": "sex", "kind": "category", "reference": "m"},
    {"name": "age", "kind": "linear"},
    {"name": "bmi", "kind": "spline", "df": 2},
]


SIZES = [3, 2, *range(30, 105, 5)]
"""People by unit: three of the units become "other", and fourteen are ranked."""


def model_of(covariates: list[dict[str, Any]], **sections: Mapping[str, Any]) -> Model:
    data = {"unit": "unit", "outcome": "ill", "better": "lower"}
    return model_from_table({"title": "T", "data": data, "covariates": covariates, **sections})


def people_of(seed: int) -> pd.DataFrame:
    """People whose covariates differ within units, and whose region does not."""
    rng = np.random.default_rng(seed)
    unit = np.repeat(np.arange(len(SIZES)), SIZES)
    age = (rng.normal(50.0, 10.0, unit.size) + unit % 5).round()
    joint = np.array(["hand", "hip", "knee"])[rng.choice(3, unit.size, p=[0.5, 0.2, 0.3])]
    risk = expit(-1.0 + 0.03 * (age - 50.0) + 0.6 * (joint == "hip") + 0.3 * np.sin(unit))
    return pd.DataFrame(
        {
            "unit": [f"u{n:02d}" for n in unit],
            "joint": joint,
            "sex": rng.choice(["f", "m"], unit.size),
            "age": age,
            "bmi": rng.normal(25.0, 3.0, unit.size).round(),
            "region": np.where(unit % 3 == 0, "east", "west"),
            "ill": (rng.random(unit.size) < risk).astype(int),
        }
    )


@dataclass(frozen=True)
class Fitted:
    """People, as they are analysed, and the draws."""

    people: pd.DataFrame
    fit: Fit

    @property
    def base(self) -> Analysis:
        return self.fit.analysis


@cache
def fitted() -> Fitted:
    """The people of a seed, with covariates of every kind."""
    people, model = people_of(3), model_of(COVARIATES)
    return Fitted(people, sampled(model, people))
