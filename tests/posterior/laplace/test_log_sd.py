"""The density of the log sd is one, and is what is drawn from."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bayes_bench.posterior.laplace.block_arrowhead import LaplaceError
from bayes_bench.posterior.laplace.log_sd import log_sd_density


def test_log_sd_density_is_a_density_and_is_what_is_drawn() -> None:
    nodes = np.linspace(-3.0, 1.0, 12)
    skewed = log_sd_density(nodes, nodes - 0.5 * np.exp(2.0 * nodes))
    grid = np.linspace(-60.0, 8.0, 400_001)
    density = np.exp(skewed.log_density(grid))
    cdf = np.concatenate([[0.0], np.cumsum(0.5 * (density[1:] + density[:-1]) * np.diff(grid))])
    # trapezoids of width 2e-4 across 2,000 steps are good to some 1e-5
    assert cdf[-1] == pytest.approx(1.0, abs=1e-4)
    phi = skewed.draw(np.random.default_rng(3).random(20_000))
    assert stats.kstest(phi, lambda at: np.interp(at, grid, cdf)).pvalue > 1e-4
    assert stats.kstest(phi + 0.05, lambda at: np.interp(at, grid, cdf)).pvalue < 1e-4


def test_a_tail_that_is_empty_but_for_rounding_is_not_drawn_from() -> None:
    nodes = np.linspace(-3.0, 1.0, 12)
    steep = log_sd_density(nodes, -60.0 * np.abs(nodes + 2.0))
    for left_over in (0.0, 4e-16):
        cumulative = steep.cumulative.copy()
        cumulative[-2] = 1.0 + left_over
        phi = replace(steep, cumulative=cumulative).draw(np.linspace(0.001, 0.999, 999))
        assert np.isfinite(phi).all()
        assert phi.max() <= nodes[-1]


def test_a_density_with_a_leap_is_left_to_another_sampler() -> None:
    nodes = np.linspace(-3.0, 1.0, 12)
    smooth = nodes - 0.5 * np.exp(2.0 * nodes)
    for odd in (-1e5, np.nan, np.inf):
        leaping = np.where(np.arange(12) == 2, odd, smooth)
        with pytest.raises(LaplaceError, match="marginal density of the standard deviations"):
            log_sd_density(nodes, leaping)
