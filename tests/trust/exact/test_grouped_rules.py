"""Rules of quadrature that know their integrals, and directions that are directions."""

import numpy as np
import pytest
from scipy import stats

from bayes_bench.trust.exact.grouped_rules import (
    COARSE,
    DROP,
    GAUSS,
    LEAST,
    TRAPEZOID,
    GroupedRule,
    contrasts,
    sd_range,
)
from bayes_bench.trust.exact.problem import Exponential, HalfNormal

RULES = pytest.mark.parametrize("rule", [TRAPEZOID, GAUSS], ids=lambda rule: rule.name)


@RULES
def test_moments_of_a_prior_on_the_nodes_of_its_logarithm(rule: GroupedRule) -> None:
    prior, exact = HalfNormal(0.5), stats.halfnorm(scale=0.5)
    nodes = rule.log_sd(*sd_range(prior))
    sd, mass = np.exp(nodes.position), nodes.weight * np.exp(nodes.position)
    for power in range(3):
        mean = (mass * exact.pdf(sd) * sd**power).sum()
        assert mean == pytest.approx(exact.moment(power), rel=1e-7)


@RULES
def test_nodes_of_log_tau_know_probabilities(rule: GroupedRule) -> None:
    exact = stats.lognorm(1.2, scale=0.1)  # normal in log tau
    nodes = rule.tau(LEAST, 6.0)
    density = nodes.weight * stats.norm.pdf(nodes.position, np.log(0.1), 1.2)
    for point in (0.003, 0.3):
        below = density @ nodes.fraction(np.array(np.log(point)))
        assert below == pytest.approx(exact.cdf(point), abs=1e-9)


@RULES
def test_a_normal_density_on_a_circle_off_its_centre(rule: GroupedRule) -> None:
    """Von Mises: the mean of exp(k cos) over the circle is the Bessel function I_0(k)."""
    points, weight = rule.directions(3)
    np.testing.assert_allclose(np.linalg.norm(points, axis=1), 1.0)
    total = weight @ np.exp(6.0 * points @ [0.6, 0.8])
    assert total == pytest.approx(2 * np.pi * np.i0(6.0), rel=1e-9)


def test_two_members_differ_in_two_directions() -> None:
    points, weight = COARSE.directions(2)
    assert points.ravel().tolist() == [1.0, -1.0]
    assert weight.tolist() == [1.0, 1.0]


@pytest.mark.parametrize("members", [2, 3])
def test_contrasts_are_orthonormal_and_sum_to_zero(members: int) -> None:
    rows = contrasts(members)
    np.testing.assert_allclose(rows @ rows.T, np.eye(members - 1), atol=1e-15)
    np.testing.assert_allclose(rows.sum(axis=1), 0.0, atol=1e-15)


def test_the_range_of_an_sd_is_where_its_prior_has_not_vanished() -> None:
    _, mode, right = sd_range(Exponential(2.0))
    assert mode == pytest.approx(np.log(0.5), abs=0.011)  # x e^-2x
    lost = np.exp(right) * 2.0 - right - (1.0 + np.log(2.0))
    assert lost == pytest.approx(DROP, abs=1.0)


def test_the_two_sets_share_no_node() -> None:
    ranges = sd_range(HalfNormal(0.5))
    for first, second in (
        (TRAPEZOID.log_sd(*ranges), GAUSS.log_sd(*ranges)),
        (TRAPEZOID.tau(-36.0, 1.5), GAUSS.tau(-36.0, 1.5)),
    ):
        assert not set(first.position.round(9)) & set(second.position.round(9))
