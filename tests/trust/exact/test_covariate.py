"""A posterior with a covariate, against rules that do not adapt and draws from the prior."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from bayes_bench.errors import InputError
from bayes_bench.trust.exact import covariate
from bayes_bench.trust.exact.covariate import (
    CovariateProblem,
    Stack,
    Values,
    average,
    beta_moments,
    beta_peak,
    integrate_stack,
)
from bayes_bench.trust.exact.indicators import gap_summary
from bayes_bench.trust.exact.problem import HalfNormal, Prior, Problem
from bayes_bench.trust.exact.ranks import rank_probabilities
from bayes_bench.trust.exact.summaries import moments, rate_cdf, solve, summarise
from bayes_bench.trust.exact.surface import COARSE, Surface

MIXED = CovariateProblem(
    ((6, 4), (3, 8)), ((1, 2), (0, 5)), (-0.6, 0.4), Prior(0.2, 1.5, HalfNormal(0.5)), 1.0
)


@pytest.fixture(scope="module")
def mixed() -> Stack:
    """The coarse rules are good to five digits."""
    return integrate_stack(MIXED, COARSE)


def test_levels_without_an_effect_are_no_levels() -> None:
    whole = summarise(solve(Problem((10, 11), (3, 5), MIXED.prior)))
    split = summarise(solve(MIXED.given(0.0)))
    for name, value in vars(whole).items():
        np.testing.assert_allclose(vars(split)[name], value, rtol=1e-9)


def test_one_level_for_all_is_another_intercept() -> None:
    """An offset of 0.3 for everybody moves mu, prior and posterior, and nothing else."""
    shifted = CovariateProblem(((10,), (11,)), ((3,), (5,)), (1.0,), MIXED.prior, 1.0)
    one = solve(shifted.given(0.3))
    other = solve(Problem((10, 11), (3, 5), Prior(0.5, 1.5, HalfNormal(0.5))))
    assert summarise(one).mu_mean + 0.3 == pytest.approx(summarise(other).mu_mean, abs=1e-10)
    np.testing.assert_allclose(summarise(one).rate_mean, summarise(other).rate_mean, atol=1e-11)
    assert rate_cdf(one, 0, 0.3) == pytest.approx(rate_cdf(other, 0, 0.3), abs=1e-9)
    gaps = (gap_summary(surface, "population") for surface in (one, other))
    mine, theirs = (gap.probability_negative for gap in gaps)
    np.testing.assert_allclose(mine, theirs, atol=1e-9)


def test_plain_quadrature_of_a_covariate() -> None:
    """Nothing adapts: Gauss-Legendre products in (beta, mu, sigma), Gauss-Hermite in u."""
    z, z_weight = np.polynomial.hermite_e.hermegauss(40)
    rules = [np.polynomial.legendre.leggauss(count) for count in (60, 90, 40)]
    (b, b_weight), (m, m_weight), (s, s_weight) = rules
    beta, mu, sigma = np.meshgrid(8 * b, 9 * m, 2.5 * (s + 1), indexing="ij")
    mass = np.einsum("b,m,s->bms", 8 * b_weight, 9 * m_weight, 2.5 * s_weight)
    mass *= stats.norm.pdf(beta) * stats.norm.pdf(mu, 0.2, 1.5) * stats.halfnorm.pdf(sigma, 0, 0.5)
    for n, y in zip(MIXED.n, MIXED.events, strict=True):
        given = np.zeros_like(mu)
        for at, share in zip(z, z_weight / z_weight.sum(), strict=True):
            rates = [expit(mu + beta * x + sigma * at) for x in MIXED.values]
            parts = [p**k * (1 - p) ** (m - k) for p, m, k in zip(rates, n, y, strict=True)]
            given += share * parts[0] * parts[1]
        mass *= given
    stack = integrate_stack(MIXED)
    assert stack.log_marginal == pytest.approx(np.log(mass.sum()), abs=1e-9)
    beta_mean = (mass * beta).sum() / mass.sum()
    assert float(beta_moments(stack)["beta_mean"]) == pytest.approx(beta_mean, abs=1e-8)


def test_importance_sampling_of_a_covariate_from_the_prior(mixed: Stack) -> None:
    """Own-people rates and the side of the population reference, from draws of the prior."""
    generator, draws = np.random.default_rng(20160101), 200_000
    beta, mu = generator.standard_normal(draws), generator.normal(0.2, 1.5, draws)
    sigma = 0.5 * np.abs(generator.standard_normal(draws))
    u = sigma[:, None] * generator.standard_normal((draws, 2))
    theta = (mu[:, None] + u)[:, :, None] + beta[:, None, None] * np.array(MIXED.values)
    rate, n = expit(theta), np.array(MIXED.n)
    weight = stats.binom.pmf(MIXED.events, n, rate).prod(axis=(1, 2))
    weight /= weight.sum()
    found = average(mixed, rates_and_sides)
    own = (rate * n).sum(axis=2) / n.sum(axis=1)
    z, z_weight = np.polynomial.hermite_e.hermegauss(12)  # sigma below 2.5: to 1e-6
    new = (mu[:, None, None] + beta[:, None, None] * np.array(MIXED.values)) * np.ones((1, 2, 1))
    expected = sum(
        w * expit(new + sigma[:, None, None] * at)
        for at, w in zip(z, z_weight / z_weight.sum(), strict=True)
    )
    below = own < (expected * n).sum(axis=2) / n.sum(axis=1)
    for values, exact in ((own, found["rate_mean"]), (below, found["side"])):
        estimate = weight @ values
        mcse = np.sqrt(weight**2 @ (values - estimate) ** 2)
        assert np.abs((estimate - exact) / mcse).max() < 4
    assert np.abs(weight @ own - found["rate_mean"][::-1]).max() > 0.05  # the units swapped


def rates_and_sides(surface: Surface) -> Values:
    summary, gaps = summarise(surface), gap_summary(surface, "population")
    return {"rate_mean": summary.rate_mean, "side": gaps.probability_negative}


@pytest.mark.parametrize(
    "quantity",
    [rank_probabilities, lambda surface: gap_summary(surface, "national")],
)
def test_what_needs_all_units_at_once_is_refused(quantity: Callable[[Surface], object]) -> None:
    with pytest.raises(InputError, match="without covariates"):
        quantity(solve(MIXED.given(1.0), COARSE))


@pytest.mark.parametrize(
    ("n", "events"),
    [
        (((1, 2),), ((0, 0),)),
        (((1, 2), (3,)), ((0, 0), (1,))),
        (((1, 2), (3, 4)), ((2, 0), (0, 0))),
    ],
)
def test_impossible_tables_are_refused(
    n: tuple[tuple[int, ...], ...], events: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(InputError):
        CovariateProblem(n, events, (-0.5, 0.5), MIXED.prior, 1.0)


def test_the_sd_over_the_coefficient_is_that_of_the_mixture(mixed: Stack) -> None:
    """Of every node of every surface at once, and not by the law of total variance."""

    def of_mu(surface: Surface) -> Values:
        mean, sd = moments(surface.probability, surface.mu)
        return {"mu_mean": np.array(mean), "mu_sd": np.array(sd)}

    found = average(mixed, of_mu)
    mass = [p * s.probability for p, s in zip(mixed.probability, mixed.surfaces, strict=True)]
    values = np.concatenate([surface.mu.ravel() for surface in mixed.surfaces])
    weights = np.concatenate([one.ravel() for one in mass])
    mean = weights @ values
    assert weights.sum() == pytest.approx(1.0)
    assert float(found["mu_mean"]) == pytest.approx(mean, rel=1e-10)
    sd = np.sqrt(weights @ (values - mean) ** 2)
    assert float(found["mu_sd"]) == pytest.approx(sd, rel=1e-10)
    within = mixed.probability @ [float(of_mu(surface)["mu_sd"]) for surface in mixed.surfaces]
    assert abs(within - sd) > 1e-3  # the mean of the sd's is another number


def test_the_prior_of_the_coefficient_is_normal() -> None:
    at = np.array([-2.0, 0.0, 0.3])
    narrow = CovariateProblem(MIXED.n, MIXED.events, MIXED.values, MIXED.prior, 0.4)
    np.testing.assert_allclose(narrow.beta_log_density(at), stats.norm.logpdf(at, 0.0, 0.4))


def test_given_the_coefficient_people_have_its_offsets() -> None:
    given = MIXED.given(2.0)
    assert (given.n, given.events) == ((10, 11), (3, 5))
    offsets = [[level.offset for level in unit] for unit in given.mix]
    assert offsets == [[-1.2, 0.8], [-1.2, 0.8]]
    assert [[level.n for level in unit] for unit in given.mix] == [[6, 4], [3, 8]]


@pytest.mark.parametrize(("mean", "sd"), [(0.7, 0.2), (-2.0, 0.9), (0.0, 1.0)])
def test_the_peak_of_a_normal_posterior(
    mean: float, sd: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    def log_marginal(_: CovariateProblem, beta: np.ndarray) -> np.ndarray:
        return stats.norm.logpdf(beta, mean, sd)

    monkeypatch.setattr(covariate, "_beta_log_marginal", log_marginal)
    peak = beta_peak(MIXED)
    reach = sd * np.sqrt(2 * covariate.BETA_DROP)
    step = (2 * reach + 2 * sd) / 8  # of the last scan, at most
    assert float(peak.mode) == pytest.approx(mean, abs=step)
    assert float(peak.width) == pytest.approx(sd, rel=1e-6)
    # nothing is left out, and not much is added: at most a step of a scan on either side
    assert mean - reach - 2 * step < peak.left <= mean - reach
    assert mean + reach <= peak.right < mean + reach + 2 * step
