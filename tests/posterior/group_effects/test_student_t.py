"""Student-t effects against SciPy's distribution of Student's t."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.integrate import quad
from scipy.special import expit

from bayes_bench.posterior.group_effects.student_t import StudentTEffects, StudentTGivenSd

SDS, DFS = st.floats(0.05, 5.0), st.floats(2.05, 200.0)


def oracle(sd: float | np.ndarray, df: float) -> Any:
    """The distribution whose standard deviation is sd: its scale is less."""
    return stats.t(df, scale=sd / np.sqrt(df / (df - 2.0)))


@given(sd=SDS, df=DFS, effects=st.lists(st.floats(-9.0, 9.0), min_size=1, max_size=6))
def test_log_density_of_all_effects_together(sd: float, df: float, effects: list[float]) -> None:
    ours = StudentTEffects(df).log_density(np.array([effects]), np.log(np.array([sd])))
    theirs = oracle(sd, df).logpdf(effects).sum()
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


def test_each_draw_has_its_own_sd() -> None:
    sd, effects = np.array([0.2, 3.0]), np.array([[0.1, -0.4], [1.0, 2.0]])
    theirs = oracle(sd[:, None], 4.0).logpdf(effects)
    ours = StudentTEffects(4.0).log_density(effects, np.log(sd))
    np.testing.assert_allclose(ours, theirs.sum(axis=1))
    np.testing.assert_allclose(StudentTGivenSd(sd[:, None], 4.0).log_density(effects), theirs)


@pytest.mark.parametrize("df", [2.5, 4.0, 30.0])
def test_quantiles_and_the_part_beyond(df: float) -> None:
    probability = np.array([1e-6, 0.02, 0.5, 0.9])
    ours = StudentTEffects(df).score_quantile(probability)
    np.testing.assert_allclose(ours, oracle(1.0, df).ppf(probability), rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("df", [2.5, 4.0, 30.0])
def test_median_difference_has_half_of_the_differences_below(df: float) -> None:
    score = oracle(1.0, df)
    size = float(StudentTEffects(df).median_difference(np.array(1.0)))
    below, _ = quad(lambda z: score.pdf(z) * score.cdf(z + size), -np.inf, np.inf, epsabs=1e-11)
    assert below == pytest.approx(0.75, abs=1e-8)


@pytest.mark.parametrize("df", [2.5, 4.0, 30.0, 300.0])
@pytest.mark.parametrize("sd", [0.05, 0.7, 3.0])
def test_the_mean_over_a_new_unit(df: float, sd: float) -> None:
    scores, weights = StudentTEffects(df).quadrature(sd)
    for at in (-6.0, 0.7, 3.0):
        points = [-at / sd, 0.0]
        integral = sum(
            quad(lambda z, at=at: oracle(1.0, df).pdf(z) * expit(at + sd * z), *ends, epsabs=1e-11)[
                0
            ]
            for ends in ((-np.inf, min(points)), (min(points), max(points)), (max(points), np.inf))
        )
        assert weights @ expit(at + sd * scores) == pytest.approx(integral, abs=1e-7)


def test_with_many_degrees_of_freedom_they_are_normal() -> None:
    u = np.linspace(-3.0, 3.0, 31)
    ours = StudentTGivenSd(np.asarray(0.8), 1000.0).log_density(u)
    np.testing.assert_allclose(ours, stats.norm(0.0, 0.8).logpdf(u), atol=0.05)


def test_beyond_a_the_density_is_not_concave_and_has_no_precision() -> None:
    of = StudentTGivenSd(np.asarray(1.0), 4.0)
    assert of.precision(np.array([1.0]))[0] > 0.0
    np.testing.assert_array_equal(of.precision(np.array([-1.5, 1.5, 40.0])), 0.0)
