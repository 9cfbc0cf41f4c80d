"""The pass over the people, against every person's own probability."""

from dataclasses import replace

import pytest

from bayes_bench.estimands.pieces import pieces_for, pieces_of
from bayes_bench.estimands.references import REFERENCES
from bayes_bench.estimands.standardise import expected_under

QUADRATURE = 1e-7
"""What a mean over all shifts that a wide distribution allows may err by."""


def test_predicted_is_everybodys_own_probability(make_problem) -> None:
    problem = make_problem()
    assert pieces_of(
        problem.fit.parameters, problem.fit.analysis.design, problem.fit.analysis.population
    ).predicted == pytest.approx(problem.own_share(), abs=1e-14)  # rounding


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
        expected_under(reference, whole), abs=QUADRATURE if reference == "population" else 1e-9
    )
    assert own.predicted == pytest.approx(whole.predicted, abs=1e-15)
