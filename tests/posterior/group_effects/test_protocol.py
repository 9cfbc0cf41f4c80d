"""What holds for every kind of group effects: derivatives, normalisation, draws, PyMC's density."""

import numpy as np
import pymc as pm
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad

from bayes_bench.posterior.group_effects.normal import NormalEffects
from bayes_bench.posterior.group_effects.protocol import GroupEffects

KINDS: dict[str, GroupEffects] = {"normal": NormalEffects()}
STEP = 1e-5
EFFECTS, LOG_SDS = st.floats(-3.0, 3.0), st.floats(-2.0, 1.0)


def log_density(of: GroupEffects, effect: float, log_sd: float) -> float:
    return float(of.log_density(np.array([[effect]]), np.array([log_sd]))[0])


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
    assert precision == pytest.approx((ends[1] - ends[0]) / (2.0 * STEP), rel=1e-4, abs=1e-4)
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
def test_draws_standardised_follow_the_density_of_scores(kind: str) -> None:
    of, sd = KINDS[kind], np.array([0.2, 1.5])
    draws = of.draw(np.random.default_rng(3), np.repeat(sd, 5000), 2)
    scores = (draws / np.repeat(sd, 5000)[:, None]).ravel()
    grid = np.linspace(-12.0, 12.0, 100_001)
    cdf = np.cumsum(of.score_density(grid)) * (grid[1] - grid[0])
    assert cdf[-1] == pytest.approx(1.0, abs=1e-4)
    assert stats.kstest(scores, lambda x: np.interp(x, grid, cdf)).pvalue > 1e-4
    # the negative control: a tenth wider is noticed
    assert stats.kstest(1.1 * scores, lambda x: np.interp(x, grid, cdf)).pvalue < 1e-4


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sd", [0.1, 1.0, 4.0])
def test_quadrature_is_the_mean_over_a_new_member(kind: str, sd: float) -> None:
    of, at = KINDS[kind], 0.7
    scores, weights = of.quadrature(sd)
    mean = weights @ (1.0 / (1.0 + np.exp(-at - sd * scores)))
    integral, _ = quad(
        lambda z: float(of.score_density(np.array(z))) / (1.0 + np.exp(-at - sd * z)), -12, 12
    )
    assert mean == pytest.approx(integral, abs=1e-7)


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
