"""The grid of a unit's effect: a mode is found from anywhere, and points go on to every mode."""

import numpy as np
from scipy.special import expit

from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.heavy_tail_kernel import SIDE, climb, lay_grid


def test_a_mode_is_found_from_anywhere() -> None:
    rng = np.random.default_rng(7)
    for _ in range(200):
        n, df = float(rng.integers(1, 60)), float(rng.uniform(2.1, 30.0))
        events = float(rng.integers(0, int(n) + 1))
        base = 4.0 * rng.standard_normal((1, DRAWS))
        reach = np.exp(rng.uniform(-4.0, 4.0, DRAWS))
        mode, sums = 20.0 * rng.standard_normal(DRAWS), np.empty((3, DRAWS))
        climb(base, np.array([n]), events, (reach, df), mode, sums)
        # the score changes its sign, from + to -, within a tenth of the likelihood's or prior's sd
        near = 0.1 * (sums[2] + (df + 1.0) / (reach**2 + mode**2)) ** -0.5
        for side in (-1.0, 1.0):
            u = mode + side * near
            slope = events - n * expit(base[0] + u) - (df + 1.0) * u / (reach**2 + u**2)
            assert np.all(side * slope < 0.0)


def test_the_grid_goes_on_to_the_other_mode() -> None:
    """From either mode, ten of the likelihood's widths apart under a prior that is narrow."""
    n, events, reach = np.array([100.0]), 30.0, np.full(DRAWS, 0.002)
    base, far = np.full((1, DRAWS), -3.0), np.log(30.0 / 70.0) + 3.0
    for start in (0.0, far):
        grid, mode = np.empty((6, 2 * SIDE, DRAWS)), np.full(DRAWS, start)
        first, last = lay_grid(base, n, events, (reach, 4.0), mode, grid)
        at, step = grid[0, first:last], grid[4, first:last]
        assert np.all(np.diff(at, axis=0) > 0.0)
        assert np.all(at[-1] > far)
        assert np.all(at[0] < 0.0)
        near = np.argmin(np.abs(at - far), axis=0)
        width = (100.0 * 0.3 * 0.7) ** -0.5
        assert np.all(step[near, np.arange(DRAWS)] < 1.2 * width)
