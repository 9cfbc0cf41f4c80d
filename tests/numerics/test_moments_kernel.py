"""The pass over cells, against sums over the cells one by one."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.polynomial.chebyshev import chebval
from scipy.special import expit

from bayes_bench.numerics.lanes import DRAWS
from bayes_bench.numerics.moments_kernel import group_sums

STARTS = np.array([0, 1, 7, 20])
CENTRES = np.array([-2.5, 0.0])
ORDERS = 12


def problem(ways: int, loose: int, scale: float = 1.0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(ways + 10 * loose)
    return {
        "table": rng.normal(0, scale, (9, DRAWS)),
        "slopes": rng.normal(0, scale, (loose, DRAWS)),
        "codes": rng.integers(0, 9, (20, ways)).astype(np.int32),
        "loose": rng.normal(0, 1, (20, loose)),
        "weights": rng.random(20),
        "effect": rng.normal(0, scale, (3, DRAWS)),
    }


def summed(
    of: dict[str, np.ndarray], centres: np.ndarray = CENTRES, orders: int = ORDERS
) -> tuple[np.ndarray, ...]:
    values, cells = (of["table"], of["slopes"]), (of["weights"], STARTS)
    factors = np.exp(of["effect"]), np.exp(centres)
    return group_sums(values, of["codes"], of["loose"], cells, factors, orders)


def by_group(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Weighted sums over the cells of each group; (cell, ...) -> (group, ...)."""
    ends = pairwise(STARTS)
    return np.array([np.einsum("c,c...->...", weights[a:b], values[a:b]) for a, b in ends])


@pytest.mark.parametrize(("ways", "loose"), [(4, 0), (4, 2), (6, 0), (7, 3)])
def test_every_sum_is_that_of_its_cells(ways: int, loose: int) -> None:
    of = problem(ways, loose)
    predicted, variance, moments = summed(of)
    eta = of["table"][of["codes"]].sum(axis=1) + of["loose"] @ of["slopes"]  # (cell, draw)
    p = expit(eta + np.repeat(of["effect"], np.diff(STARTS), axis=0))
    assert predicted == pytest.approx(by_group(p, of["weights"]), abs=1e-13)
    assert variance == pytest.approx(by_group(p * (1 - p), of["weights"]), abs=1e-13)
    found = moments.reshape(3, CENTRES.size, ORDERS, DRAWS)
    for m, centre in enumerate(CENTRES):
        x = np.tanh((eta + centre) / 2)
        for k in range(1, ORDERS + 1):
            polynomial = chebval(x, np.eye(ORDERS + 1)[k])
            assert found[:, m, k - 1] == pytest.approx(
                by_group(polynomial, of["weights"]), abs=1e-12
            )


@pytest.mark.parametrize("side", [1.0, -1.0])
def test_huge_logits_are_certain(side: float) -> None:
    of = problem(4, 0)
    of["table"][:], of["effect"][:] = side * 400.0, side * 300.0
    predicted, variance, moments = summed(of)
    total = by_group(np.ones((20, 1)), of["weights"])
    wanted = np.tile(total, DRAWS) * (side > 0)
    assert predicted == pytest.approx(wanted, rel=1e-14, abs=1e-80)
    assert variance.max() < 1e-80
    every = moments.reshape(3, CENTRES.size, ORDERS, DRAWS)
    sign = side ** np.arange(1, ORDERS + 1)
    assert every == pytest.approx(
        np.broadcast_to(total[:, :, None, None] * sign[None, None, :, None], every.shape), rel=1e-12
    )


@pytest.mark.parametrize("logit", [-150.0, -40.0, -20.0, 20.0])
def test_a_rare_outcome_keeps_its_digits(logit: float) -> None:
    of = problem(4, 0)
    of["table"][:], of["effect"][:] = logit / 4, 0.0
    predicted, variance, _ = summed(of)
    total = by_group(np.ones((20, 1)), of["weights"])
    assert predicted == pytest.approx(np.tile(total, DRAWS) * expit(logit), rel=1e-13)
    both = expit(logit) * expit(-logit)
    assert variance == pytest.approx(np.tile(total, DRAWS) * both, rel=1e-13)


def test_no_centres_no_moments() -> None:
    of = problem(4, 0)
    alone = summed(of, np.empty(0))
    assert alone[2].size == 0
    assert np.array_equal(alone[0], summed(of)[0])


def test_fewer_orders_are_the_first_of_many() -> None:
    of = problem(5, 1)
    few, many = (summed(of, CENTRES, n)[2].reshape(3, 2, n, DRAWS) for n in (4, 20))
    assert np.array_equal(few, many[:, :, :4])
