"""One pass over the people, against means over the people of each unit one by one."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.estimands.pieces import Pieces, pieces_for, pieces_of
from bayes_bench.estimands.references import REFERENCES
from bayes_bench.estimands.standardise import expected_under
from bayes_bench.numerics.lanes import DRAWS
from tests.builders.estimands import MakeProblem, Problem

FAR_TAILS = 1e-7
"""What the series may leave out of a mean over all shifts that a wide distribution allows."""


def pieces(problem: Problem) -> Pieces:
    analysis = problem.fit.analysis
    return pieces_of(problem.fit.parameters, analysis.design, analysis.population)


def test_predicted_is_everybodys_own_probability(make_problem) -> None:
    problem = make_problem()
    assert pieces(problem).predicted == pytest.approx(problem.own_share(), abs=1e-14)  # rounding


@pytest.mark.parametrize("reference", REFERENCES)
@pytest.mark.parametrize("spread", [0.1, 1.0, 4.0])
def test_pieces_for_one_reference_serve_it(make_problem, reference, spread) -> None:
    """However far the national shift is from the mean unit effect, near which it is looked for."""
    problem = make_problem()
    analysis, draws = problem.fit.analysis, problem.fit.parameters
    wider = replace(draws, unit_sd=spread * draws.unit_sd, unit_effect=spread * draws.unit_effect)
    people = analysis.design, analysis.population
    own, whole = pieces_for(reference, wider, *people), pieces_of(wider, *people)
    found = expected_under(reference, own)
    assert found == pytest.approx(
        expected_under(reference, whole), abs=FAR_TAILS if reference == "population" else 1e-9
    )
    assert own.predicted == pytest.approx(whole.predicted, abs=1e-15)


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("draws", [3, DRAWS + 5])
def test_shifted_case_mix_is_that_of_each_units_people(
    make_problem: MakeProblem, bare: bool, draws: int
) -> None:
    """Without covariates one person stands for all: the same is found person by person."""
    problem = make_problem(bare=bare, sizes=(3, 1, 7, 2), chains=(1, draws))
    made, shifts = pieces(problem), np.array([-1.5, 0.0, 0.4])
    found, variance = made.mix.by_group(np.tile(shifts, (draws, 1)))
    for k, shift in enumerate(shifts):
        p = expit(problem.logits + shift)
        assert found[:, :, k] == pytest.approx(problem.mean_by_unit(p), abs=1e-9)
        assert variance[:, :, k] == pytest.approx(problem.mean_by_unit(p * (1 - p)), abs=1e-8)
        together = made.country.mean_at(np.full((draws, 1), shift))[:, 0]
        assert together == pytest.approx(problem.mean_over_all(p), abs=1e-9)


def test_without_covariates_units_differ_by_their_effects(make_problem: MakeProblem) -> None:
    problem = make_problem(bare=True, sizes=(3, 1, 7, 2))
    made = pieces(problem)
    assert made.predicted == pytest.approx(problem.own_share(), abs=1e-14)
    assert np.ptp(made.predicted, axis=1).min() > 0.0
    own = expit(problem.logits + problem.effects[:, problem.cells["unit_index"].values])
    assert made.variance == pytest.approx(problem.mean_by_unit(own * (1 - own)), abs=1e-14)


def test_one_unit_without_covariates(make_problem: MakeProblem) -> None:
    problem = make_problem(bare=True, sizes=(4,))
    made = pieces(problem)
    assert made.mix.means.shape[1] == 1
    assert made.country.mean_at(np.zeros((len(made.unit_sd), 1)))[:, 0] == pytest.approx(
        problem.mean_over_all(expit(problem.logits)), abs=1e-9
    )
