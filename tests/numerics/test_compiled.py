"""The compiled exponential, against the library's."""

import math

import numpy as np
import pytest

from bayes_bench.numerics.compiled import SMALLEST, compiled, compiled_sum, exp_of_negative


@compiled
def exponentials(values: np.ndarray) -> np.ndarray:
    out = np.empty_like(values)
    for place in range(values.size):
        out[place] = exp_of_negative(values[place])
    return out


def test_exp_to_two_units_in_the_last_place() -> None:
    values = -np.concatenate([np.linspace(0.0, 60.0, 20_001), np.geomspace(1e-12, 700.0, 5_001)])
    exact = np.array([math.exp(value) for value in values])
    assert (np.abs(exponentials(values) - exact) <= 2 * np.spacing(exact)).all()


@pytest.mark.parametrize("value", [-0.0, -1e-320])
def test_nothing_is_one(value: float) -> None:
    assert exponentials(np.array([value]))[0] == 1.0


def test_far_below_it_stays_where_it_is() -> None:
    far = exponentials(np.array([SMALLEST, -1e4, -1e300]))
    assert far[0] == pytest.approx(math.exp(SMALLEST), rel=1e-15)
    assert far[1] == far[2] == far[0]


def test_compiled_code_gives_the_same_digits_twice() -> None:
    values = -np.random.default_rng(1).exponential(20.0, 1000)
    assert exponentials(values).tobytes() == exponentials(values).tobytes()


@compiled_sum
def total(values: np.ndarray) -> float:
    found = 0.0
    for place in range(values.size):
        found += values[place]
    return found


@pytest.mark.parametrize("size", [0, 1, 7, 8, 63, 1000, 100_003])
def test_a_compiled_sum_wherever_its_numbers_are_kept(size: int) -> None:
    values = np.random.default_rng(1).exponential(1.0, size)
    assert total(values) == pytest.approx(math.fsum(values), rel=1e-13)
    shifted = np.concatenate([[0.0], values])[1:]  # at another place of a line of the cache
    assert total(shifted) == total(values)
