"""Given the log sd, what is drawn and what is evaluated are the same density."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from bayes_bench.analysis import Analysis
from bayes_bench.posterior.density import Density, density_of
from bayes_bench.posterior.laplace.conditionals import Conditionals, Proposal, conditionals_at
from bayes_bench.posterior.laplace.proposal import proposal_of
from tests.builders.small_problems import counts_cells, counts_model


def gaussian_at(proposal: Proposal, phi: np.ndarray) -> Conditionals:
    """The conditional with next to no skewness."""
    conditionals = conditionals_at(proposal, phi)
    return replace(conditionals, skew=np.full_like(conditionals.skew, 1e-6))


def test_conditional_is_the_gaussian_of_its_precision(proposal: Proposal, density: Density) -> None:
    phi = 0.5 * (proposal.nodes[3:4] + proposal.nodes[4:5])
    gaussian = gaussian_at(proposal, phi)
    slopes = 0.5 * (proposal.cross[3] + proposal.cross[4]).T
    unit = np.diag(gaussian.precision[0])
    factor = 0.5 * (proposal.factor[3] + proposal.factor[4])
    schur = factor @ factor.T
    fixed = schur + slopes.T @ np.linalg.solve(unit, slopes)
    precision = np.block([[fixed, slopes.T], [slopes, unit]])
    mean = np.concatenate([gaussian.fixed[0], gaussian.unit[0]])
    oracle = stats.multivariate_normal(mean, np.linalg.inv(precision))
    rng = np.random.default_rng(11)
    for point in oracle.rvs(5, random_state=rng):
        ours = gaussian.log_density(point[None, : density.fixed], point[None, density.fixed :])
        assert ours[0] == pytest.approx(oracle.logpdf(point), abs=1e-4)


def test_draws_have_the_density_of_the_gaussian(proposal: Proposal, density: Density) -> None:
    size = 40_000
    phi = np.full((size, 1), proposal.nodes[5] + 1e-9)
    gaussian = gaussian_at(proposal, phi)
    rng = np.random.default_rng(12)
    fixed, unit = gaussian.draw(
        rng.standard_normal((size, density.fixed)), rng.standard_normal((size, density.units))
    )
    log = gaussian.log_density(fixed, unit)
    # the log density of a Gaussian draw is a constant minus half a chi-square
    top = gaussian.log_density(gaussian.fixed, gaussian.unit)
    dimension = density.fixed + density.units
    assert stats.kstest(2.0 * (top - log), stats.chi2(dimension).cdf).pvalue > 1e-4


@pytest.mark.parametrize("skew", [0.15, -0.15])
def test_unit_effects_are_shifted_lognormal(
    proposal: Proposal, density: Density, skew: float
) -> None:
    """Against SciPy's; a negative skewness is that of the mirror image."""
    size = 5000
    given = conditionals_at(proposal, np.full((size, 1), proposal.nodes[5]))
    given = replace(given, skew=np.full_like(given.skew, skew))
    rng = np.random.default_rng(14)
    normal = np.zeros((size, density.fixed)), rng.standard_normal((size, density.units))
    fixed, unit = given.draw(*normal)
    scale = given.precision[0] ** -0.5 / abs(skew)
    oracle = stats.lognorm(abs(skew), -scale, scale * np.exp(-0.5 * skew**2))
    away = np.sign(skew) * (unit - given.unit[0])
    np.testing.assert_allclose(oracle.mean(), 0.0, atol=1e-10)
    for j in range(density.units):
        one = stats.lognorm(abs(skew), -scale[j], scale[j] * np.exp(-0.5 * skew**2))
        assert stats.kstest(away[:, j], one.cdf).pvalue > 1e-4
    ours = given.log_density(fixed, unit) - given.log_fixed(fixed)
    np.testing.assert_allclose(ours, oracle.logpdf(away).sum(axis=1), atol=1e-8)
    beyond = given.log_density(fixed[:1], unit[:1] - 2.0 * np.sign(skew) * scale)
    assert beyond[0] < -1000.0


def test_skewness_is_that_of_an_effect_given_the_rest() -> None:
    """By quadrature of a unit's own likelihood and prior, at a share of .05 and of .95."""
    model = counts_model()
    density = density_of(Analysis(model, counts_cells([40, 40, 400], [2, 38, 200], model)))
    proposal = proposal_of(density)
    node = 5
    found = conditionals_at(proposal, proposal.nodes[node : node + 1])
    intercept, sd = found.fixed[0, 0], float(np.exp(proposal.nodes[node, 0]))
    u = np.linspace(-15.0 * sd, 15.0 * sd, 200_001)
    for unit, (trials, events) in enumerate(((40, 2), (40, 38), (400, 200))):
        log = events * u - trials * np.logaddexp(0.0, intercept + u) - 0.5 * (u / sd) ** 2
        weight = np.exp(log - log.max())
        mean = np.average(u, weights=weight)
        second, third = (np.average((u - mean) ** k, weights=weight) for k in (2, 3))
        assert 3.0 * found.skew[0, unit] == pytest.approx(third / second**1.5, rel=0.25, abs=0.01)


def test_log_density_of_a_draw_is_known_from_its_normals(
    proposal: Proposal, density: Density
) -> None:
    rng = np.random.default_rng(13)
    conditionals = conditionals_at(proposal, rng.uniform(-5.0, 2.0, (50, 1)))
    normal = rng.standard_normal((50, density.fixed)), rng.standard_normal((50, density.units))
    known, evaluated = (
        conditionals.log_of_normals(*normal),
        conditionals.log_density(*conditionals.draw(*normal)),
    )
    np.testing.assert_allclose(known, evaluated, atol=1e-8)


def test_so_it_is_with_further_groupings(grouped_density: Density) -> None:
    """Also where a log sd is below its first node, and the members' effects shrink."""
    proposal, rng = proposal_of(grouped_density), np.random.default_rng(13)
    conditionals = conditionals_at(proposal, rng.uniform(-9.0, 2.0, (60, grouped_density.sds)))
    sizes = grouped_density.fixed, grouped_density.units
    normal = tuple(rng.standard_normal((60, size)) for size in sizes)
    known, evaluated = (
        conditionals.log_of_normals(*normal),
        conditionals.log_density(*conditionals.draw(*normal)),
    )
    assert conditionals.scale.min() < 0.1
    np.testing.assert_allclose(known, evaluated, atol=1e-7)
