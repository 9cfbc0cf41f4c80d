"""Means of shifted logistic curves from moments, against people counted one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.polynomial.chebyshev import chebval
from scipy.optimize import approx_fprime
from scipy.special import expit

from bayes_bench.numerics.logistic_moments import (
    ORDERS,
    SPACING,
    LogisticMixture,
    LogisticMoments,
    centres_between,
    mixture_of,
    orders_needed,
)

CUT = 3e-10
"""What the series leave out at most."""


def moments(logits: np.ndarray, centres: np.ndarray) -> LogisticMoments:
    """Of groups of people who are counted once each; (draw, group, person)."""
    angle = np.arccos(np.tanh((logits[..., None] + centres) / 2))  # (draw, group, person, centre)
    means = np.stack([np.cos(k * angle).mean(axis=2) for k in range(1, ORDERS + 1)], axis=-1)
    return LogisticMoments(centres, means)


def people(seed: int = 1, shape: tuple[int, ...] = (3, 4, 50)) -> np.ndarray:
    return np.random.default_rng(seed).normal(-1.0, 1.7, shape)


@given(st.floats(-60, 60), st.floats(-60, 60))
def test_every_shift_in_between_is_near_a_centre(one: float, other: float) -> None:
    low, high = sorted((one, other))
    centres = centres_between(low, high)
    for shift in np.linspace(low, high, 9):
        assert np.abs(centres - shift).min() <= SPACING / 2 + 1e-12
    assert centres.size == max(1, np.ceil((high - low) / SPACING))


@pytest.mark.parametrize("reach", [0.4, 1.4, 4.0, 30.0])
def test_a_mean_at_a_shift_is_that_of_the_people(reach: float) -> None:
    logits = people(shape=(3, 1, 50))
    shifts = np.linspace(-reach, reach, 23) + np.zeros((3, 1))
    found, _ = moments(logits, centres_between(-reach, reach)).at(shifts)
    assert found == pytest.approx(expit(logits + shifts[:, :, None]).mean(axis=2), abs=CUT)


def test_the_slope_is_that_of_the_mean() -> None:
    made = moments(people(shape=(1, 1, 30)), centres_between(-4, 4))
    for shift in (-3.9, -1.2, 0.0, 0.3, 2.6):

        def mean(at: np.ndarray) -> float:
            return float(made.at(at[None, :])[0][0, 0])

        _, slope = made.at(np.array([[shift]]))
        assert slope[0, 0] == pytest.approx(approx_fprime([shift], mean, 1e-6)[0], abs=1e-6)


@pytest.mark.parametrize("reach", [1.0, 6.0, 500.0])
def test_means_alone_are_those_with_their_slopes(reach: float) -> None:
    centres = centres_between(-min(reach, 6.0), min(reach, 6.0))
    group = moments(people(shape=(3, 1, 50)), centres)
    shifts = np.random.default_rng(4).uniform(-reach, reach, (3, 40))
    assert group.mean_at(shifts) == pytest.approx(group.at(shifts)[0], abs=1e-14)
    assert group.mean_at(shifts[:, :0]).shape == (3, 0)


def test_a_mixture_is_the_mean_over_its_shifts() -> None:
    logits, rng = people(), np.random.default_rng(2)
    shifts, weights = rng.normal(0, 1.5, (3, 40)), rng.dirichlet(np.ones(40))[None, :]
    centres = centres_between(float(shifts.min()), float(shifts.max()))
    mixture = mixture_of(shifts, weights, centres)
    curves = expit(logits[..., None] + shifts[:, None, None, :]) @ weights[0]
    assert mixture.mean(moments(logits, centres)) == pytest.approx(curves.mean(axis=2), abs=CUT)


def test_groups_that_are_alike_have_one_mean() -> None:
    centres, rng = centres_between(-2.0, 2.0), np.random.default_rng(8)
    one = moments(people(shape=(3, 1, 50)), centres)
    alike = LogisticMoments(centres, np.broadcast_to(one.means, (3, 5, *one.means.shape[2:])))
    mixture = mixture_of(rng.uniform(-2, 2, (3, 7)), np.full((1, 7), 1 / 7), centres)
    written_out = LogisticMoments(centres, alike.means.copy())
    assert mixture.mean(alike) == pytest.approx(mixture.mean(written_out), abs=1e-15)
    assert mixture.mean(alike).shape == (3, 5)


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
    mixture = mixture_of(shifts + np.zeros((3, 1)), weights, centres_between(0, 0))
    exact = expit(logits[..., None] + shifts[0]) @ weights[0]
    error = np.abs(mixture.mean(moments(logits, centres_between(0, 0))) - exact.mean(axis=2)).max()
    assert 1e-11 < error < 1e-8


@pytest.mark.parametrize("reach", [0.0, 1.4, 6.0])
def test_every_group_at_the_same_shifts(reach: float) -> None:
    logits = people()
    shifts = np.linspace(-reach, reach, 11) + 0.1 * np.arange(3)[:, None]
    mean, variance = moments(logits, centres_between(-reach, reach + 0.2)).by_group(shifts)
    p = expit(logits[..., None] + shifts[:, None, None, :])  # (draw, group, person, shift)
    assert mean == pytest.approx(p.mean(axis=2), abs=CUT)
    assert variance == pytest.approx((p * (1 - p)).mean(axis=2), abs=10 * CUT)


def test_some_of_the_draws() -> None:
    whole = moments(people(), centres_between(-1, 1))
    few = whole[1:3]
    assert np.array_equal(few.means, whole.means[1:3])
    assert few.centres is whole.centres


def test_pooled_is_the_mean_of_the_groups() -> None:
    logits, centres = people(), centres_between(-2, 2)
    fractions = np.array([0.1, 0.2, 0.3, 0.4])
    found, _ = moments(logits, centres).pooled(fractions).at(np.full((3, 1), 0.7))
    assert found[:, 0] == pytest.approx(expit(logits + 0.7).mean(axis=2) @ fractions, abs=CUT)


def test_certain_people_stay_certain() -> None:
    logits = np.array([[[-800.0, -800.0]], [[800.0, 800.0]]])
    found, slope = moments(logits, centres_between(0, 0)).at(np.array([[1.0], [-1.0]]))
    assert found[:, 0] == pytest.approx([0, 1], abs=CUT)
    assert slope[:, 0] == pytest.approx([0, 0], abs=1e-8)
