"""The compiled exponential, against the library's."""

import math

import numpy as np
import pytest
from numba import types

from bayes_bench.numerics.compiled import (
    FLOAT,
    FLOATS1,
    KERNELS,
    SMALLEST,
    WHOLE,
    compiled,
    compiled_for,
    compiled_sum,
    exp_of_negative,
)


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


@compiled_for((FLOATS1, (FLOATS1, WHOLE)), FLOAT)
def entry(numbers: tuple[np.ndarray, tuple[np.ndarray, int]], factor: float) -> float:
    first, (second, place) = numbers
    return factor * (first[place] + second[place])


def test_a_kernel_is_compiled_for_its_types_and_called_with_them() -> None:
    (kernel,) = (kernel for kernel in KERNELS if kernel.function is entry)
    pair = types.Tuple((FLOATS1, types.Tuple((FLOATS1, WHOLE))))
    assert kernel.of == (pair, FLOAT)
    kernel.function.compile(kernel.of)
    assert entry((np.arange(3.0), (np.ones(3), 2)), 2.0) == 6.0
    assert kernel.function.signatures == [kernel.of]


def test_a_kernel_can_be_called_with_other_types() -> None:
    assert entry((np.arange(6.0)[::2], (np.ones(3), 2)), 2) == 10.0


def test_tuples_of_one_type_are_what_numba_makes_of_arguments() -> None:
    @compiled_for((FLOATS1, FLOATS1))
    def both(pair: tuple[np.ndarray, np.ndarray]) -> float:
        return pair[0][0] + pair[1][0]

    assert KERNELS.pop().of == (types.UniTuple(FLOATS1, 2),)
    assert both((np.ones(1), np.ones(1))) == 2.0
