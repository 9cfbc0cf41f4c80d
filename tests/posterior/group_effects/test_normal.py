"""Normal effects against SciPy's normal distribution."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.special import expit

from bayes_bench.posterior.group_effects.normal import NormalEffects, NormalGivenSd

SDS = st.floats(0.05, 5.0)


@given(sd=SDS, effects=st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=6))
def test_log_density_of_all_effects_together(sd: float, effects: list[float]) -> None:
    ours = NormalEffects().log_density(np.array([effects]), np.log(np.array([sd])))
    oracle = stats.norm(0.0, sd).logpdf(effects).sum()
    np.testing.assert_allclose(ours, oracle, rtol=1e-9, atol=1e-9)


def test_each_draw_has_its_own_sd() -> None:
    sd, effects = np.array([0.2, 3.0]), np.array([[0.1, -0.4], [1.0, 2.0]])
    oracle = stats.norm(0.0, sd[:, None]).logpdf(effects)
    np.testing.assert_allclose(NormalEffects().log_density(effects, np.log(sd)), oracle.sum(axis=1))
    np.testing.assert_allclose(NormalGivenSd(sd[:, None]).log_density(effects), oracle)


@given(sd=SDS, events=st.integers(0, 30))
def test_no_mode_lies_farther_than_the_farthest(sd: float, events: int) -> None:
    """The score of a binomial is at most its number of people, here 30."""
    of = NormalGivenSd(np.array([sd]))
    reach = of.farthest_mode(np.array([30.0]))
    for side in (-1.0, 1.0):
        score = events - 30.0 * expit(side * reach)
        assert np.all(side * (score + of.slope(side * reach)) <= 1e-9)
