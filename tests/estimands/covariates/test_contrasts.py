"""What is asked of covariates."""

from bayes_bench.estimands.covariates.contrasts import (
    POINTS,
    contrasts_of,
    factors_of,
    grids_of,
)
from tests.builders.estimands import MakeProblem


def test_levels_steps_and_curves(make_problem: MakeProblem) -> None:
    problem = make_problem(more=[{"name": "joint:age"}])
    found = [(one.covariate, one.level) for one in contrasts_of(problem.design)]
    assert found == [
        ("joint", "hip"),
        ("joint", "knee"),
        ("sex", "m"),
        ("age", "per unit"),
        ("age", "per sd"),
    ]
    assert {f.name: f.levels for f in factors_of(problem.fit.analysis)} == {
        "joint": ("hand", "hip", "knee"),
        "sex": ("f", "m"),
    }
    assert {name: grid.values.size for name, grid in grids_of(problem.fit).items()} == {
        "bmi": POINTS
    }
