"""Likelihoods, priors and rates of problems, against scipy's distributions."""

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.optimize import approx_fprime

from bayes_bench.errors import InputError
from bayes_bench.trust.exact.problem import (
    Exponential,
    HalfNormal,
    HalfT,
    Level,
    PrecisionGamma,
    Prior,
    Problem,
    Unit,
    UnitSdPrior,
    refuse_levels,
    unit_of,
)

MIXED = Unit((Level(10, 1, -2.0), Level(30, 9, 0.3)))
PRIOR = Prior(-1.0, 2.0, HalfNormal(0.5))


@pytest.mark.parametrize(
    ("prior", "theirs"),
    [
        (HalfNormal(0.7), stats.halfnorm(scale=0.7).logpdf),
        (HalfT(3.0, 0.4), lambda x: np.log(2.0) + stats.t(3.0, scale=0.4).logpdf(x)),
        (Exponential(2.5), stats.expon(scale=0.4).logpdf),
        # the density of the sd, and not of the variance, which is inverse gamma
        (
            PrecisionGamma(1.5, 0.3),
            lambda x: stats.invgamma(1.5, scale=0.3).logpdf(x**2) + np.log(2 * x),
        ),
    ],
)
def test_priors_of_the_sd_are_scipys(prior: UnitSdPrior, theirs) -> None:
    at = np.array([0.01, 0.2, 1.0, 3.0])
    np.testing.assert_allclose(prior.log_density(at), theirs(at), rtol=1e-12)
    mass, _ = integrate.quad(lambda x: float(np.exp(prior.log_density(np.array(x)))), 0.0, np.inf)
    assert mass == pytest.approx(1.0, abs=1e-7)


def test_the_prior_of_the_mean_is_normal() -> None:
    at = np.array([-4.0, -1.0, 2.5])
    np.testing.assert_allclose(PRIOR.mu_log_density(at), stats.norm.logpdf(at, -1.0, 2.0))


def test_the_likelihood_is_per_person() -> None:
    """A binomial one less its coefficient, level by level."""
    theta = np.array([-3.0, 0.0, 1.2])
    wanted = np.zeros(3)
    for level in MIXED.levels:
        rate = 1 / (1 + np.exp(-theta - level.offset))
        ways = stats.binom.logpmf(level.events, level.n, 0.5) + level.n * np.log(2.0)
        wanted += stats.binom.logpmf(level.events, level.n, rate) - ways
    np.testing.assert_allclose(MIXED.log_likelihood(theta), wanted, rtol=1e-12)


def test_the_likelihood_does_not_overflow() -> None:
    unit = Unit((Level(5, 5),))
    assert unit.log_likelihood(np.array([800.0, -800.0])).tolist() == [0.0, -4000.0]


def test_the_derivatives_of_the_integrand_are_its_slopes() -> None:
    mu, sigma, z = np.array(0.4), np.array(1.3), np.array(-0.7)
    value, slope, curvature = MIXED.integrand(z, mu, sigma)

    def of(part: int, at: np.ndarray) -> float:
        return float(MIXED.integrand(np.array(at[0]), mu, sigma)[part])

    point = np.array([-0.7])
    assert float(value) == pytest.approx(of(0, point))
    assert float(slope) == pytest.approx(approx_fprime(point, lambda at: of(0, at))[0], rel=1e-5)
    steps = approx_fprime(point, lambda at: of(1, at))[0]
    assert float(curvature) == pytest.approx(steps, rel=1e-5)
    density = stats.norm.logpdf(-0.7) + MIXED.log_likelihood(mu + sigma * z)
    assert float(value) == pytest.approx(float(density))


def test_the_rate_is_the_mean_over_the_units_own_people() -> None:
    people = np.repeat([-2.0, 0.3], [10, 30])
    wanted = np.mean(1 / (1 + np.exp(-(0.5 + people))))
    assert float(MIXED.rate(np.array(0.5))) == pytest.approx(wanted, rel=1e-12)
    assert (MIXED.n, MIXED.events, MIXED.offsets) == (40, 10, (-2.0, 0.3))


def test_levels_without_people_have_no_say() -> None:
    unit = Unit((*MIXED.levels, Level(0, 0, 50.0)))
    assert unit.offsets == MIXED.offsets
    assert float(unit.rate(np.array(0.5))) == float(MIXED.rate(np.array(0.5)))
    nobody = Unit((Level(0, 0, 3.0),))
    assert nobody.mix == [(1.0, 0.0)]
    assert float(nobody.rate(np.array(0.0))) == 0.5


def test_a_unit_of_a_problem_has_its_levels_or_one() -> None:
    plain = Problem((3, 4), (1, 2), PRIOR)
    assert unit_of(plain, 1) == Unit((Level(4, 2),))
    split = Problem((40, 4), (10, 2), PRIOR, (MIXED.levels, (Level(4, 2, 1.0),)))
    assert unit_of(split, 0) == MIXED
    refuse_levels(plain, "Ranks")
    with pytest.raises(InputError, match=r"^Ranks can be had only without covariates\."):
        refuse_levels(split, "Ranks")


@pytest.mark.parametrize("rate", [1e-9, 0.02, 0.5, 0.999])
def test_log_odds_inverts_the_rate_of_mixed_people(rate: float) -> None:
    unit = Unit((Level(10, 1, -2.0), Level(30, 9, 0.3), Level(0, 0, 50.0), Level(5, 5, 3.0)))
    assert unit.rate(unit.log_odds(np.array(rate))) == pytest.approx(rate, rel=1e-12)


def test_information_is_the_slope_of_the_rate() -> None:
    unit, step = Unit((Level(10, 1, -2.0), Level(30, 9, 0.3))), 1e-5
    rise = 40 * (unit.rate(np.array(0.4 + step)) - unit.rate(np.array(0.4 - step)))
    assert unit.information(np.array(0.4)) == pytest.approx(rise / (2 * step), rel=1e-8)


@pytest.mark.parametrize(
    ("n", "events"), [((3,), (1,)), ((3, 4), (1,)), ((3, 4), (1, 5)), ((3, 4), (-1, 2))]
)
def test_impossible_tables_are_refused(n: tuple[int, ...], events: tuple[int, ...]) -> None:
    with pytest.raises(InputError):
        Problem(n, events, Prior(0, 1, HalfNormal(1)))
