"""Compiling loops to machine code, and an exponential that a loop can do eight at a time.

Importing numba takes a third of a second: only modules of loops import this one, and they are
imported where they are first needed.
"""

from collections.abc import Callable
from functools import cache, partial
from hashlib import sha256
from math import factorial
from pathlib import Path
from typing import Any, NamedTuple, cast

import numba
import numpy as np
from llvmlite import ir
from numba import types
from numba.extending import intrinsic

LIBERTIES = {"contract", "nnan", "ninf", "nsz"}
LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
"""ln 2 in two parts, the first with so few digits that a multiple of it is exact."""
ROUNDER = 6755399441055744.0
"""1.5 * 2^52: what is added to it is rounded to a whole number, which its last bits then hold."""
EXPONENT_OF_ONE = 0x3FF0000000000000
SMALLEST = -700.0
"""exp of anything less would be no normal number."""
MAX_LOGIT = 300.0
"""Logits at which odds end: a probability is certain there, by far, to the last digit."""
C2, C3, C4, C5, C6, C7, C8, C9, C10, C11, C12 = (1.0 / factorial(k) for k in range(2, 13))
"""Taylor's coefficients: for |x| < ln 2 / 2 the first that is left out adds less than 1e-16."""


FLOAT, WHOLE, TRUTH = types.float64, types.int64, types.boolean
FLOATS1, FLOATS2, FLOATS3, FLOATS4 = (types.Array(FLOAT, ndim, "C") for ndim in range(1, 5))
INTEGERS1, INTEGERS2 = (types.Array(WHOLE, ndim, "C") for ndim in (1, 2))
CODES1, CODES2, CODES3 = (types.Array(types.int32, ndim, "C") for ndim in (1, 2, 3))
STATES2, BOOLS2 = types.Array(types.uint64, 2, "C"), types.Array(TRUTH, 2, "C")
"""numba's types of numbers and of arrays of so many dims: C-contiguous, but for the last."""


class Kernel(NamedTuple):
    """A compiled function, and the types of arguments that a run calls it with.

    Attributes
    ----------
    function : callable
        As numba has it.
    of : tuple
        numba's types.
    """

    function: Any
    of: tuple[Any, ...]


KERNELS: list[Kernel] = []
"""Of the modules that have been imported."""


def compiled[F: Callable[..., Any]](function: F) -> F:
    """Compile without the global lock; keep the machine code on disk where that is possible.

    Products and sums may be fused and infinities are not looked for, but nothing is reordered:
    the same machine gives the same digits every time. A division by 0 gives what it gives in
    NumPy: a loop that had to look for one would do one number at a time.
    """
    return _compiled(function, LIBERTIES)


def compiled_for[F: Callable[..., Any]](*of: Any) -> Callable[[F], F]:
    """Compile as `compiled` does a function that a run calls, and say what for.

    So it can be compiled before there is anything to call it with. With other types it is compiled
    when it is called.

    Parameters
    ----------
    *of : type or tuple
        The type of every argument; a tuple of types is a tuple of arguments.
    """

    def as_kernel(function: F) -> F:
        machine_code = compiled(function)
        KERNELS.append(Kernel(machine_code, tuple(map(_as_type, of))))
        return machine_code

    return as_kernel


def _as_type(of: Any) -> Any:
    """numba's type of a type, or of a tuple of types."""
    if not isinstance(of, tuple):
        return of
    tuples: Any = types.BaseTuple  # of which numba says no types
    return tuples.from_types(tuple(map(_as_type, of)))


def compiled_sum[F: Callable[..., Any]](function: F) -> F:
    """Compile a function that is nothing but a sum: its terms are added up side by side.

    In which order is decided when it is compiled, by their number alone: here too the same machine
    gives the same digits every time.
    """
    return _compiled(function, LIBERTIES | {"reassoc"})


def _compiled[F: Callable[..., Any]](function: F, liberties: set[str]) -> F:
    compile_it: Any = partial(numba.njit, nogil=True, fastmath=liberties, error_model="numpy")
    try:
        machine_code = compile_it(cache=True)(function)
    except RuntimeError:  # neither the package's folder nor the home folder can be written to
        machine_code = compile_it()(function)
        return cast("F", machine_code)
    # numba looks for changes in the function's own file alone, and takes in what it calls in others
    machine_code._cache._cache_file._source_stamp = _sources()  # noqa: SLF001
    return cast("F", machine_code)


@cache
def _sources() -> str:
    """A digest of the modules that machine code is made of: all kernels, and what they share."""
    here = Path(__file__)
    shared = here, here.with_name("lanes.py")
    modules = sorted([*here.parents[1].rglob("*_kernel.py"), *shared])
    return sha256(b"".join(module.read_bytes() for module in modules)).hexdigest()


def _same_bits(of: Any, as_type: Any, width: Any) -> Any:
    """A function of compiled code that takes the bits of one type for those of another."""

    def take(_context: Any, _number: Any) -> Any:
        def build(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
            return builder.bitcast(arguments[0], width)

        return as_type(of), build

    return intrinsic(take)


_bits_of = _same_bits(types.float64, types.int64, ir.IntType(64))
_float_of = _same_bits(types.int64, types.float64, ir.DoubleType())


@numba.njit(inline="always")
def exp_of_negative(x: float) -> float:
    """exp(x) for x <= 0, to two units in the last place; below exp(-700) it stays there."""
    return _exp(max(x, SMALLEST))


@numba.njit(inline="always")
def odds_of(logit: float) -> float:
    """exp(logit), to two units in the last place; beyond `MAX_LOGIT` to either side it stays there.

    So far out a probability is 0 or 1 to the last digit, and products of two odds are finite.
    """
    return _exp(min(max(logit, -MAX_LOGIT), MAX_LOGIT))


@numba.njit(inline="always")
def _exp(x: float) -> float:
    """exp(x) for |x| <= 700.

    The library's exponential takes one number at a time; this one is sums and products only, so
    that the compiler does as many at once as the processor can hold.
    """
    shifted = x * LOG2_E + ROUNDER
    power = shifted - ROUNDER  # whole, and |rest| <= ln 2 / 2
    rest = (x - power * LN2_HIGH) - power * LN2_LOW
    p = C11 + rest * C12
    p = C10 + rest * p
    p = C9 + rest * p
    p = C8 + rest * p
    p = C7 + rest * p
    p = C6 + rest * p
    p = C5 + rest * p
    p = C4 + rest * p
    p = C3 + rest * p
    p = C2 + rest * p
    p = 1.0 + rest * (1.0 + rest * p)
    power_of_two: float = _float_of((_bits_of(shifted) << 52) + EXPONENT_OF_ONE)
    return p * power_of_two


@numba.njit(inline="always")
def fraction_of(bits: int) -> float:
    """The first 52 of 64 random bits as a number in [0, 1).

    Conversions between integers and floats take one number at a time; this one does not.
    """
    between_one_and_two: float = _float_of(np.int64(bits >> np.uint64(12)) + EXPONENT_OF_ONE)
    return between_one_and_two - 1.0
