"""A table of people and its model file, with every kind of covariate, for the peers' programs."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.special import expit

from bayes_bench.inputs.model.file import Model, read_model

MODEL = """format = 1
title = "Peers"
[data]
path = "people.parquet"
unit = "unit"
outcome = "outcome"
better = "lower"
[[covariates]]
name = "joint"
kind = "category"
reference = "knee"
[[covariates]]
name = "age"
kind = "spline"
df = 3
[[covariates]]
name = "share"
kind = "linear"
[[covariates]]
name = "level"
kind = "category"
reference = "2"
[disclosure]
public = true
"""


def one_each(people: int, units: int = 3) -> pd.DataFrame:
    """People who all differ, in units with effects; levels and units that look like numbers."""
    rng = np.random.default_rng(4)
    code = rng.integers(units, size=people)
    share = rng.normal(3.0, 2.0, people)
    joint = rng.choice(["hip", "hand", "knee"], people)
    logit = -0.8 + 0.2 * (share - 3) + 0.7 * (joint == "hip") + np.linspace(-0.6, 0.6, units)[code]
    return pd.DataFrame(
        {
            "unit": [f"{number + 1:02d}" for number in code],
            "outcome": (rng.random(people) < expit(logit)).astype(int),
            "joint": joint,
            "age": rng.integers(18, 67, people).astype(float),
            "share": share,
            "level": rng.choice(["1", "2", "NA"], people),
        }
    )


def model_file(table: pd.DataFrame, folder: Path, more: str = "") -> Path:
    """Write the table and its model beside it."""
    table.to_parquet(folder / "people.parquet")
    path = folder / "model.toml"
    path.write_text(MODEL + more, encoding="utf-8")
    return path


def written(table: pd.DataFrame, folder: Path, more: str = "") -> Model:
    """The model of the table, both on disk."""
    return read_model(model_file(table, folder, more))
