"""Covariates of which one follows from the others are named, and no others."""

from typing import Any

import numpy as np
import pandas as pd

from bayes_bench.design.collinear import collinear_covariates, collinear_notes
from bayes_bench.design.matrix import design_matrix
from tests.builders.fits import cells_of
from tests.builders.inputs import a_model

RNG = np.random.default_rng(5)
N = 500
AGE = RNG.integers(18, 90, N).astype(float)
SEX = RNG.choice(["m", "f"], N)
PEOPLE = pd.DataFrame(
    {
        "u": RNG.choice(list("ABCDEF"), N),
        "y": RNG.integers(0, 2, N),
        "age": AGE,
        "twice": 2 * AGE + 3,
        "near": AGE + RNG.normal(0, 0.5, N),
        "sex": SEX,
        "relabelled": np.where(SEX == "m", "mand", "kvinde"),
        "part": RNG.choice(list("xyz"), N),
    }
)
PEOPLE["both"] = PEOPLE["sex"] + PEOPLE["part"]
PEOPLE["sum"] = PEOPLE["near"] + PEOPLE["age"]


def found(*names: str) -> tuple[list[list[str]], list[str]]:
    """Groups and notes for a model of these covariates."""
    measured = ("age", "twice", "near", "sum")
    covariates: tuple[dict[str, Any], ...] = tuple(
        {"name": name, "kind": "linear" if name in measured else "category"} for name in names
    )
    model = a_model(covariates)
    cells = cells_of(PEOPLE, model)
    design, trials = design_matrix(cells, model), cells["trials"].to_numpy()
    return collinear_covariates(design, trials), collinear_notes(design, trials)


def test_a_line_of_another_is_named() -> None:
    groups, notes = found("age", "sex", "twice")
    assert groups == [["age", "twice"]]
    assert notes[0].startswith('the covariates "age" and "twice" say the same')


def test_a_category_under_other_names_is_named() -> None:
    assert found("age", "sex", "relabelled")[0] == [["sex", "relabelled"]]


def test_several_groups_and_sums_of_two() -> None:
    assert found("age", "twice", "sex", "relabelled", "part")[0] == [
        ["age", "twice"],
        ["sex", "relabelled"],
    ]
    assert found("age", "near", "sum", "sex")[0] == [["age", "near", "sum"]]
    assert found("sex", "part", "both")[0] == [["sex", "part", "both"]]


def test_what_is_only_close_is_not_named() -> None:
    assert found("age", "near", "sex", "part") == ([], [])
    assert found("age") == ([], [])
    assert found() == ([], [])
