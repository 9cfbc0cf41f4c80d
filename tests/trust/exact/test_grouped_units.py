"""One unit given the members' log odds, against plain quadrature over its effect."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from bayes_bench.trust.exact.grouped_problem import GroupedUnit
from bayes_bench.trust.exact.grouped_rules import GAUSS, TRAPEZOID, GroupedRule
from bayes_bench.trust.exact.grouped_units import rough_log_likelihood, unit_given

BOTH = GroupedUnit(np.array([0, 2]), np.array([6.0, 9.0]), np.array([1.0, 5.0]))
ONE = GroupedUnit(np.array([1]), np.array([12.0]), np.array([0.0]))
SIGMA = 0.8
AT = np.array([[-1.0, 0.3, 0.4], [0.2, -1.5, -0.6]])
UNITS = pytest.mark.parametrize("unit", [BOTH, ONE], ids=["both", "one"])
RULES = pytest.mark.parametrize("rule", [TRAPEZOID, GAUSS], ids=lambda rule: rule.name)


def plain(unit: GroupedUnit, at: np.ndarray) -> dict[str, float]:
    """Every value from 40,001 equal steps of u."""
    u = np.linspace(-8.0, 8.0, 40_001)
    normal = stats.norm.pdf(u, 0, SIGMA)
    normal /= normal.sum()
    rates = expit(at[unit.present][:, None] + u)
    people = zip(rates, unit.n, unit.events, strict=True)
    likelihood = np.prod([p**y * (1 - p) ** (n - y) for p, n, y in people], axis=0)
    mass = normal * likelihood / (normal @ likelihood)
    own, share = unit.n / unit.n.sum() @ rates, unit.n / unit.n.sum()
    typical, population = share @ expit(at[unit.present]), share @ (rates @ normal)
    return {
        "log_likelihood": float(np.log(normal @ likelihood)),
        "effect": mass @ u,
        "effect_square": mass @ u**2,
        "rate": mass @ own,
        "rate_square": mass @ own**2,
        "typical_gap": 100 * (mass @ own - typical),
        "typical_gap_square": 1e4 * (mass @ (own - typical) ** 2),
        "population_gap": 100 * (mass @ own - population),
        "population_gap_square": 1e4 * (mass @ (own - population) ** 2),
        "typical_gap_probability_negative": mass[u < 0].sum() + mass[u == 0].sum() / 2,
    }


@UNITS
@RULES
def test_plain_quadrature_of_a_unit(unit: GroupedUnit, rule: GroupedRule) -> None:
    found = unit_given(unit, AT, SIGMA, rule)
    for place, at in enumerate(AT):
        exact = plain(unit, at)
        log_likelihood = exact.pop("log_likelihood")
        assert found.log_likelihood[place] == pytest.approx(log_likelihood, abs=1e-8)
        assert set(exact) == set(found.moments)
        for name, value in exact.items():
            assert found.moments[name][place] == pytest.approx(value, rel=1e-6), name


@RULES
def test_a_unit_of_one_member_is_interpolated_to_nine_digits(rule: GroupedRule) -> None:
    own = np.linspace(-6.0, 4.0, rule.points + 101)
    at = np.stack([own, own, own], axis=1)
    found = unit_given(ONE, at, SIGMA, rule)
    some = slice(150, 350)
    direct = unit_given(ONE, at[some], SIGMA, rule)
    off = found.log_likelihood[some] - direct.log_likelihood
    assert 0 < np.abs(off).max() < 1e-8
    for name, values in direct.moments.items():
        scale = max(1.0, np.abs(values).max())
        np.testing.assert_allclose(found.moments[name][some], values, atol=1e-8 * scale)


@UNITS
def test_the_rough_likelihood_is_near(unit: GroupedUnit) -> None:
    near = rough_log_likelihood(unit, AT, SIGMA, TRAPEZOID)
    exact = [plain(unit, at)["log_likelihood"] for at in AT]
    np.testing.assert_allclose(near, exact, atol=0.2)
