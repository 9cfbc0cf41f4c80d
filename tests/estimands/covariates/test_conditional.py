"""Effects at given values of the other covariate: which they are, and what changes."""

import numpy as np
import pytest

from bayes_bench.estimands.covariates.conditional import (
    change_settings,
    conditionals_of,
    contrast_settings,
    given_values,
)
from bayes_bench.estimands.covariates.contrasts import contrasts_of
from tests.builders.estimands import MakeProblem


def test_each_way_round_at_each_level_of_the_other(make_problem: MakeProblem) -> None:
    problem = make_problem(more=[{"name": "joint:sex"}, {"name": "bmi:sex"}])
    found = [(one.interaction, one.level) for one in conditionals_of(problem.fit.analysis)]
    assert found == [
        *(("joint:sex", f"{joint} where sex={sex}") for sex in "fm" for joint in ("hip", "knee")),
        *(("joint:sex", f"m where joint={joint}") for joint in ("hand", "hip", "knee")),
        # a spline has no odds ratio of its own, and is given at three places
        *(("bmi:sex", f"m where bmi={at}") for at in ("mean - sd", "mean", "mean + sd")),
    ]


def test_for_two_categories_it_is_the_difference_between_two_people(
    make_problem: MakeProblem,
) -> None:
    """Of the same else: the cells' own logits say so."""
    problem = make_problem(more=[{"name": "joint:sex"}])
    cells = problem.cells
    shifts = {
        c.level: c.shift(problem.fit.parameters) for c in conditionals_of(problem.fit.analysis)
    }
    terms = [term.label for term in problem.design.terms]
    slopes = problem.fit.parameters.coefficient
    centred = problem.design.matrix.toarray() - problem.design.center
    columns = [n for n, label in enumerate(terms) if label.startswith(("joint", "sex"))]
    part = slopes[:, columns] @ centred[:, columns].T
    joint, sex = (cells[f"covariate_{name}"].to_numpy() for name in ("joint", "sex"))
    for place, level in ((1, "hip"), (2, "knee")):
        at = int(np.flatnonzero((joint == place) & (sex == 1))[0])
        base = int(np.flatnonzero((joint == 0) & (sex == 1))[0])
        assert shifts[f"{level} where sex=m"] == pytest.approx(part[:, at] - part[:, base])


def test_measurements_are_given_at_their_mean_and_an_sd_away(make_problem: MakeProblem) -> None:
    problem = make_problem(more=[{"name": "sex:age"}])
    age = np.repeat(problem.cells["covariate_age"].to_numpy(), problem.cells["trials"].to_numpy())
    low, mean, high = given_values("age", problem.fit.analysis).values()
    assert (mean, high - mean) == pytest.approx((age.mean(), age.std()))
    assert mean - low == pytest.approx(high - mean)
    assert given_values("sex", problem.fit.analysis) == {"f": 0.0, "m": 1.0}


def test_settings_before_and_after(make_problem: MakeProblem) -> None:
    problem = make_problem(more=[{"name": "sex:age"}])
    analysis = problem.fit.analysis
    by_level = {c.level: change_settings(c, analysis) for c in conditionals_of(analysis)}
    before, after = by_level["per unit where sex=m"]
    assert (before.given, before.raised, after.given) == ({"sex": 1.0}, {}, {"sex": 1.0})
    assert after.raised == pytest.approx({"age": 1.0})
    hip = next(one for one in contrasts_of(problem.design) if one.level == "hip")
    assert [one.given for one in contrast_settings(hip, analysis)] == [
        {"joint": 0.0},
        {"joint": 1.0},
    ]
