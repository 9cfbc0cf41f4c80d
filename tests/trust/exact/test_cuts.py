"""Probabilities below cuts against independent draws, and where a cut is all but a step."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.trust.exact import cuts
from bayes_bench.trust.exact.cuts import Cut, probability_below, select, unit_given
from bayes_bench.trust.exact.draws import Draws, exact_draws
from bayes_bench.trust.exact.problem import Problem
from bayes_bench.trust.exact.quadrature import Array, Peak
from bayes_bench.trust.exact.summaries import HalfNormal, Prior, Surface, solve

DRAWS = 50_000
PRIOR = Prior(0.0, 1.5, HalfNormal(0.5))
MILLION = Problem((1, 1_000_000), (1, 220_000), PRIOR)


def constant(mu: Array, sigma: Array) -> Array:  # noqa: ARG001 -- a cut is of both
    return np.full_like(mu, -0.4)


def moving(mu: Array, sigma: Array) -> Array:
    """u_j < mu / 2 + 0.1."""
    return (mu / 2 + 0.1) / sigma


@pytest.fixture(scope="module")
def surface() -> Surface:
    return solve(Problem((30, 40), (10, 20), PRIOR))


@pytest.fixture(scope="module")
def draws(surface: Surface) -> Draws:
    return exact_draws(surface.problem, DRAWS, 7)


@pytest.mark.parametrize("unit", [0, 1])
@pytest.mark.parametrize("cut", [constant, moving])
def test_counts_of_draws_below_a_cut(surface: Surface, draws: Draws, unit: int, cut: Cut) -> None:
    z = draws.effect[:, unit] / draws.sigma
    below = int((z <= cut(draws.mu, draws.sigma)).sum())
    exact = probability_below(surface, unit)(cut)
    assert stats.binomtest(below, DRAWS, exact).pvalue > 1e-4
    # the negative control: the other unit
    assert stats.binomtest(below, DRAWS, probability_below(surface, 1 - unit)(cut)).pvalue < 1e-9


def test_below_everything_and_nothing(surface: Surface) -> None:
    below = probability_below(surface, 0)
    assert below(lambda mu, _: np.full_like(mu, 60.0)) == pytest.approx(1.0)
    assert below(lambda mu, _: np.full_like(mu, -60.0)) == pytest.approx(0.0, abs=1e-12)


def of_rate(rate: float) -> Cut:
    return lambda mu, sigma: (np.log(rate / (1 - rate)) - mu) / sigma


def test_a_million_people_know_their_rate() -> None:
    """Nearly beta, whatever the prior: its log density differs by a millionth of a score."""
    exact, below = stats.beta(220_000.5, 780_000.5), probability_below(solve(MILLION), 1)
    for score in (-1.5, 0.2, 2.0):
        rate = 0.22 + score * np.sqrt(0.22 * 0.78 / 1e6)
        assert below(of_rate(rate)) == pytest.approx(exact.cdf(rate), abs=2e-3)


def test_a_step_needs_nodes_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where sigma is all but 0 everybody has the rate of mu, and its cdf is that of mu."""
    narrow = solve(Problem((40, 60), (8, 20), Prior(0.0, 1.5, HalfNormal(1e-6))))
    pooled = stats.norm(float((narrow.probability * narrow.mu).sum()), 1.0)
    rate = 1 / (1 + np.exp(-(pooled.mean() + 0.1)))
    fine = np.linspace(-4, 2, 200_001)
    log_density = 28 * fine - 100 * np.logaddexp(0.0, fine) - fine**2 / 4.5
    density = np.exp(log_density - log_density.max())
    wanted = density[fine <= pooled.mean() + 0.1].sum() / density.sum()
    assert probability_below(narrow, 0)(of_rate(rate)) == pytest.approx(wanted, abs=1e-4)

    def never(surface: Surface, _unit: int, _cut: Cut) -> tuple[np.ndarray, Peak]:
        nowhere = np.zeros(surface.mu.shape[0], dtype=bool)
        return nowhere, select(surface.mu_peak, nowhere)

    monkeypatch.setattr(cuts, "_sharp", never)
    assert abs(probability_below(narrow, 0)(of_rate(rate)) - wanted) > 1e-3


def test_a_unit_given_the_nodes_is_a_distribution_at_each(surface: Surface) -> None:
    given = unit_given(surface, 1)
    assert given.probability.shape[:2] == surface.mu.shape
    np.testing.assert_allclose(given.probability.sum(axis=-1), 1.0)


def test_selected_peaks() -> None:
    peak = Peak(*(np.array([1.0, 2.0, 3.0]) + shift for shift in range(4)))
    found = select(peak, np.array([True, False, True]))
    assert [at.tolist() for at in vars(found).values()] == [[1, 3], [2, 4], [3, 5], [4, 6]]
