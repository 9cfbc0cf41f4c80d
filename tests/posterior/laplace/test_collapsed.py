"""Unit effects integrated out and drawn one by one, against quadrature and the joint proposal."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.integrate import quad
from scipy.special import expit

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import density_of
from bayes_bench.posterior.laplace.chains import draw_pool
from bayes_bench.posterior.laplace.collapsed import (
    SMALLEST_PRECISION,
    collapsed_proposal,
    propose_collapsed,
)
from bayes_bench.posterior.laplace.collapsed_kernel import climb, collapse
from bayes_bench.posterior.laplace.proposal import proposal_of, propose
from bayes_bench.posterior.laplace.weights import weight_figures
from bayes_bench.posterior.likelihood_kernel import DRAWS
from bayes_bench.posterior.sampling import fit
from tests.builders.small_problems import cells_of, counts_cells, counts_model, people_model

EXTREMES = [
    (20, 3, -1.2, 0.5),
    (1, 0, 0.0, 3.0),
    (30, 0, 1.0, 40.0),
    (30, 30, 2.0, 40.0),
    (2000, 460, -1.2, 0.3),
    (50, 7, 3.0, 1e-3),
]
"""People, events, intercept and between-unit sd."""


def height(n: int, events: int, intercept: float, sd: float, u: np.ndarray) -> np.ndarray:
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
    log = height(n, events, intercept, sd, grid)
    top, place = log.max(), grid[np.argmax(log)]

    def density(u: float) -> float:
        return float(np.exp(height(n, events, intercept, sd, np.array(u)) - top))

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


def test_the_mode_is_found_where_newton_goes_to_and_fro() -> None:
    """Five people without an event and a wide sd: from -60, Newton's steps alone never end."""
    base, trials = np.full((1, DRAWS), 2.88186786202422), np.array([5.0])
    precision, mode = np.full(DRAWS, 0.001059896614641395), np.full(DRAWS, -60.24272671141119)
    climb(base, trials, 0.0, precision, mode, np.empty((3, DRAWS)))
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
        climb(base, trials, events, precision, mode, sums)
        slope = events - trials[0] * expit(base + mode).sum(axis=0) - precision * mode
        # to a thousandth of an sd, or where rounding of the score is all that is left
        assert np.all(np.abs(slope) < 1e-3 * np.sqrt(precision + sums[2]) + 1e-11 * trials.sum())


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


def test_both_proposals_have_one_posterior(people: pd.DataFrame) -> None:
    """Weighted means of every parameter, and the marginal likelihood."""
    density = density_of(Analysis(people_model(), cells_of(people, people_model())))
    proposal = proposal_of(density)
    found = []
    ways = (propose, proposal), (propose_collapsed, collapsed_proposal(proposal, density))
    for way, of in ways:
        pool = draw_pool(of, density, (1, 6000), 3, propose=way)
        weight = np.exp(pool.log_weight[0] - pool.log_weight[0].max())
        at = pool.at[0]
        draws = np.column_stack([at.fixed, at.unit_effect, at.log_unit_sd])
        mean = weight @ draws / weight.sum()
        spread = np.sqrt(weight**2 @ (draws - mean) ** 2) / weight.sum()
        second = weight @ (draws - mean) ** 2 / weight.sum()
        found.append((mean, spread, second, weight_figures(pool.log_weight)))
    (one, its_error, square, about), (two, other_error, other_square, other) = found
    assert np.abs((one - two) / np.hypot(its_error, other_error)).max() < 4.5
    np.testing.assert_allclose(square, other_square, rtol=0.12)
    assert about["log_marginal_likelihood"] == pytest.approx(
        other["log_marginal_likelihood"], abs=0.03
    )
    assert other["weight_efficiency"] > about["weight_efficiency"]


def test_lanes_do_not_depend_on_each_other() -> None:
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([20, 5, 900], [3, 0, 300], model)))
    proposal = proposal_of(density)
    pools = [
        draw_pool(proposal, density, (2, draws), 5, propose=propose_collapsed)
        for draws in (100, 500)
    ]
    kept = pools[0].log_weight.shape[1]
    np.testing.assert_array_equal(pools[0].log_weight, pools[1].log_weight[:, :kept])


def test_many_small_units_take_the_collapsed_way() -> None:
    """Units from which the joint proposal is too far; nobody has to wait for NUTS."""
    rng = np.random.default_rng(4)
    trials = np.full(400, 8)
    events = rng.binomial(trials, 1 / (1 + np.exp(1.6 - rng.normal(0.0, 0.9, 400))))
    model = counts_model()
    posterior = fit(counts_cells(trials.tolist(), events.tolist(), model), model)
    assert posterior.attrs["sampler"] == "laplace"
    assert float(posterior["sample_stats"]["collapsed"]) == 1.0
    assert float(posterior["sample_stats"]["acceptance"]) > 0.9
    assert float(posterior["posterior"]["unit_sd"].mean()) == pytest.approx(0.9, abs=0.25)
