import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.special import expit, logit
from scipy.stats import norm

from bayes_bench.analysis import Population
from bayes_bench.design.matrix import Design, Term
from bayes_bench.estimands.pieces import Pieces, pieces_of
from bayes_bench.estimands.standardise import direct_rate, expected_under, national_shift
from bayes_bench.numerics.logistic import logistic
from bayes_bench.parameters import Parameters
from bayes_bench.posterior.group_effects.normal import NormalEffects

# The series are cut where less than 3e-10 of a probability is left.
SERIES = 1e-9


def pieces(problem) -> Pieces:
    analysis = problem.fit.analysis
    return pieces_of(problem.fit.parameters, analysis.design, analysis.population)


def alike(logits: list[float], effects: list[list[float]], sd: float, people: list[int]) -> Pieces:
    """Units of people who are all alike, one cell each."""
    count, units = np.array(people), len(people)
    effect = np.array(effects, dtype=np.float64)
    draws = len(effects)
    places, nobody = np.arange(units + 1), np.zeros(units, dtype=np.int64)
    population = Population(places, count, np.ones(units), places[:-1], count, nobody)
    column = sparse.csr_array(np.array(logits, dtype=np.float64)[:, None])
    design = Design(column, np.zeros(1), (Term("x", "linear", "", "x"),), {})
    at = np.zeros(draws), np.ones((draws, 1)), np.full(draws, sd), effect
    return pieces_of(Parameters(*at, effects=NormalEffects()), design, population)


@given(st.floats(-800, 800))
def test_logistic_is_scipys(logits) -> None:
    # a few units in the last place; under 1e-300 both are nothing
    assert logistic(np.array(logits)) == pytest.approx(expit(logits), rel=1e-14, abs=1e-300)


def test_predicted_is_everybodys_own_probability(make_problem) -> None:
    problem = make_problem()
    assert pieces(problem).predicted == pytest.approx(problem.own_share(), abs=1e-14)  # rounding


def test_typical_is_a_unit_without_effect(make_problem) -> None:
    problem = make_problem()
    direct = problem.mean_by_unit(expit(problem.logits))
    assert expected_under("typical", pieces(problem)) == pytest.approx(direct, abs=SERIES)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_national_shift_is_that_of_a_root_finder(make_problem, seed) -> None:
    problem = make_problem(seed)
    persons = problem.cells["trials"].groupby(problem.cells["unit_index"]).sum().values
    target = problem.own_share() @ persons / persons.sum()
    expected = expected_under("national", pieces(problem))
    for s, logits in enumerate(problem.logits):
        shift = brentq(
            lambda c, row=logits, goal=target[s]: (
                problem.mean_over_all(expit(row + c)[None, :])[0] - goal
            ),
            -5,
            5,
            xtol=1e-14,
        )
        direct = problem.mean_by_unit(expit(logits + shift)[None, :])[0]
        assert expected[s] == pytest.approx(direct, abs=SERIES)


def test_national_gaps_of_people_sum_to_zero(make_problem) -> None:
    made = pieces(make_problem())
    gap = made.predicted - expected_under("national", made)
    # Newton stops when a step is under 1e-13, and there are about 180 people
    assert gap @ made.people == pytest.approx(0, abs=1e-10)


def test_other_references_do_not_sum_to_zero(make_problem) -> None:
    """The negative control of the test above."""
    made = pieces(make_problem())
    for reference in ("typical", "population", "average_unit"):
        gap = made.predicted - expected_under(reference, made)
        assert np.abs(gap @ made.people).min() > 1e-6


def test_without_covariates_the_nation_expects_its_mean(make_problem) -> None:
    made = pieces(make_problem(bare=True))
    mean = made.predicted @ made.people / made.people.sum()
    expected = expected_under("national", made)
    # Newton stops when a step is under 1e-13
    assert expected == pytest.approx(np.tile(mean[:, None], expected.shape[1]), abs=1e-13)


def test_population_is_the_integral_over_the_normal(make_problem) -> None:
    problem = make_problem(sizes=(3, 1, 2))
    expected = expected_under("population", pieces(problem))
    for s, (logits, sd) in enumerate(zip(problem.logits, problem.sds, strict=True)):
        integrals = [
            quad(
                lambda u, x=x, t=sd: expit(x + u) * norm.pdf(u, 0, t),
                -12 * sd,
                12 * sd,
                epsabs=1e-12,
            )[0]
            for x in logits
        ]
        direct = problem.mean_by_unit(np.array([integrals]))[0]
        assert expected[s] == pytest.approx(direct, abs=1e-8)


@pytest.mark.parametrize(("sd", "gap"), [(0.15, 0.11), (0.25, 0.30), (0.35, 0.57), (0.5, 1.13)])
def test_the_mean_unit_is_not_the_typical_one(sd, gap) -> None:
    """Jensen's gap at 22 %, in percentage points to two decimals."""
    made = alike([logit(0.22)], [[0.0]], sd, [1])
    rise = expected_under("population", made) - expected_under("typical", made)
    assert round(100 * rise[0, 0], 2) == gap


@pytest.mark.parametrize("sd", [0.01, 0.25, 1.0, 2.0, 3.0, 4.0, 6.0])
def test_doubling_the_quadrature_nodes_changes_nothing(sd) -> None:
    logits = np.linspace(-8, 8, 65)[:, None]
    nodes, weights = NormalEffects().quadrature(sd)
    doubled, doubled_weights = np.polynomial.hermite_e.hermegauss(min(2 * nodes.size, 180))
    coarse = expit(logits + sd * nodes) @ weights
    fine = expit(logits + sd * doubled) @ doubled_weights / np.sqrt(2 * np.pi)
    # promised; where NumPy's doubled rule would overflow its 180 nodes are the coarser ones
    assert coarse == pytest.approx(fine, abs=1e-6 if sd < 5 else 1e-4)


def test_average_unit_is_the_mean_of_the_units_there_are(make_problem) -> None:
    problem = make_problem()
    made = pieces(problem)
    each = [
        problem.mean_by_unit(expit(problem.logits + problem.effects[:, [k]]))
        for k in range(problem.effects.shape[1])
    ]
    for weighting in ("units", "persons"):
        weights = made.people if weighting == "persons" else np.ones(5)
        direct = np.average(each, axis=0, weights=weights)
        assert expected_under("average_unit", made, weighting) == pytest.approx(direct, abs=SERIES)


def test_direct_rate_moves_everybody_into_the_unit(make_problem) -> None:
    problem = make_problem()
    direct = [
        problem.mean_over_all(expit(problem.logits + problem.effects[:, [k]]))
        for k in range(problem.effects.shape[1])
    ]
    assert direct_rate(pieces(problem)) == pytest.approx(np.stack(direct, axis=1), abs=SERIES)


def test_direct_rates_are_in_the_order_of_the_effects(make_problem) -> None:
    problem = make_problem(seed=7)
    rates = direct_rate(pieces(problem))
    assert np.array_equal(rates.argsort(axis=1), problem.effects.argsort(axis=1))


def test_the_same_effect_is_worth_more_where_outcomes_are_even() -> None:
    """u = .5 is +5.5 points at 10 % and +12.2 at 50 %: not case-mix insensitive."""
    made = alike([logit(0.1), 0.0], [[0.5, 0.5]], 0.3, [10, 10])
    gap = 100 * (made.predicted - expected_under("typical", made))
    assert gap[0].round(1).tolist() == [5.5, 12.2]


@pytest.mark.parametrize("reference", ["national", "typical", "population", "average_unit"])
def test_extreme_units_are_finite_shares(reference) -> None:
    """A 0 % unit, a 100 % unit, and one person beside a million."""
    made = alike([-1.0, 1.0, 0.3], [[-45.0, 40.0, 0.1], [0.0, 0.0, 0.0]], 9.0, [50, 1, 10**6])
    expected = expected_under(reference, made)
    assert np.isfinite(expected).all()
    assert expected.min() >= -SERIES
    assert expected.max() <= 1 + SERIES


def test_a_nation_of_certainties_has_its_shift() -> None:
    """Where Newton's slope vanishes, bisection finds the half that is certain."""
    made = alike([0.0, 0.0], [[-60.0, 60.0]], 1.0, [3, 3])
    assert national_shift(made)[0] == pytest.approx(0, abs=1e-9)  # half of them: logit 0
