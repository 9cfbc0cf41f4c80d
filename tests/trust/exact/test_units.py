"""One unit given (mu, sigma) against scipy's adaptive integration."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from scipy import integrate
from scipy.special import expit
from scipy.stats import norm

from bayes_bench.trust.exact.problem import Level, Unit
from bayes_bench.trust.exact.quadrature import Gauss, Rule, Sinc
from bayes_bench.trust.exact.units import around_corner, conditional, unit_peak

RULES: list[Rule] = [Sinc(100), Gauss(5, 11)]
UNITS = {
    "usual": Unit((Level(40, 9),)),
    "none": Unit((Level(25, 0),)),
    "all": Unit((Level(25, 25),)),
    "nobody": Unit((Level(0, 0),)),
    "mixed": Unit((Level(10, 1, -2.0), Level(30, 9, 0.3))),
    "large": Unit((Level(200_000, 44_000),)),
}
POINTS = [(-1.0, 0.4), (0.5, 3.0), (-2.0, 0.001)]


@cache
def by_quad(name: str, mu: float, sigma: float) -> tuple[float, float]:
    """Log marginal likelihood and mean rate, over z = u / sigma in pieces about the mode."""
    unit = UNITS[name]
    peak = unit_peak(unit, np.array(mu), np.array(sigma))
    mode, width = float(peak.mode), float(peak.width)
    top = float(unit.log_likelihood(np.array(mu + sigma * mode))) + norm.logpdf(mode)

    def both(z: float) -> np.ndarray:
        theta = np.array(mu + sigma * z)
        mass = np.exp(unit.log_likelihood(theta) - z**2 / 2 - np.log(2 * np.pi) / 2 - top)
        return np.array([mass, mass * unit.rate(theta)])

    edges = np.unique([float(peak.left), *(mode + width * np.arange(-6, 7)), float(peak.right)])
    pieces = [integrate.quad_vec(both, a, b, epsabs=1e-12)[0] for a, b in pairwise(edges)]
    mass, first = np.sum(pieces, axis=0)
    return top + float(np.log(mass)), float(first / mass)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize(("mu", "sigma"), POINTS)
def test_likelihood_and_rate(rule: Rule, name: str, mu: float, sigma: float) -> None:
    unit = UNITS[name]
    given = conditional(unit, np.array(mu), np.array(sigma), rule)
    log_likelihood, rate = by_quad(name, mu, sigma)
    assert float(given.log_likelihood) == pytest.approx(log_likelihood, abs=1e-8)
    assert float(given.mean(unit.rate(given.theta))) == pytest.approx(rate, rel=1e-8)
    assert given.probability.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(given.theta, mu + sigma * given.nodes.position)


def test_many_points_at_once_are_each_by_itself() -> None:
    unit = UNITS["mixed"]
    mu, sigma = np.array(POINTS).T
    together = conditional(unit, mu, sigma, RULES[0]).log_likelihood
    apart = [
        conditional(unit, np.array(m), np.array(s), RULES[0]).log_likelihood for m, s in POINTS
    ]
    np.testing.assert_allclose(together, apart, rtol=1e-12)


def test_nobody_leaves_the_effect_as_it_was() -> None:
    given = conditional(UNITS["nobody"], np.array(0.3), np.array(2.0), RULES[0])
    z = given.nodes.position
    assert float(given.log_likelihood) == pytest.approx(0.0, abs=1e-12)
    assert float(given.mean(z)) == pytest.approx(0.0, abs=1e-12)
    assert float(given.mean(z**2)) == pytest.approx(1.0)


@pytest.mark.parametrize("name", UNITS)
@pytest.mark.parametrize(("mu", "sigma"), [*POINTS, (3.0, 40.0), (-6.0, 100.0)])
def test_the_mode_solves_the_score_equation(name: str, mu: float, sigma: float) -> None:
    unit = UNITS[name]
    peak = unit_peak(unit, np.array(mu), np.array(sigma))
    _, slope, curvature = unit.integrand(peak.mode, np.array(mu), np.array(sigma))
    assert abs(float(slope)) < 1e-4 * np.sqrt(-float(curvature))
    assert peak.left < peak.mode < peak.right


def test_units_of_0_and_of_100_percent_are_mirror_images() -> None:
    none, every = UNITS["none"], UNITS["all"]
    for mu, sigma in [*POINTS, (2.0, 30.0)]:
        sizes = np.array(sigma)
        one, other = unit_peak(none, np.array(mu), sizes), unit_peak(every, np.array(-mu), sizes)
        assert float(one.mode) == pytest.approx(-float(other.mode), abs=1e-6)
        pair = (
            around_corner(peak, unit, np.array(of), sizes)
            for peak, unit, of in ((one, none, mu), (other, every, -mu))
        )
        mine, theirs = (float(peak.mode) for peak in pair)
        assert mine == pytest.approx(-theirs, abs=1e-6)


def test_nodes_go_to_the_corner_only_where_the_likelihood_has_one() -> None:
    mu, wide = np.array(2.0), np.array(30.0)
    for name in ("usual", "mixed", "nobody"):
        peak = unit_peak(UNITS[name], mu, wide)
        assert around_corner(peak, UNITS[name], mu, wide) is peak
    peak = unit_peak(UNITS["none"], mu, wide)
    moved = around_corner(peak, UNITS["none"], mu, wide)
    # there one of the 25 is expected to have the event, near enough
    assert 25 * expit(float(mu + wide * moved.mode)) == pytest.approx(1.0, abs=0.05)
    narrow = np.array(0.4)
    peak = unit_peak(UNITS["none"], mu, narrow)
    assert float(around_corner(peak, UNITS["none"], mu, narrow).mode) == float(peak.mode)
