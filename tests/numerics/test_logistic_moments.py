"""Means of shifted logistic curves from moments, against people counted one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import expit

from bayes_bench.numerics.logistic_moments import (
    CUT,
    ORDERS,
    SPACING,
    centres_between,
    orders_within,
)
from tests.builders.logits import moments, people


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


@pytest.mark.parametrize("reach", [0.0, 0.02, 0.1, 0.25, 0.7, SPACING / 2])
def test_near_shifts_need_fewer_terms(reach: float) -> None:
    """The terms are enough for every person, whose series is no mean."""
    logits, orders = np.linspace(-9, 9, 181)[None, None, :], orders_within(reach)
    assert orders % 4 == 0
    each = np.moveaxis(logits, 2, 0)  # (draw, 1, 1)
    shifts = np.linspace(-reach, reach, 9) + np.zeros((181, 1))
    wanted = expit(each[:, 0] + shifts)
    found, _ = moments(each, np.zeros(1), orders).at(shifts)
    assert found == pytest.approx(wanted, abs=CUT)
    if orders > 4:
        fewer, _ = moments(each, np.zeros(1), orders - 4).at(shifts)
        assert np.abs(fewer - wanted).max() > CUT


def test_terms_are_few_for_near_shifts_and_all_for_the_farthest() -> None:
    assert orders_within(0.0) == 4
    assert orders_within(0.2) == 8
    assert orders_within(SPACING / 2) == ORDERS
    assert CUT == 3e-10


def test_the_slope_is_that_of_the_mean() -> None:
    made = moments(people(shape=(1, 1, 30)), centres_between(-4, 4))
    for shift in (-3.9, -1.2, 0.0, 0.3, 2.6):

        def mean(at: np.ndarray) -> float:
            return float(made.at(at[None, :])[0][0, 0])

        _, slope = made.at(np.array([[shift]]))
        assert slope[0, 0] == pytest.approx(approx_fprime([shift], mean, 1e-6)[0], abs=1e-6)


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


@pytest.mark.parametrize("reach", [1.0, 6.0, 500.0])
def test_means_alone_are_those_with_their_slopes(reach: float) -> None:
    centres = centres_between(-min(reach, 6.0), min(reach, 6.0))
    group = moments(people(shape=(3, 1, 50)), centres)
    shifts = np.random.default_rng(4).uniform(-reach, reach, (3, 40))
    assert group.mean_at(shifts) == pytest.approx(group.at(shifts)[0], abs=1e-14)
    assert group.mean_at(shifts[:, :0]).shape == (3, 0)
