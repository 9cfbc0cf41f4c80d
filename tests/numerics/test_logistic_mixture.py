"""Means of logistic curves over weighted shifts, against every shift and person by itself."""

import numpy as np
import pytest
from numpy.polynomial.chebyshev import chebval
from scipy.special import expit

from bayes_bench.numerics.logistic_mixture import LogisticMixture, mixture_of, orders_needed
from bayes_bench.numerics.logistic_moments import CUT, ORDERS, LogisticMoments, centres_between
from tests.builders.logits import moments, people


def test_a_mixture_is_the_mean_over_its_shifts() -> None:
    logits, rng = people(), np.random.default_rng(2)
    shifts, weights = rng.normal(0, 1.5, (3, 40)), rng.dirichlet(np.ones(40))[None, :]
    centres = centres_between(float(shifts.min()), float(shifts.max()))
    mixture = mixture_of(shifts, weights, centres, ORDERS)
    curves = expit(logits[..., None] + shifts[:, None, None, :]) @ weights[0]
    assert mixture.mean(moments(logits, centres)) == pytest.approx(curves.mean(axis=2), abs=CUT)


@pytest.mark.parametrize("error", [1e-3, 1e-6, 1e-10])
@pytest.mark.parametrize("reach", [0.0, 0.7, 6.0])
def test_so_many_terms_as_are_needed_are_enough(error: float, reach: float) -> None:
    rng = np.random.default_rng(3)
    shifts = np.clip(rng.normal(0, 1.5, (3, 40)), -reach, reach)
    weights, centres = rng.dirichlet(np.ones(40))[None, :], centres_between(-2, 2)
    orders = orders_needed(shifts, weights, centres, error, range(0, 200, 4))
    assert orders is not None
    assert orders % 4 == 0
    logits = np.linspace(-9, 9, 181)
    exact = (expit(logits + shifts[:, :, None]) * weights[..., None]).sum(axis=1)

    def worst(terms: int) -> float:
        found = at(mixture_of(shifts, weights, centres, terms), logits)
        return float(np.abs(found - exact).max())

    assert worst(orders) <= error
    assert orders == 0 or worst(max(orders - 8, 0)) > 0.01 * error


def at(mixture: LogisticMixture, logits: np.ndarray) -> np.ndarray:
    """The curve itself at logits (point,); (draw, point)."""
    series = sum(
        np.stack([chebval(np.tanh(0.5 * (logits + centre)), row) for row in by_draw])
        for centre, by_draw in zip(
            mixture.centres, np.moveaxis(mixture.coefficients, 1, 0), strict=True
        )
    )
    return 0.5 * (1.0 + np.asarray(series))


def test_no_number_of_terms_serves_a_shift_without_end() -> None:
    far, one = np.full((1, 1), 700.0), np.ones((1, 1))
    assert orders_needed(far, one, np.zeros(1), 1e-6, range(0, 49, 4)) is None
    assert orders_needed(far, one, np.full(1, 700.0), 1e-6, range(0, 49, 4)) == 4


def test_far_shifts_of_little_weight_may_lie_beyond_the_centres() -> None:
    """The tails of a quadrature: their error is worth their weight."""
    logits = people()
    shifts = np.array([[0.0, 4.0]])
    weights = np.array([[1.0 - 1e-6, 1e-6]])
    mixture = mixture_of(shifts + np.zeros((3, 1)), weights, centres_between(0, 0), ORDERS)
    exact = expit(logits[..., None] + shifts[0]) @ weights[0]
    error = np.abs(mixture.mean(moments(logits, centres_between(0, 0))) - exact.mean(axis=2)).max()
    assert 1e-11 < error < 1e-8


def test_groups_that_are_alike_have_one_mean() -> None:
    centres, rng = centres_between(-2.0, 2.0), np.random.default_rng(8)
    one = moments(people(shape=(3, 1, 50)), centres)
    alike = LogisticMoments(centres, np.broadcast_to(one.means, (3, 5, *one.means.shape[2:])))
    mixture = mixture_of(rng.uniform(-2, 2, (3, 7)), np.full((1, 7), 1 / 7), centres, ORDERS)
    written_out = LogisticMoments(centres, alike.means.copy())
    assert mixture.mean(alike) == pytest.approx(mixture.mean(written_out), abs=1e-15)
    assert mixture.mean(alike).shape == (3, 5)
