"""Indicators under three references, against independent draws and identities."""

from typing import get_args

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.trust.exact.draws import exact_draws
from bayes_bench.trust.exact.indicators import (
    Reference,
    expected_rate,
    gap_beyond,
    gap_cdf,
    gap_summary,
    national_moments,
)
from bayes_bench.trust.exact.ranks import rank_probabilities
from bayes_bench.trust.exact.summaries import Surface

DRAWS = 100_000
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(80)


def expected_in_draws(
    reference: str, mu: np.ndarray, sigma: np.ndarray, national: np.ndarray
) -> np.ndarray:
    if reference == "national":
        return national
    if reference == "typical":
        return expit(mu)
    return expit(mu[:, None] + sigma[:, None] * NODES) @ WEIGHTS / WEIGHTS.sum()


@pytest.mark.parametrize("reference", ["typical", "population", "national"])
@pytest.mark.parametrize("name", ["surgical", "one and a million", "outlier"])
def test_against_independent_draws(
    name: str, reference: Reference, surfaces: dict[str, Surface]
) -> None:
    surface = surfaces[name]
    draws = exact_draws(surface.problem, DRAWS, 20160101)
    national = draws.rate @ np.array(surface.problem.n) / sum(surface.problem.n)
    expected = expected_in_draws(reference, draws.mu, draws.sigma, national)
    gap = 100 * (draws.rate - expected[:, None])
    found = gap_summary(surface, reference)
    assert np.abs((gap.mean(axis=0) - found.mean) / found.sd).max() < 4.5 / np.sqrt(DRAWS)
    np.testing.assert_allclose(gap.std(axis=0), found.sd, rtol=0.03)
    p = np.clip(found.probability_negative, 0, 1)
    mcse = np.sqrt(p * (1 - p) / DRAWS) + 1 / DRAWS
    assert np.abs(((gap < 0).mean(axis=0) - p) / mcse).max() < 4.5


@pytest.mark.parametrize("reference", ["typical", "population", "national"])
def test_beyond_the_margin(reference: Reference, surfaces: dict[str, Surface]) -> None:
    surface = surfaces["two units"]
    draws = exact_draws(surface.problem, DRAWS, 20160102)
    national = draws.rate @ np.array([30, 40]) / 70
    expected = expected_in_draws(reference, draws.mu, draws.sigma, national)
    counted = (np.abs(100 * (draws.rate - expected[:, None])) > 1).mean(axis=0)
    beyond = gap_beyond(surface, reference, 1.0)
    assert np.abs((counted - beyond) / np.sqrt(beyond * (1 - beyond) / DRAWS)).max() < 4.5


@pytest.mark.parametrize("reference", ["typical", "population"])
@pytest.mark.parametrize("name", ["all and none", "one and a million"])
def test_two_integrators_agree(
    name: str,
    reference: Reference,
    surfaces: dict[str, Surface],
    gauss_surfaces: dict[str, Surface],
) -> None:
    one, other = (gap_summary(s[name], reference) for s in (surfaces, gauss_surfaces))
    np.testing.assert_array_less(np.abs(one.mean - other.mean) / one.sd, 1e-8)
    np.testing.assert_allclose(one.sd, other.sd, rtol=1e-8)
    np.testing.assert_allclose(one.probability_negative, other.probability_negative, atol=1e-8)


def test_national_of_two_units_is_their_order(surfaces: dict[str, Surface]) -> None:
    # The two gaps have opposite signs, so P(gap < 0) is the probability of rank 1.
    below = gap_cdf(surfaces["two units"], "national", 0.0)
    first = rank_probabilities(surfaces["two units"])[:, 0]
    # The inversion stops at 48 frequencies; the sums of two skewed rates need the most.
    np.testing.assert_allclose(below, first, atol=1e-5)


@pytest.mark.parametrize("name", ["surgical", "one and a million", "identical"])
def test_national_gaps_balance_over_people(name: str, surfaces: dict[str, Surface]) -> None:
    n = np.array(surfaces[name].problem.n)
    mean, _ = national_moments(surfaces[name])
    assert n @ mean / n.sum() == pytest.approx(0, abs=1e-9)


def test_population_rate_by_plain_gauss_hermite(surfaces: dict[str, Surface]) -> None:
    surface = surfaces["surgical"]
    mild = surface.sigma < 1  # where 80 plain nodes are good to 1e-9
    theta = surface.mu[mild, None] + surface.sigma[mild, None] * NODES
    plain = expit(theta) @ WEIGHTS / WEIGHTS.sum()
    np.testing.assert_allclose(
        expected_rate(surface.rule, surface.mu[mild], surface.sigma[mild], "population"),
        plain,
        atol=1e-9,
    )


def test_every_reference_is_tried() -> None:
    assert set(get_args(Reference.__value__)) == {"typical", "population", "national"}
