"""Independent draws against exact moments and cdfs; a wrong sampler must fail."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.trust import exact
from bayes_bench.trust.exact import Surface
from bayes_bench.trust.exact_draws import exact_draws

DRAWS = 50_000


@pytest.mark.parametrize("name", ["surgical", "two units", "all and none", "identical"])
def test_uniform_through_the_exact_cdf(name: str, surfaces: dict[str, Surface]) -> None:
    surface = surfaces[name]
    draws = exact_draws(surface.problem, DRAWS, 3)
    levels = (0.001, 0.025, 0.25, 0.5, 0.75, 0.975, 0.999)
    quantiles = {
        "mu": (draws.mu, exact.mu_quantile),
        "sigma": (draws.sigma, exact.sigma_quantile),
        "rate": (draws.rate[:, 0], lambda s, p: exact.rate_quantile(s, 0, p)),
        "effect": (draws.effect[:, 1], lambda s, p: exact.effect_quantile(s, 1, p)),
    }
    for values, quantile in quantiles.values():
        for p in levels:
            below = int((values < quantile(surface, p)).sum())
            assert stats.binomtest(below, DRAWS, p).pvalue > 1e-5


def test_a_plug_in_sigma_is_caught(surfaces: dict[str, Surface]) -> None:
    surface = surfaces["surgical"]
    draws = exact_draws(surface.problem, DRAWS, 3)
    effect = draws.effect[:, 0] / draws.sigma * draws.sigma.mean()
    below = int((effect < exact.effect_quantile(surface, 0, 0.025)).sum())
    assert stats.binomtest(below, DRAWS, 0.025).pvalue < 1e-5


def test_dependence_within_a_draw(surfaces: dict[str, Surface]) -> None:
    surface = surfaces["two units"]
    draws = exact_draws(surface.problem, DRAWS, 11)
    cross = surface.mu * np.log(surface.sigma)
    expected, sd = exact.moments(surface.probability, cross)
    assert abs((draws.mu * np.log(draws.sigma)).mean() - expected) < 4 * sd / np.sqrt(DRAWS)


def test_same_seed_same_draws(surfaces: dict[str, Surface]) -> None:
    one, other = (exact_draws(surfaces["two units"].problem, 50, 5) for _ in range(2))
    np.testing.assert_array_equal(one.rate, other.rate)
    assert one.rate.shape == (50, 2)
