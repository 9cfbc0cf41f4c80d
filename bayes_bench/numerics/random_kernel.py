"""A compiled generator of uniform numbers, one for each draw (imported only when it runs).

Each draw has a generator of its own, so that what it draws depends neither on the other draws of
its block nor on the number of threads; and the generators of a block step side by side.

References
----------
Blackman & Vigna (2021), "Scrambled linear pseudorandom number generators", 10.1145/3460772
(xoshiro256+, whose first 52 bits are used).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.compiled import fraction_of
from bayes_bench.typing import Floats

type States = NDArray[np.uint64]
"""(4, draw): the state of every draw's generator."""


def states_from(rng: np.random.Generator, draws: int) -> States:
    """States of so many generators (4, draw); 256 random bits each, so that none overlap."""
    return rng.integers(0, 2**64, (4, draws), dtype=np.uint64, endpoint=False)


@numba.njit(inline="always")
def next_uniform(states: States, d: int) -> float:
    """The next number in [0, 1) of one draw: a multiple of 2^-52."""
    first, second, third, fourth = states[0, d], states[1, d], states[2, d], states[3, d]
    uniform: float = fraction_of(first + fourth)
    third ^= first
    fourth ^= second
    states[0, d] = first ^ fourth
    states[1, d] = second ^ third
    states[2, d] = third ^ (second << np.uint64(17))
    states[3, d] = (fourth << np.uint64(45)) | (fourth >> np.uint64(19))
    return uniform


@numba.njit(inline="always")
def next_uniforms(states: States, out: Floats) -> None:
    """The next number of every draw; out (draw,)."""
    for d in range(out.size):
        out[d] = next_uniform(states, d)
