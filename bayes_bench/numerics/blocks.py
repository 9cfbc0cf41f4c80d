"""Draws of many quantities, laid out a few quantities at a time and worked on by all cores."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bayes_bench.numerics.parallel import on_all_cores
from bayes_bench.typing import Floats

BLOCK = 2**16
"""Draws that are laid out at a time, of one quantity or of several."""


def slices(count: int, size: int) -> list[slice]:
    """Cut 0 ... count into slices of so many, the last perhaps of fewer.

    Parameters
    ----------
    count, size : int
        0 or more; 1 or more.
    """
    return [slice(i, min(i + size, count)) for i in range(0, count, size)]


def by_blocks(
    work: Callable[[Floats], Floats], draws: NDArray[np.number[Any] | np.bool_]
) -> list[Floats]:
    """Work on blocks of quantities, on all cores.

    Parameters
    ----------
    work : callable
        From draws (quantity, chain, draw), which it may change, to figures (quantity, ...) that
        depend on no other quantity.
    draws : ndarray (chain, draw, quantity)
        Of any type of number; at least one quantity.

    Returns
    -------
    list
        The figures in the order of the quantities.
    """
    chains, length, quantities = draws.shape
    size = max(1, BLOCK // (chains * length))
    blocks = slices(quantities, size)

    def one(block: slice) -> Floats:
        return work(_laid_out(draws, block))

    return on_all_cores(one, blocks) if len(blocks) > 1 else [one(blocks[0])]


def _laid_out(draws: NDArray[np.number[Any] | np.bool_], block: slice) -> Floats:
    """A copy of some of the quantities; (chain, draw, quantity) -> (quantity, chain, draw)."""
    if draws.dtype == np.float64 and draws.flags.c_contiguous:
        from bayes_bench.numerics.block_kernel import laid_out

        floats: Floats = draws  # type: ignore[assignment]  # its type was asked for
        return laid_out(floats, block.start, block.stop)
    return np.moveaxis(draws[:, :, block], 2, 0).astype(np.float64, order="C")
