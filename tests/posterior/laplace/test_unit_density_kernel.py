"""The mode of a unit effect is found from anywhere."""

import numpy as np
from scipy.special import expit

from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.posterior.laplace.unit_density_kernel import newton_mode


def test_the_mode_is_found_where_newton_goes_to_and_fro() -> None:
    """Five people without an event and a wide sd: from -60, Newton's steps alone never end."""
    base, trials = np.full((1, DRAWS), 2.88186786202422), np.array([5.0])
    precision, mode = np.full(DRAWS, 0.001059896614641395), np.full(DRAWS, -60.24272671141119)
    newton_mode(base, trials, 0.0, precision, mode, np.empty((3, DRAWS)))
    slope = -5.0 * expit(base[0] + mode) - precision * mode
    assert np.abs(slope / np.sqrt(precision)).max() < 1e-3


def test_the_mode_is_found_from_anywhere() -> None:
    """Units, spreads and starts that a prior with heavy tails may bring."""
    rng = np.random.default_rng(7)
    for _ in range(400):
        trials = np.full(2, float(rng.integers(1, 40)))
        events = float(rng.integers(0, int(trials.sum()) + 1))
        base = 12.0 * rng.standard_normal((2, DRAWS))
        precision = np.exp(-2.0 * rng.uniform(-15.0, 25.0, DRAWS))
        mode, sums = 30.0 * rng.standard_normal(DRAWS), np.empty((3, DRAWS))
        newton_mode(base, trials, events, precision, mode, sums)
        slope = events - trials[0] * expit(base + mode).sum(axis=0) - precision * mode
        # to a thousandth of an sd, or where rounding of the score is all that is left
        assert np.all(np.abs(slope) < 1e-3 * np.sqrt(precision + sums[2]) + 1e-11 * trials.sum())
