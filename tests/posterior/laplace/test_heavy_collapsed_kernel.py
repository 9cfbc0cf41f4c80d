"""A Student-t effect integrated out and drawn, against Gauss-Legendre panels and their cdf."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.polynomial import legendre
from scipy import stats

from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.heavy_collapsed_kernel import collapse_heavy
from bayes_bench.typing import Floats

CASES = {
    # people, events, intercept, a = sd sqrt(df - 2)
    "a few people": (20, 3, -1.2, 0.5),
    "one person": (1, 0, 0.0, 3.0),
    "nobody, and a wide prior": (30, 0, 1.0, 40.0),
    "everybody, far from the others": (500, 500, -2.0, 0.02),
    "a large unit": (60_000, 30_000, -2.2, 0.3),
    "outlying, as likely near 0 as far out": (200, 30, -3.0, 0.15),
    "outlying, the prior much narrower": (40, 20, -4.0, 0.08),
    "outlying, the prior next to nothing": (1000, 45, -3.0, 1e-6),
}


def log_density(case: tuple[int, int, float, float], df: float, u: Floats) -> Floats:
    n, events, intercept, reach = case
    prior = -0.5 * (df + 1.0) * np.log1p((u / reach) ** 2)
    return np.asarray(events * u - n * np.logaddexp(0.0, intercept + u) + prior)


def panels(case: tuple[int, int, float, float]) -> Floats:
    """Edges that follow the prior about 0 and the likelihood about its mode (edge,)."""
    n, events, intercept, reach = case
    rate = (events + 0.5) / (n + 1.0)
    mode, width = np.log(rate / (1.0 - rate)) - intercept, (n * rate * (1.0 - rate)) ** -0.5
    steps = np.linspace(-14.0, 14.0, 253)
    edges = [reach * np.sinh(steps), mode + width * np.linspace(-15, 15, 121), np.arange(-60, 60.5)]
    return np.unique(np.concatenate(edges))


def masses(case: tuple[int, int, float, float], df: float, edges: Floats) -> tuple[Floats, float]:
    """Integrals of exp(h - top) over the panels, and top."""
    x, weight = legendre.leggauss(16)
    half, middle = np.diff(edges)[:, None] / 2, (edges[1:] + edges[:-1])[:, None] / 2
    log = log_density(case, df, middle + half * x)
    top = float(log.max())
    return np.asarray((half * weight * np.exp(log - top)).sum(axis=1)), top


def collapsed(
    case: tuple[int, int, float, float], df: float, seed: int, start: float = 0.0
) -> tuple[Floats, Floats]:
    """Log integrals and draws of all lanes."""
    n, events, intercept, reach = case
    values = np.full((1, DRAWS), intercept), np.empty((0, DRAWS))
    design = np.zeros((1, 1), dtype=np.int32), np.empty((1, 0))
    data = np.array([float(n)]), np.array([float(events)]), np.array([0, 1])
    prior, begin = (np.full(DRAWS, reach), df), np.full((1, DRAWS), start)
    state = np.random.default_rng(seed).integers(0, 2**64, DRAWS, dtype=np.uint64)
    logs, drawn, failed = collapse_heavy(values, design, data, prior, begin, state)
    assert not failed
    return logs, drawn[0]


@pytest.mark.parametrize("df", [2.1, 4.0, 30.0])
@pytest.mark.parametrize("case", CASES)
def test_the_integral_is_that_of_panels(case: str, df: float) -> None:
    mass, top = masses(CASES[case], df, panels(CASES[case]))
    for start in (0.0, -4.0, 5.0):  # wherever the search for a mode begins
        logs, _ = collapsed(CASES[case], df, 0, start)
        np.testing.assert_allclose(logs, np.log(mass.sum()) + top, atol=1e-6)


@pytest.mark.parametrize("case", CASES)
def test_draws_have_the_distribution(case: str) -> None:
    edges = panels(CASES[case])
    fine = np.unique(np.concatenate([np.linspace(*pair, 30) for pair in pairwise(edges)]))
    mass, _ = masses(CASES[case], 4.0, fine)
    below = np.concatenate([[0.0], np.cumsum(mass)]) / mass.sum()
    drawn = np.concatenate([collapsed(CASES[case], 4.0, seed)[1] for seed in range(60)])
    assert stats.kstest(drawn, lambda u: np.interp(u, fine, below)).pvalue > 1e-4
    # the control: a tenth of the middle half's width further is noticed
    shift = 0.15 * np.subtract(*np.quantile(drawn, [0.75, 0.25]))
    assert stats.kstest(drawn + shift, lambda u: np.interp(u, fine, below)).pvalue < 1e-4


def test_both_modes_are_drawn() -> None:
    """One outlying unit: the prior's mode at 0 and the likelihood's 1.6 log odds away."""
    case, middle = (200, 40, -3.0, 0.003), 0.6
    u = np.unique(np.concatenate([np.linspace(-0.5, 3.0, 3501), 0.003 * np.sinh(np.arange(-5, 5))]))
    h = log_density(case, 4.0, u)
    assert np.sum((h[1:-1] > h[:-2]) & (h[1:-1] > h[2:])) == 2  # it is bimodal
    mass, _ = masses(case, 4.0, u)
    low = float(mass[u[1:] < middle].sum() / mass.sum())
    assert 0.01 < low < 0.99
    for start in (0.0, 1.6):
        drawn = np.concatenate([collapsed(case, 4.0, seed, start)[1] for seed in range(60)])
        error = np.sqrt(low * (1.0 - low) / drawn.size)
        assert abs(np.mean(drawn < middle) - low) < 4.5 * error


def test_wherever_a_prior_puts_the_parameters_nothing_fails() -> None:
    rng = np.random.default_rng(11)
    for _ in range(150):
        n = int(rng.integers(1, 60))
        events, intercept = int(rng.integers(0, n + 1)), float(12.0 * rng.standard_normal())
        reach = float(np.exp(rng.uniform(-35.0, 25.0)))
        logs, drawn = collapsed((n, events, intercept, reach), 4.0, 1, float(rng.normal(0, 30)))
        assert np.isfinite(logs).all()
        assert np.isfinite(drawn).all()
