"""Meshes of everybody against sums over people, covariates in tables and beside them."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import expit

from bayes_bench.estimands.covariates.everyone import Everyone, columns_of

MESH = 1e-9  # interpolated twice with an error under 2e-10 each

BY_COVARIATE = ("joint", "sex", "bmi")
PROBLEMS: dict[str, dict[str, object]] = {
    "tables": {},
    "one unit": {"sizes": (25,)},
    "one cell in a unit": {"sizes": (1, 1, 4)},
    "loose": {"sizes": (200, 100)},  # bmi has more values than a table has rows
}


def without(problem, name: str) -> NDArray[np.float64]:
    """Everybody's logit in their unit, less what the covariate's columns add; (draw, cell)."""
    columns = columns_of(name, problem.design)
    slopes = problem.fit.parameters.coefficient[:, columns]
    own = slopes @ problem.design.matrix.toarray()[:, columns].T
    return np.asarray(everyone(problem) - own)


def everyone(problem) -> NDArray[np.float64]:
    return np.asarray(problem.logits + problem.effects[:, problem.cells["unit_index"].values])


@pytest.mark.parametrize("name", PROBLEMS)
def test_meshes_are_everybody_with_and_without_each_covariate(make_problem, name) -> None:
    problem = make_problem(**PROBLEMS[name])
    loose = problem.fit.analysis.design.lookups.loose_terms.size
    assert (loose > 0) == (name == "loose")
    mesh, others = Everyone(problem.fit.analysis, BY_COVARIATE).meshes(problem.fit.parameters)
    logits = {"": everyone(problem)} | {each: without(problem, each) for each in BY_COVARIATE}
    for each, found in ({"": mesh} | others).items():
        assert found.weights.sum(axis=(1, 2)) == pytest.approx(1, abs=1e-12)
        for shift in (-2.0, 0.0, 0.7):
            direct = problem.mean_over_all(expit(logits[each] + shift))
            assert found.expect(expit(found.nodes + shift))[:, 0] == pytest.approx(direct, abs=MESH)


def test_without_covariates_everybody_is_there(make_problem) -> None:
    problem = make_problem(bare=True)
    mesh, others = Everyone(problem.fit.analysis, ()).meshes(problem.fit.parameters)
    direct = problem.mean_over_all(expit(everyone(problem)))
    assert others == {}
    assert mesh.expect(expit(mesh.nodes))[:, 0] == pytest.approx(direct, abs=MESH)


def test_draws_do_not_depend_on_those_beside_them(make_problem) -> None:
    problem = make_problem()
    people, parameters = Everyone(problem.fit.analysis, BY_COVARIATE), problem.fit.parameters
    together = people.meshes(parameters)[1]["bmi"]
    for draw in range(len(parameters)):
        alone = people.meshes(parameters[draw : draw + 1])[1]["bmi"]
        means = (made.expect(expit(made.nodes)) for made in (together, alone))
        assert next(means)[draw] == pytest.approx(next(means)[0], abs=1e-12)
