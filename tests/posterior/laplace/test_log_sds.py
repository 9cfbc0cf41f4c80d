"""The density of several log sds is one, and is what is drawn from."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.posterior.laplace.log_sd import log_sd_density
from bayes_bench.posterior.laplace.log_sds import LogSdsDensity, log_sds_density

MEAN, COVARIANCE = np.array([-1.0, -0.5]), np.array([[0.16, 0.05], [0.05, 0.36]])


def of_a_normal() -> LogSdsDensity:
    """Made from a correlated normal density."""
    axes = tuple(
        mean + np.sqrt(variance) * np.linspace(-4.5, 4.5, 15)
        for mean, variance in zip(MEAN, np.diag(COVARIANCE), strict=True)
    )
    nodes = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1)
    return log_sds_density(axes, stats.multivariate_normal(MEAN, COVARIANCE).logpdf(nodes).ravel())


def test_it_is_a_density() -> None:
    found = of_a_normal()
    first, second = np.linspace(-6.0, 4.0, 801), np.linspace(-8.0, 8.0, 1201)
    points = np.stack(np.meshgrid(first, second, indexing="ij"), axis=-1)
    density = np.exp(found.log_density(points.reshape(-1, 2))).reshape(points.shape[:2])
    total = np.trapezoid(np.trapezoid(density, second), first)
    assert total == pytest.approx(1.0, abs=1e-3)


def test_it_is_near_what_it_was_made_from() -> None:
    oracle = stats.multivariate_normal(MEAN, COVARIANCE)
    points = oracle.rvs(2000, random_state=np.random.default_rng(4))
    difference = of_a_normal().log_density(points) - oracle.logpdf(points)
    # lines .64 sd apart, mixed: a tenth on the log scale for most
    assert np.std(difference) < 0.1


def test_what_is_drawn_has_it() -> None:
    found, size = of_a_normal(), 40_000
    phi = found.draw(np.random.default_rng(5), size)
    weight = np.exp(
        stats.multivariate_normal(MEAN, COVARIANCE).logpdf(phi) - found.log_density(phi)
    )
    # of a density that is what is drawn, weights have mean 1, and weighted draws the moments
    error = weight.std() / np.sqrt(size)
    assert weight.mean() == pytest.approx(1.0, abs=4.0 * error)
    np.testing.assert_allclose(np.average(phi, axis=0, weights=weight), MEAN, atol=0.015)
    np.testing.assert_allclose(np.cov(phi.T, aweights=weight), COVARIANCE, atol=0.015)
    # shifted by a little they have neither
    off = np.exp(
        stats.multivariate_normal(MEAN + 0.1, COVARIANCE).logpdf(phi + 0.1)
        - found.log_density(phi + 0.1)
    )
    assert abs(off.mean() - 1.0) > 4.0 * off.std() / np.sqrt(size)


def test_of_one_axis_it_is_the_density_of_one() -> None:
    nodes = np.linspace(-3.0, 1.0, 12)
    log = nodes - 0.5 * np.exp(2.0 * nodes)
    alone, found = log_sd_density(nodes, log), log_sds_density((nodes,), log)
    phi = found.draw(np.random.default_rng(6), 50)
    np.testing.assert_array_equal(phi[:, 0], alone.draw(np.random.default_rng(6).random(50)))
    np.testing.assert_allclose(found.log_density(phi), alone.log_density(phi[:, 0]), rtol=1e-12)


def test_no_draws_are_none() -> None:
    assert of_a_normal().draw(np.random.default_rng(0), 0).shape == (0, 2)
    assert of_a_normal().log_density(np.empty((0, 2))).shape == (0,)
