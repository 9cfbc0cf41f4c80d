"""Tables of units by member, and one unit's likelihood."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import expit

from bayes_bench.errors import InputError
from bayes_bench.trust.exact.grouped_problem import GroupedProblem
from bayes_bench.trust.exact.problem import HalfNormal, Prior

USUAL = Prior(0.0, 1.5, HalfNormal(0.5))
TABLE = GroupedProblem(((4, 0), (3, 7)), ((1, 0), (3, 2)), USUAL, HalfNormal(0.5))


@pytest.mark.parametrize(
    ("n", "events"),
    [
        (((4,), (3,)), ((1,), (1,))),
        (((4, 1, 1, 1), (3, 1, 1, 1)), ((0, 0, 0, 0), (0, 0, 0, 0))),
        (((4, 1), (3,)), ((0, 0), (0,))),
        (((4, 1), (3, 1)), ((0, 0),)),
        (((4, 0), (3, 0)), ((0, 0), (0, 0))),
        (((4, 1), (3, 1)), ((0, 2), (0, 0))),
    ],
)
def test_impossible_tables_are_refused(
    n: tuple[tuple[int, ...], ...], events: tuple[tuple[int, ...], ...]
) -> None:
    with pytest.raises(InputError):
        GroupedProblem(n, events, USUAL, HalfNormal(0.5))


def test_pooled_members_are_one() -> None:
    assert (TABLE.units, TABLE.members) == (2, 2)
    assert (TABLE.pooled.n, TABLE.pooled.events) == ((4, 10), (1, 5))


def test_a_unit_has_only_the_members_that_it_has() -> None:
    assert TABLE.unit(0).present.tolist() == [0]
    assert TABLE.unit(1).present.tolist() == [0, 1]
    np.testing.assert_allclose(TABLE.unit(1).share, [0.3, 0.7])


def test_density_and_its_derivatives() -> None:
    """Bernoulli probabilities and the normal density of scipy, and central differences."""
    unit, at, z, sigma = TABLE.unit(1), np.array([[-0.4, 0.9]]), np.array([0.7]), 1.3
    p = expit(at[0] + sigma * z)
    people = 3 * np.log(p[0]) + 2 * np.log(p[1]) + 5 * np.log1p(-p[1])
    value, slope, curvature = (found[0] for found in unit.integrand(z, at, sigma))
    assert value == pytest.approx(people + stats.norm.logpdf(0.7))
    step = 1e-4
    below, above = (unit.log_density(z + d, at, sigma)[0] for d in (-step, step))
    assert slope == pytest.approx((above - below) / (2 * step), rel=1e-6)
    assert curvature == pytest.approx((above - 2 * value + below) / step**2, rel=1e-5)
    assert unit.rate(sigma * z, at)[0] == pytest.approx(0.3 * p[0] + 0.7 * p[1])


@pytest.mark.parametrize("sigma", [1e-9, 0.3, 4.0])
def test_the_mode_is_in_the_bracket(sigma: float) -> None:
    unit, at = TABLE.unit(1), np.array([[3.0, -5.0]])
    low, high = (unit.integrand(np.array([end]), at, sigma)[1][0] for end in unit.bracket(sigma))
    assert low > 0 > high
