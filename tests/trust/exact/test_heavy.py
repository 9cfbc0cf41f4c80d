"""One unit of Student-t effects: two unlike integrators, and SciPy's own quadrature."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from bayes_bench.errors import InputError
from bayes_bench.trust.exact.draws import exact_draws
from bayes_bench.trust.exact.heavy import unit_given_parameters
from bayes_bench.trust.exact.problem import HalfNormal, Level, Prior, Problem, Unit
from bayes_bench.trust.exact.surface import GAUSS, TRAPEZOID

UNITS = {"usual": (148, 18), "nobody": (47, 0), "everybody": (12, 12), "outlying": (60, 25)}


def unit_of(name: str, df: float) -> Unit:
    return Unit((Level(*UNITS[name]),), df)


@pytest.mark.parametrize("df", [2.5, 4.0, 20.0])
@pytest.mark.parametrize("name", UNITS)
def test_panels_and_mixture_agree(name: str, df: float) -> None:
    sigma = np.array([0.01, 0.3, 1.0, 3.0])
    mu = np.full(4, -2.0)
    panels, mixture = (
        unit_given_parameters(unit_of(name, df), mu, sigma, rule.unit)
        for rule in (GAUSS, TRAPEZOID)
    )
    np.testing.assert_allclose(panels.log_likelihood, mixture.log_likelihood, atol=1e-8)
    for cut in (-0.5, 0.4):
        below = [each.mean(each.nodes.fraction(np.full(4, cut))) for each in (panels, mixture)]
        np.testing.assert_allclose(*below, atol=1e-6)


@pytest.mark.parametrize("name", UNITS)
def test_it_is_the_integral_over_students_t(name: str) -> None:
    n, events = UNITS[name]

    def likelihood(z: float) -> float:
        theta = -2.0 + 0.6 * z
        density = stats.t(4.0, scale=np.sqrt(0.5)).pdf(z)
        return float(np.exp(events * theta - n * np.logaddexp(0.0, theta) + 30.0) * density)

    ends = [*range(0, 61, 2), 200, 1000, 10_000]
    edges = [*(-end for end in ends[:0:-1]), *ends]
    parts = [quad(likelihood, *pair, epsabs=0, limit=200)[0] for pair in pairwise(edges)]
    found = unit_given_parameters(unit_of(name, 4.0), np.array([-2.0]), np.array([0.6]), GAUSS.unit)
    assert float(found.log_likelihood[0]) == pytest.approx(np.log(sum(parts)) - 30.0, abs=1e-5)


def test_draws_are_refused_by_name() -> None:
    problem = Problem((30, 40), (10, 20), Prior(0.0, 1.5, HalfNormal(0.5)), df=4.0)
    with pytest.raises(InputError, match="only with normal unit effects"):
        exact_draws(problem, 10, 1)
