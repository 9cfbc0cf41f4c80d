"""A unit effect integrated out and drawn, against quadrature."""

from itertools import pairwise

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.collapsed import (
    SMALLEST_PRECISION,
)
from bayes_bench.posterior.laplace.collapsed_kernel import collapse

EXTREMES = [
    (20, 3, -1.2, 0.5),
    (1, 0, 0.0, 3.0),
    (30, 0, 1.0, 40.0),
    (30, 30, 2.0, 40.0),
    (2000, 460, -1.2, 0.3),
    (50, 7, 3.0, 1e-3),
]
"""People, events, intercept and between-unit sd."""


def log_density(n: int, events: int, intercept: float, sd: float, u: np.ndarray) -> np.ndarray:
    """Log likelihood per person times normal kernel, in SciPy's words."""
    eta = intercept + u
    return events * u - n * np.logaddexp(0.0, eta) - 0.5 * (u / sd) ** 2


def collapsed(n: int, events: int, intercept: float, sd: float, seed: int) -> tuple[float, float]:
    """One lane's log integral and draw."""
    values = np.full((1, DRAWS), intercept), np.empty((0, DRAWS))
    design = np.zeros((1, 1), dtype=np.int32), np.empty((1, 0))
    data = np.array([float(n)]), np.array([float(events)]), np.array([0, 1])
    precision, start = np.full(DRAWS, sd**-2.0), np.zeros((1, DRAWS))
    state = np.random.default_rng(seed).integers(0, 2**64, DRAWS, dtype=np.uint64)
    logs, drawn, failed = collapse(values, design, data, precision, start, state)
    assert not failed
    return float(logs[0]), drawn[0]


@pytest.mark.parametrize(("n", "events", "intercept", "sd"), EXTREMES)
def test_integral_and_draws_of_one_unit(n: int, events: int, intercept: float, sd: float) -> None:
    grid = np.linspace(-12 * sd, 12 * sd, 2_000_001)
    log = log_density(n, events, intercept, sd, grid)
    top, place = log.max(), grid[np.argmax(log)]

    def density(u: float) -> float:
        return float(np.exp(log_density(n, events, intercept, sd, np.array(u)) - top))

    width = min(sd, 1.0) * 3
    pieces = [-12 * sd, place - width, place, place + width, 12 * sd]
    integral = sum(
        quad(density, a, b, limit=500, epsabs=1e-13, epsrel=1e-11)[0]
        for a, b in pairwise(pieces)
        if b > a
    )
    logs, _ = collapsed(n, events, intercept, sd, 0)
    assert logs == pytest.approx(np.log(integral) + top, abs=1e-8)

    drawn = np.concatenate([collapsed(n, events, intercept, sd, seed)[1] for seed in range(100)])
    cdf = np.cumsum(np.exp(log - top))
    assert stats.kstest(drawn, lambda u: np.interp(u, grid, cdf / cdf[-1])).pvalue > 1e-4
    spread = drawn.std() * 0.1
    assert stats.kstest(drawn + spread, lambda u: np.interp(u, grid, cdf / cdf[-1])).pvalue < 1e-4


def test_where_sigma_is_beyond_all_numbers_nothing_hangs() -> None:
    for n, events, intercept, start in ((2, 1, 7.4256, -19.467), (30, 7, 5.5529, 17.717)):
        for log_sd in (14.736, 15.18, 25.0, 80.0, 400.0):
            values = np.full((1, DRAWS), intercept), np.empty((0, DRAWS))
            design = np.zeros((1, 1), dtype=np.int32), np.empty((1, 0))
            data = np.array([float(n)]), np.array([float(events)]), np.array([0, 1])
            precision = np.full(DRAWS, max(np.exp(-2.0 * log_sd), SMALLEST_PRECISION))
            state = np.random.default_rng(1).integers(0, 2**64, DRAWS, dtype=np.uint64)
            start_at = np.full((1, DRAWS), start)
            logs, drawn, failed = collapse(values, design, data, precision, start_at, state)
            assert not failed
            assert np.isfinite(logs).all()
            assert np.isfinite(drawn).all()
