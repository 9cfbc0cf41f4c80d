"""Against published numbers, brute force, limits and the second integrator."""

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.special import expit, logsumexp

from bayes_bench.trust.exact import summaries
from bayes_bench.trust.exact.summaries import (
    HalfNormal,
    HalfT,
    PrecisionGamma,
    Prior,
    Problem,
    Surface,
)

MILLION = pytest.param("one and a million", marks=pytest.mark.slow)
PROBLEM_NAMES = [
    "surgical",
    "bugs",
    "two units",
    "all and none",
    pytest.param("all and none, heavy tails", marks=pytest.mark.slow),
    "one and a million",
    "identical",
    "outlier",
]


def test_surgical_under_a_half_normal_prior(surfaces: dict[str, Surface]) -> None:
    found = summaries.summarise(surfaces["surgical"])
    parameters = [found.mu_mean, found.mu_sd, found.sigma_mean, found.sigma_sd]
    # The last printed place; the sd of sigma is .16557, printed as .1655.
    np.testing.assert_allclose(parameters, [-2.5610, 0.1649, 0.4477, 0.1655], atol=1e-4)
    published = (
        ".05045 .10536 .07028 .05880 .05007 .06879 .06597 .12616 .06959 .07882 .10371 .06816"
    )
    # One unit in the last printed place.
    np.testing.assert_allclose(found.rate_mean, np.array(published.split(), float), atol=1.1e-5)


def test_surgical_under_the_priors_of_bugs(surfaces: dict[str, Surface]) -> None:
    found = summaries.summarise(surfaces["bugs"])
    parameters = [found.mu_mean, found.mu_sd, found.sigma_mean]
    np.testing.assert_allclose(parameters, [-2.5538, 0.1536, 0.4035], atol=5.1e-5)


@pytest.mark.parametrize("name", PROBLEM_NAMES)
def test_two_integrators_agree(
    name: str, surfaces: dict[str, Surface], gauss_surfaces: dict[str, Surface]
) -> None:
    one = vars(summaries.summarise(surfaces[name]))
    other = vars(summaries.summarise(gauss_surfaces[name]))
    for quantity in one:  # in posterior sd's; 8 digits is what is promised
        scale = one.get(quantity.replace("_mean", "_sd"), 1.0)
        scale = 1.0 if quantity == "log_marginal" else scale
        np.testing.assert_array_less(np.abs(one[quantity] - other[quantity]) / scale, 1e-8)


def test_plain_quadrature_of_a_small_problem() -> None:
    # Gauss-Hermite in u and a product rule in (mu, sigma): enough where n < 10, and nothing adapts.
    n, y = (9, 4), (2, 4)
    z, z_weight = np.polynomial.hermite_e.hermegauss(60)
    node, weight = np.polynomial.legendre.leggauss(120)
    mu, sigma = np.meshgrid(13 * node, 2.25 * (node + 1), indexing="ij")
    mass = np.outer(weight * 13, weight * 2.25)
    mass *= stats.norm.pdf(mu, 0, 1.5) * stats.halfnorm.pdf(sigma, 0, 0.5)
    rate = expit(mu[..., None] + sigma[..., None] * z)
    for size, events in zip(n, y, strict=True):
        mass *= (rate**events * (1 - rate) ** (size - events)) @ z_weight / z_weight.sum()
    found = summaries.summarise(summaries.solve(Problem(n, y, Prior(0, 1.5, HalfNormal(0.5)))))
    # Likelihood per person: a binomial one would be larger by log(36) here.
    assert found.log_marginal == pytest.approx(np.log(mass.sum()), abs=1e-9)
    assert found.mu_mean == pytest.approx((mass * mu).sum() / mass.sum(), abs=1e-9)
    assert found.sigma_mean == pytest.approx((mass * sigma).sum() / mass.sum(), abs=1e-9)


def test_importance_sampling_from_the_prior() -> None:
    problem = Problem((12, 8, 15), (3, 4, 2), Prior(-0.5, 1.0, HalfT(3, 0.7)))
    generator, draws = np.random.default_rng(20160101), 400_000
    mu = generator.normal(-0.5, 1.0, draws)
    sigma = 0.7 * np.abs(generator.standard_t(3, draws))
    rate = expit(mu[:, None] + sigma[:, None] * generator.standard_normal((draws, 3)))
    log_weight = stats.binom.logpmf(problem.events, problem.n, rate).sum(axis=1)
    coefficients = stats.binom.logpmf(problem.events, problem.n, 0.5) + np.log(2) * np.array(
        problem.n
    )
    weight = np.exp(log_weight - logsumexp(log_weight))
    found = summaries.summarise(summaries.solve(problem))
    for values, mean in [(mu, found.mu_mean), *zip(rate.T, found.rate_mean, strict=True)]:
        estimate = weight @ values
        mcse = np.sqrt(weight**2 @ (values - estimate) ** 2)
        assert abs(estimate - mean) < 4 * mcse
    log_marginal = logsumexp(log_weight) - np.log(draws) - coefficients.sum()
    relative = draws * np.sqrt(np.mean((weight - 1 / draws) ** 2) / draws)
    assert abs(log_marginal - found.log_marginal) < 4 * relative


def test_sigma_near_zero_is_the_pooled_logistic() -> None:
    n, y = (40, 60, 100), (8, 20, 17)
    found = summaries.summarise(summaries.solve(Problem(n, y, Prior(0, 1.5, HalfNormal(1e-7)))))

    def pooled(mu: float) -> float:
        return float(np.exp(45 * mu - 200 * np.logaddexp(0, mu) - mu**2 / 4.5 + 110))

    mass = integrate.quad(pooled, -4, 2, epsabs=0, epsrel=1e-12)[0]
    mean = integrate.quad(lambda mu: mu * pooled(mu) / mass, -4, 2, epsrel=1e-12)[0]
    assert found.mu_mean == pytest.approx(mean, rel=1e-10)
    evidence = np.log(mass) - 110 - np.log(1.5 * np.sqrt(2 * np.pi))
    assert found.log_marginal == pytest.approx(evidence, abs=1e-9)


@pytest.mark.parametrize(
    ("unit_sd", "mean"),
    [
        (HalfNormal(0.5), stats.halfnorm(scale=0.5).mean()),
        (HalfT(5, 0.5), 2 * stats.t(5).expect(lambda x: x * 0.5, lb=0)),
        (summaries.Exponential(2.0), 0.5),
        (PrecisionGamma(3.0, 1.0), stats.invgamma(3.0).expect(np.sqrt)),
    ],
)
def test_without_data_the_posterior_is_the_prior(
    unit_sd: HalfNormal | HalfT | summaries.Exponential | PrecisionGamma, mean: float
) -> None:
    surface = summaries.solve(Problem((0, 0), (0, 0), Prior(0.3, 1.2, unit_sd)))
    found = summaries.summarise(surface)
    assert surface.log_marginal == pytest.approx(0, abs=1e-8)  # priors are normalised
    assert found.mu_mean == pytest.approx(0.3, abs=1e-9)
    assert found.mu_sd == pytest.approx(1.2, rel=1e-9)
    assert found.sigma_mean == pytest.approx(mean, rel=1e-8)
    assert summaries.mu_quantile(surface, 0.975) == pytest.approx(
        stats.norm.ppf(0.975, 0.3, 1.2), rel=1e-8
    )


def test_quantiles_of_the_half_normal() -> None:
    surface = summaries.solve(Problem((0, 0), (0, 0), Prior(0, 1, HalfNormal(0.5))))
    for p in (0.025, 0.5, 0.975):
        expected = stats.halfnorm.ppf(p, scale=0.5)
        assert summaries.sigma_quantile(surface, p) == pytest.approx(expected, rel=1e-7)


@pytest.mark.parametrize("name", ["all and none", MILLION, "identical"])
def test_cdfs_agree_between_sinc_and_legendre(
    name: str, surfaces: dict[str, Surface], gauss_surfaces: dict[str, Surface]
) -> None:
    one, other = surfaces[name], gauss_surfaces[name]
    found = summaries.summarise(one)
    for cdf, mean in ((summaries.mu_cdf, found.mu_mean), (summaries.sigma_cdf, found.sigma_mean)):
        assert cdf(one, mean / 2) == pytest.approx(cdf(other, mean / 2), abs=1e-8)
    for unit in range(2):
        effect = float(found.effect_mean[unit] - found.effect_sd[unit])
        rate = float(found.rate_mean[unit] - 0.5 * found.rate_sd[unit])
        below = summaries.effect_cdf(one, unit, effect), summaries.rate_cdf(one, unit, rate)
        assert summaries.effect_cdf(other, unit, effect) == pytest.approx(below[0], abs=1e-8)
        assert summaries.rate_cdf(other, unit, rate) == pytest.approx(below[1], abs=1e-8)


def test_quantiles_invert_cdfs(surfaces: dict[str, Surface]) -> None:
    surface = surfaces["two units"]
    rate = summaries.rate_quantile(surface, 0, 0.975)
    assert summaries.rate_cdf(surface, 0, rate) == pytest.approx(0.975, abs=1e-9)
    effect = summaries.effect_quantile(surface, 1, 0.025)
    assert summaries.effect_cdf(surface, 1, effect) == pytest.approx(0.025, abs=1e-9)


def test_mirror_image() -> None:
    prior, mirrored = Prior(-1, 1.5, HalfNormal(1)), Prior(1, 1.5, HalfNormal(1))
    found = summaries.summarise(summaries.solve(Problem((20, 1, 400), (0, 1, 90), prior)))
    other = summaries.summarise(summaries.solve(Problem((20, 1, 400), (20, 0, 310), mirrored)))
    np.testing.assert_allclose(found.rate_mean, 1 - other.rate_mean, rtol=1e-9)
