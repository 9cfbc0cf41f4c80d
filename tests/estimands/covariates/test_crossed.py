"""Average effects of covariates in interactions, against a sum over people written out."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.design.splines import spline_basis
from bayes_bench.estimands.covariates.averages import averages_of
from bayes_bench.estimands.covariates.contrasts import grids_of
from bayes_bench.estimands.covariates.crossed import crossed_averages, in_interactions
from bayes_bench.estimands.covariates.effects import (
    covariate_odds,
    standardised_effects,
    summarise_effects,
    summarise_interactions,
)
from tests.builders.estimands import MakeProblem, Problem

CROSSED = [{"name": "joint:sex"}, {"name": "sex:age"}, {"name": "bmi:joint"}]
type Floats = NDArray[np.float64]


def coded(problem: Problem, **changed: Callable[[Floats], Floats]) -> dict[str, Floats]:
    """Each column by the names of what it is made of, from the covariates as they are changed."""
    cells, weights = problem.cells, problem.cells["trials"].to_numpy()
    own = {
        n: cells[f"covariate_{n}"].to_numpy().astype(float) for n in ("joint", "sex", "age", "bmi")
    }
    sd = np.sqrt(np.cov(own["age"], fweights=weights, ddof=0))

    def columns(of: dict[str, Floats]) -> dict[str, Floats]:
        basis = spline_basis(of["bmi"], problem.design.knots["bmi"])
        return {
            "joint[hip]": of["joint"] == 1,
            "joint[knee]": of["joint"] == 2,
            "sex[m]": of["sex"] == 1,
            "age": of["age"] / sd,
            **{f"bmi[{n + 1}]": basis[:, n] for n in range(3)},
        }

    means = {name: np.average(c, weights=weights) for name, c in columns(own).items()}
    now = columns({name: changed.get(name, lambda x: x)(values) for name, values in own.items()})
    return {name: now[name] - means[name] for name in now}


PRODUCTS = {
    "joint:sex": ([("joint[hip]", "hip"), ("joint[knee]", "knee")], [("sex[m]", "m")]),
    "sex:age": ([("sex[m]", "m")], [("age", "")]),
    "bmi:joint": (
        [(f"bmi[{n}]", f"{n}") for n in (1, 2, 3)],
        [("joint[hip]", "hip"), ("joint[knee]", "knee")],
    ),
}


def logits(problem: Problem, **changed: Callable[[Floats], Floats]) -> Floats:
    """Of every cell in every draw, with the unit's effect, from the coding as it is documented."""
    weights = problem.cells["trials"].to_numpy()
    at_home, moved = coded(problem), coded(problem, **changed)
    draws = problem.posterior["posterior"]
    total = draws["intercept"].to_numpy().ravel()[:, None]
    slopes = draws["coefficient"].stack(sample=("chain", "draw")).transpose("sample", "term")
    for name, column in moved.items():
        total = total + slopes.sel(term=name).to_numpy()[:, None] * column
    for name, (firsts, seconds) in PRODUCTS.items():
        for (a, one), (b, other) in ((a, b) for a in firsts for b in seconds):
            column = moved[a] * moved[b] - np.average(at_home[a] * at_home[b], weights=weights)
            total = total + slopes.sel(term=f"{name}[{one}:{other}]").to_numpy()[:, None] * column
    return total + problem.effects[:, problem.cells["unit_index"].to_numpy()]


def everybody(problem: Problem, **changed: Callable[[Floats], Floats]) -> Floats:
    return problem.mean_over_all(expit(logits(problem, **changed)))


def to(value: float) -> Callable[[Floats], Floats]:
    return lambda values: np.full_like(values, value)


@pytest.fixture(scope="module")
def problem(make_problem: MakeProblem) -> Problem:
    return make_problem(more=CROSSED)


def test_the_design_is_the_documented_coding(problem: Problem) -> None:
    own = problem.effects[:, problem.cells["unit_index"].to_numpy()]
    assert logits(problem) == pytest.approx(problem.logits + own, abs=1e-12)


def test_an_average_effect_moves_main_effect_and_interaction_together(problem: Problem) -> None:
    effects = standardised_effects(problem.fit)
    flat = effects["effect_pp"].to_numpy().reshape(8, -1)
    names = [*zip(effects["term"].to_numpy(), effects["level"].to_numpy(), strict=True)]
    at = {name: flat[:, place] for place, name in enumerate(names)}
    knee = 100 * (everybody(problem, joint=to(2)) - everybody(problem, joint=to(0)))
    assert at["joint", "knee"] == pytest.approx(knee, abs=1e-6)
    older = 100 * (everybody(problem, age=lambda age: age + 1) - everybody(problem))
    assert at["age", "per unit"] == pytest.approx(older, abs=1e-6)
    knee_of_men = 100 * (
        everybody(problem, joint=to(2), sex=to(1)) - everybody(problem, joint=to(0), sex=to(1))
    )
    assert at["joint:sex", "knee where sex=m"] == pytest.approx(knee_of_men, abs=1e-6)
    men_with_knees = 100 * (
        everybody(problem, joint=to(2), sex=to(1)) - everybody(problem, joint=to(2), sex=to(0))
    )
    assert at["joint:sex", "m where joint=knee"] == pytest.approx(men_with_knees, abs=1e-6)


def test_rates_and_curves_move_both(problem: Problem) -> None:
    averages, grid = averages_of(problem.fit), grids_of(problem.fit)["bmi"]
    rates = np.stack([everybody(problem, joint=to(level)) for level in range(3)], axis=1)
    assert averages.rates[:, :3] == pytest.approx(rates, abs=1e-9)
    values = (*grid.values, grid.median)
    curve = np.stack([everybody(problem, bmi=to(value)) for value in values], axis=1)
    assert averages.curves["bmi"] == pytest.approx(curve, abs=1e-9)


def test_odds_ratios_are_given_at_each_level_of_the_other(problem: Problem) -> None:
    odds = covariate_odds(problem.fit)
    names = [*zip(odds["term"].to_numpy(), odds["level"].to_numpy(), strict=True)]
    assert {term for term, _ in names} == {"joint:sex", "sex:age", "bmi:joint"}
    flat = odds["log_odds"].to_numpy().reshape(8, -1)
    at = {name: flat[:, place] for place, name in enumerate(names)}
    weights, age = problem.cells["trials"].to_numpy(), problem.cells["covariate_age"].to_numpy()
    mean = np.average(age, weights=weights)
    sd = np.sqrt(np.average((age - mean) ** 2, weights=weights))
    # other interactions of sex are at the mean of theirs: a person with average joints
    slopes = problem.posterior["posterior"]["coefficient"].stack(sample=("chain", "draw"))
    older_men = slopes.sel(term="sex[m]") + slopes.sel(term="sex:age[m:]") * 1.0
    assert at["sex:age", "m where age=mean + sd"] == pytest.approx(older_men.to_numpy(), abs=1e-9)
    per_year = slopes.sel(term="age") + slopes.sel(term="sex:age[m:]") * (
        1 - np.average(problem.cells["covariate_sex"].to_numpy(), weights=weights)
    )
    assert at["sex:age", "per unit where sex=m"] == pytest.approx(
        per_year.to_numpy() / sd, abs=1e-9
    )


def test_the_table_leaves_odds_that_differ_between_people_empty(problem: Problem) -> None:
    table = summarise_effects(problem.fit).set_index(["term", "level"])
    alone = table.loc[("joint", "hip")]
    assert np.isnan(alone[["log_odds", "odds_ratio"]].astype(float)).all()
    assert np.isfinite(alone[["effect_pp"]].astype(float)).all()
    assert {*table.index.get_level_values("term")} == {"joint", "sex", "age"}
    crossed = summarise_interactions(problem.fit).set_index(["term", "level"])
    row = crossed.loc[("joint:sex", "hip where sex=f")]
    assert [*row[["changes", "to", "given", "at"]]] == ["joint", "hip", "sex", "f"]
    assert np.isfinite(row[["log_odds", "odds_ratio", "effect_pp"]].astype(float)).all()


def test_without_interactions_nothing_is_crossed(make_problem: MakeProblem) -> None:
    problem = make_problem()
    assert in_interactions(problem.model) == frozenset()
    assert crossed_averages(problem.fit).conditional.shape == (8, 0)
    assert summarise_interactions(problem.fit).empty
