"""What holds for every kind of group effects: derivatives, normalisation, draws, PyMC's density."""

from typing import Any

import numpy as np
import pymc as pm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import cumulative_trapezoid, quad
from scipy.special import expit

from bayes_bench.posterior.group_effects.choice import KINDS
from bayes_bench.posterior.group_effects.protocol import GroupEffects

STEP = 1e-5
EFFECTS, LOG_SDS = st.floats(-3.0, 3.0), st.floats(-2.0, 1.0)


def log_density(of: GroupEffects, effect: float, log_sd: float) -> float:
    return float(of.log_density(np.array([[effect]]), np.array([log_sd]))[0])


def score_density(of: GroupEffects, score: Any) -> Any:
    """Density of standardised effects, of any shape."""
    return np.exp(of.given(np.asarray(1.0)).log_density(np.asarray(score)))


@pytest.mark.parametrize("kind", KINDS)
@given(effect=EFFECTS, log_sd=LOG_SDS)
def test_slope_and_precision_are_derivatives(kind: str, effect: float, log_sd: float) -> None:
    of = KINDS[kind]
    up, down = (log_density(of, effect + step, log_sd) for step in (STEP, -STEP))
    slope = float(of.slope(np.array([effect]), log_sd)[0])
    # central differences: an error of STEP^2 times a third derivative, and of rounding
    assert slope == pytest.approx((up - down) / (2.0 * STEP), rel=1e-4, abs=1e-4)
    ends = [float(of.slope(np.array([effect + step]), log_sd)[0]) for step in (STEP, -STEP)]
    precision = float(np.broadcast_to(of.precision(np.array([effect]), log_sd), (1,))[0])
    curvature = max((ends[1] - ends[0]) / (2.0 * STEP), 0.0)
    assert precision == pytest.approx(curvature, rel=1e-4, abs=1e-4)
    ends = [float(of.slope(np.array([effect]), log_sd + step)[0]) for step in (STEP, -STEP)]
    by_log_sd = float(of.slope_by_log_sd(np.array([effect]), log_sd)[0])
    assert by_log_sd == pytest.approx((ends[0] - ends[1]) / (2.0 * STEP), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("kind", KINDS)
@given(effect=EFFECTS, log_sd=LOG_SDS)
def test_given_the_sd_it_is_the_same_distribution(kind: str, effect: float, log_sd: float) -> None:
    of, at = KINDS[kind], np.array([effect])
    given_sd = of.given(np.exp(np.array([log_sd])))
    np.testing.assert_allclose(given_sd.log_density(at), log_density(of, effect, log_sd))
    np.testing.assert_allclose(given_sd.slope(at), of.slope(at, log_sd), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(given_sd.precision(at), of.precision(at, log_sd), rtol=1e-9)


@pytest.mark.parametrize("kind", KINDS)
@given(log_sd=LOG_SDS)
def test_the_density_integrates_to_one(kind: str, log_sd: float) -> None:
    total, _ = quad(lambda u: np.exp(log_density(KINDS[kind], u, log_sd)), -np.inf, np.inf)
    assert total == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_draws_follow_the_density(kind: str) -> None:
    of, sd = KINDS[kind], np.repeat([0.2, 1.5], 5000)
    scores = (of.draw(np.random.default_rng(3), sd, 2) / sd[:, None]).ravel()
    grid = np.sinh(np.linspace(-8.0, 8.0, 100_001))  # to 1,500 sd's, for heavy tails
    cdf = cumulative_trapezoid(score_density(of, grid), grid, initial=0.0)
    assert cdf[-1] == pytest.approx(1.0, abs=1e-6)
    assert stats.kstest(scores, lambda x: np.interp(x, grid, cdf)).pvalue > 1e-4
    # the negative control: a tenth wider is noticed
    assert stats.kstest(1.1 * scores, lambda x: np.interp(x, grid, cdf)).pvalue < 1e-4


@pytest.mark.parametrize("kind", KINDS)
def test_sigma_is_the_standard_deviation(kind: str) -> None:
    variance, _ = quad(lambda z: z**2 * score_density(KINDS[kind], z), -np.inf, np.inf)
    assert variance == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sd", [0.1, 1.0, 4.0])
def test_quadrature_is_the_mean_over_a_new_member(kind: str, sd: float) -> None:
    of, at = KINDS[kind], 0.7
    scores, weights = of.quadrature(sd)
    assert weights.sum() == pytest.approx(1.0, abs=1e-12)
    integral, _ = quad(
        lambda z: score_density(of, z) * expit(at + sd * z), -np.inf, np.inf, epsabs=1e-10
    )
    assert weights @ expit(at + sd * scores) == pytest.approx(integral, abs=1e-7)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("score", [-1.3, 0.2, 2.6])
def test_the_lattice_finds_the_part_below_a_step_without_bias(kind: str, score: float) -> None:
    """The steepest curve there is: one shift errs by a step, the mean over all by nothing."""
    of = KINDS[kind]
    shifts = (np.arange(20_000)[:, None] + 0.5) / 20_000
    scores, weights = of.lattice(shifts)
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-5)
    below = np.sum(weights * (scores < score), axis=1)
    part, _ = quad(lambda z: score_density(of, z), -np.inf, score)
    assert below.mean() == pytest.approx(part, abs=1e-5)
    assert np.ptp(below) > 1e-3  # the control: a lattice that stood still would be biased


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("probability", [0.05, 0.25, 0.5, 0.95])
def test_so_much_lies_below_a_quantile(kind: str, probability: float) -> None:
    of = KINDS[kind]
    score = float(of.score_quantile(np.array(probability)))
    below, _ = quad(lambda z: score_density(of, z), -np.inf, score)
    assert below == pytest.approx(probability, abs=1e-7)


@pytest.mark.parametrize("kind", KINDS)
def test_half_of_all_pairs_differ_by_less_than_the_median_difference(kind: str) -> None:
    of, sd = KINDS[kind], np.array([0.3, 1.2])
    pairs = of.draw(np.random.default_rng(8), np.repeat(sd, 200_000), 2).reshape(2, -1, 2)
    simulated = np.median(np.abs(pairs[..., 0] - pairs[..., 1]), axis=1)
    # 200,000 pairs: a standard error of a quarter of a percent
    np.testing.assert_allclose(of.median_difference(sd), simulated, rtol=0.01)


@pytest.mark.parametrize("kind", KINDS)
def test_pymc_has_the_same_density_however_it_is_centred(kind: str) -> None:
    """A change of variables: the Jacobian of centring is what the densities differ by."""
    of, effect, sd = KINDS[kind], np.array([0.3, -0.8]), 0.6
    ours = float(of.log_density(effect[None], np.log(np.array([sd])))[0])
    centring = np.array([0.25, 1.0])
    with pm.Model(coords={"unit": ["a", "b"]}) as free:
        of.pymc_variable(sd, None)
    with pm.Model(coords={"unit": ["a", "b"]}) as centred:
        of.pymc_variable(sd, centring)
    assert free.compile_logp()({"unit_effect": effect}) == pytest.approx(ours, rel=1e-6)
    scaled = effect * sd ** (centring - 1.0)
    jacobian = np.log(sd) * (1.0 - centring).sum()
    theirs = float(centred.compile_logp()({"unit_effect_scaled": scaled}))
    assert theirs - jacobian == pytest.approx(ours, rel=1e-6)
