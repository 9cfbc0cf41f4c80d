"""Both rules against integrals in closed form, and the search for modes and ends."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import integrate, stats
from scipy.optimize import minimize_scalar

from bayes_bench.trust.exact.quadrature import (
    DROP,
    Array,
    Concave,
    Gauss,
    GaussNodes,
    OnePanel,
    Peak,
    Rule,
    Sinc,
    find_drop,
    find_mode,
    find_peak,
    partial_weights,
)

RULES: list[Rule] = [Sinc(100), Gauss(5, 11)]
MEANS, SDS = np.array([0.0, -3.0, 40.0]), np.array([1.0, 0.02, 7.0])


def normal(x: Array) -> tuple[Array, Array, Array]:
    """Log densities of three normal distributions, up to a constant, and two derivatives."""
    z = (x - MEANS) / SDS
    return -(z**2) / 2, -z / SDS, np.broadcast_to(-1 / SDS**2, z.shape)


def skewed(x: Array) -> tuple[Array, Array, Array]:
    """Log density of the log of a gamma variable of shape 3, up to a constant."""
    return 3 * x - np.exp(x), 3 - np.exp(x), -np.exp(x)


def peak_of(function: Concave, start: Array) -> Peak:
    return find_peak(function, start, start - 100.0, start + 100.0)


@pytest.mark.parametrize("rule", RULES)
def test_normal_moments_and_cdfs(rule: Rule) -> None:
    nodes = rule.nodes(peak_of(normal, MEANS + 0.3))
    at = nodes.position
    mass = nodes.weight * np.exp(-(((at - MEANS[:, None]) / SDS[:, None]) ** 2) / 2)
    np.testing.assert_allclose(mass.sum(axis=1), SDS * np.sqrt(2 * np.pi), rtol=1e-12)
    density = mass / mass.sum(axis=1, keepdims=True)
    np.testing.assert_allclose((density * at).sum(axis=1), MEANS, atol=1e-11)
    for score in (-9.0, -1.3, 0.0, 0.4, 2.5, 9.0):
        below = (density * nodes.fraction(MEANS + score * SDS)).sum(axis=1)
        np.testing.assert_allclose(below, stats.norm.cdf(score), atol=2e-9)


@pytest.mark.parametrize("rule", RULES)
def test_a_skewed_density(rule: Rule) -> None:
    nodes = rule.nodes(peak_of(skewed, np.zeros(1)))
    mass = nodes.weight * np.exp(3 * nodes.position - np.exp(nodes.position))
    assert mass.sum() == pytest.approx(2.0, rel=1e-12)  # gamma(3)
    below = (mass * nodes.fraction(np.array([0.5]))).sum() / 2
    assert below == pytest.approx(stats.gamma(3).cdf(np.exp(0.5)), abs=1e-9)


def test_the_rules_have_no_node_in_common() -> None:
    peak = peak_of(normal, MEANS)
    one, other = (rule.nodes(peak).position for rule in RULES)
    for mine, theirs in zip(one, other, strict=True):
        assert np.abs(mine[:, None] - theirs).min() > 0


@pytest.mark.parametrize("order", [2, 5, 11])
def test_gauss_legendre_is_exact_for_polynomials(order: int) -> None:
    nodes = GaussNodes(np.array([-1.0, 0.5, 2.0]), order)
    assert nodes.position.shape == (2 * order,)
    for power in range(2 * order):
        exact = (2.0 ** (power + 1) - (-1.0) ** (power + 1)) / (power + 1)
        assert nodes.weight @ nodes.position**power == pytest.approx(exact, rel=1e-11, abs=1e-11)
    # up to a cut, of what a polynomial through the nodes can be
    for power in range(order):
        exact = (1.2 ** (power + 1) - (-1.0) ** (power + 1)) / (power + 1)
        up_to = (nodes.weight * nodes.fraction(np.array(1.2))) @ nodes.position**power
        assert up_to == pytest.approx(exact, rel=1e-11, abs=1e-11)


def test_partial_weights_go_from_nothing_to_all() -> None:
    weights = partial_weights(np.array([-1.0, 1.0]), 7)
    np.testing.assert_allclose(weights, [[0.0] * 7, [1.0] * 7], atol=1e-13)


def test_one_panel_is_one_gauss_legendre_rule() -> None:
    peak = Peak(*(np.array(at) for at in (-1.0, 0.0, 3.0, 1.0)))
    nodes = OnePanel(6).nodes(peak)
    assert nodes.position.shape == (6,)
    assert nodes.weight.sum() == pytest.approx(4.0)
    exact, _ = integrate.quad(np.cos, -1, 3)
    assert nodes.weight @ np.cos(nodes.position) == pytest.approx(exact, abs=1e-6)


def corner(steepness: float) -> Callable[[Array], tuple[Array, Array, Array]]:
    """A normal that ends in a corner at 5: Newton's method alone goes to and fro."""

    def function(x: Array) -> tuple[Array, Array, Array]:
        p = 1 / (1 + np.exp(np.clip(-steepness * (x - 5), -700, 700)))
        value = -((x - 8) ** 2) / 2 - np.logaddexp(0.0, steepness * (x - 5))
        return value, 8 - x - steepness * p, -1 - steepness**2 * p * (1 - p)

    return function


@pytest.mark.parametrize("steepness", [1.0, 30.0, 1000.0])
def test_modes_are_those_of_another_search(steepness: float) -> None:
    function = corner(steepness)
    bounds = -20.0, 20.0
    found = float(find_mode(function, np.array(-15.0), *(np.array(b) for b in bounds)))
    theirs = minimize_scalar(
        lambda x: -float(function(np.array(x))[0]),
        bounds=bounds,
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert found == pytest.approx(theirs.x, abs=1e-4 / np.sqrt(steepness))


@pytest.mark.parametrize("drop", [1.0, DROP])
@pytest.mark.parametrize("side", [-1.0, 1.0])
def test_ends_are_where_the_log_density_fell_by_the_drop(drop: float, side: float) -> None:
    mode = np.full(1, np.log(3.0))
    end = find_drop(skewed, mode, np.full(1, side), drop)
    fell = skewed(mode)[0] - skewed(end)[0]
    assert np.sign(end - mode) == side
    assert 0.9 * drop < fell[0] + 0.02 < 1.1 * drop + 0.04


def test_the_width_is_the_sd_of_a_normal() -> None:
    peak = peak_of(normal, MEANS + 5.0)
    np.testing.assert_allclose(peak.mode, MEANS, atol=1e-9)
    np.testing.assert_allclose(peak.width, SDS, rtol=1e-12)
    reach = np.sqrt(2 * DROP)
    np.testing.assert_allclose((peak.right - peak.mode) / SDS, reach, rtol=0.06)
    np.testing.assert_allclose((peak.mode - peak.left) / SDS, reach, rtol=0.06)
