"""Rounding to a step, held to decimal arithmetic."""

import math
from decimal import ROUND_HALF_EVEN, Context, Decimal

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bayes_bench.numerics.rounding import rounded

WIDE = Context(prec=700, rounding=ROUND_HALF_EVEN)


def by_decimals(value: float, step: float) -> float:
    """The multiple as one would work it out on paper: 700 digits hold every quotient's tie."""
    size = Decimal(repr(step))
    quotient = WIDE.divide(Decimal(repr(value)), size)
    return float(WIDE.multiply(quotient.to_integral_value(ROUND_HALF_EVEN, WIDE), size)) + 0.0


@pytest.mark.parametrize(
    ("value", "step", "wanted"),
    [
        (0.5, 1, 0.0),
        (1.5, 1, 2.0),
        (2.5, 1, 2.0),
        (-0.5, 1, 0.0),
        (-1.5, 1, -2.0),
        (40.49, 1, 40.0),
        (40.51, 1, 41.0),
        (7_500, 5_000, 10_000.0),
        (2_500, 5_000, 0.0),
        (0.25, 0.5, 0.0),
        (0.75, 0.5, 1.0),
        (0.35, 0.1, 0.4),  # a float a little below the tie that was typed
        (0.25, 0.1, 0.2),
        (1.15, 0.1, 1.2),  # and one a little above; 12 * 0.1 would be 1.2000000000000002
        (1.2345, 0.001, 1.234),
        (1e300, 1e-300, 1e300),
        (3.0, 1e300, 0.0),
        (5e-324, 5e-324, 5e-324),
        (2.0**60 + 256, 3, 2.0**60 + 256),
        (1.0, 1 / 3, 0.9999999999999999),
    ],
)
def test_multiples_by_hand(value: float, step: float, wanted: float) -> None:
    found = rounded(np.array([value]), step)
    assert found.tolist() == [wanted]
    assert not np.signbit(found[found == 0]).any()


def test_every_hundredth_to_every_tenth() -> None:
    """Of a hundred thousand numbers with two decimals every tenth is a tie."""
    cents = np.arange(-50_000, 50_000)
    found = rounded(cents / 100, 0.1)
    tenths = [round(cent / 10) for cent in cents.tolist()]  # exact: a tie of integers is a float
    assert found.tolist() == [tenth / 10 for tenth in tenths]


VALUES = st.floats(-1e15, 1e15) | st.decimals(-10_000, 10_000, places=3).map(float)
STEPS = st.sampled_from([1.0, 2.0, 0.5, 0.25, 0.1, 0.2, 0.001, 0.3, 5000.0, 1e-7, 1 / 3, 1e20])


@given(st.lists(VALUES, min_size=1, max_size=20), STEPS | st.floats(1e-6, 1e6))
@example([0.35, 1.15, 2.675, -0.35], 0.1)
def test_it_is_decimal_arithmetic(values: list[float], step: float) -> None:
    assert rounded(np.array(values), step).tolist() == [by_decimals(v, step) for v in values]


def test_what_is_missing_stays_missing() -> None:
    found = rounded(np.array([math.nan, 1.6, math.inf, -math.inf]), 1)
    assert np.isnan(found[0])
    assert found[1:].tolist() == [2.0, math.inf, -math.inf]
    assert np.isnan(rounded(np.array([math.nan]), 1e-30)).all()
    assert rounded(np.array([]), 1).size == 0


def test_what_is_given_is_not_changed() -> None:
    values = np.array([1.4, 0.35])
    rounded(values, 0.1)
    assert values.tolist() == [1.4, 0.35]
