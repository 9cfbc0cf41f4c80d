"""Independent draws against exact moments and cdfs; a wrong sampler must fail."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.trust.exact import summaries
from bayes_bench.trust.exact.draws import exact_draws
from bayes_bench.trust.exact.summaries import Surface

DRAWS = 50_000


@pytest.mark.parametrize("name", ["surgical", "two units", "all and none", "identical"])
def test_counts_below_a_few_limits(name: str, surfaces: dict[str, Surface]) -> None:
    surface = surfaces[name]
    draws = exact_draws(surface.problem, DRAWS, 3)
    cdfs = {
        "mu": (draws.mu, summaries.mu_cdf),
        "sigma": (draws.sigma, summaries.sigma_cdf),
        "rate": (draws.rate[:, 0], lambda s, x: summaries.rate_cdf(s, 0, x)),
        "effect": (draws.effect[:, 1], lambda s, x: summaries.effect_cdf(s, 1, x)),
    }
    for values, cdf in cdfs.values():
        for limit in np.quantile(values[:500], (0.02, 0.5, 0.98)):
            below = int((values[500:] < limit).sum())
            assert stats.binomtest(below, DRAWS - 500, cdf(surface, float(limit))).pvalue > 1e-5


def test_a_plug_in_sigma_is_caught(surfaces: dict[str, Surface]) -> None:
    surface = surfaces["surgical"]
    draws = exact_draws(surface.problem, DRAWS, 3)
    effect = draws.effect[:, 0] / draws.sigma * draws.sigma.mean()
    limit = float(np.quantile(draws.effect[:, 0], 0.025))
    below = int((effect < limit).sum())
    assert stats.binomtest(below, DRAWS, summaries.effect_cdf(surface, 0, limit)).pvalue < 1e-5


def test_dependence_within_a_draw(surfaces: dict[str, Surface]) -> None:
    surface = surfaces["two units"]
    draws = exact_draws(surface.problem, DRAWS, 11)
    cross = surface.mu * np.log(surface.sigma)
    expected, sd = summaries.moments(surface.probability, cross)
    assert abs((draws.mu * np.log(draws.sigma)).mean() - expected) < 4 * sd / np.sqrt(DRAWS)


def test_same_seed_same_draws(surfaces: dict[str, Surface]) -> None:
    one, other = (exact_draws(surfaces["two units"].problem, 50, 5) for _ in range(2))
    np.testing.assert_array_equal(one.rate, other.rate)
    assert one.rate.shape == (50, 2)
