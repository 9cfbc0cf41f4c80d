"""Blocks of quantities: every quantity once, in its order, whatever the size of a block."""

import numpy as np
import pytest

from bayes_bench.numerics import blocks
from bayes_bench.numerics.blocks import by_blocks, slices
from bayes_bench.typing import Floats


def first_and_last(block: Floats) -> Floats:
    assert block.flags.c_contiguous
    assert block.dtype == np.float64
    return np.stack([block[:, 0, 0], block[:, -1, -1]], axis=1)


@pytest.mark.parametrize("size", [1, 30, 2**16])
@pytest.mark.parametrize("kind", [np.float64, np.int32, np.bool_])
def test_each_quantity_once_and_in_order(
    monkeypatch: pytest.MonkeyPatch, size: int, kind: type
) -> None:
    monkeypatch.setattr(blocks, "BLOCK", size)
    draws: Floats = np.random.default_rng(3).integers(0, 9, (2, 5, 13)).astype(kind)
    found = np.concatenate(by_blocks(first_and_last, draws))
    assert found.tolist() == np.stack([draws[0, 0], draws[-1, -1]], axis=1).tolist()


def test_work_may_change_its_block_but_not_the_draws() -> None:
    draws = np.random.default_rng(4).random((1, 6, 1))  # laid out as a block is
    before = draws.copy()

    def spoil(block: Floats) -> Floats:
        block[:] = 0.0
        return block[:, 0, 0]

    assert by_blocks(spoil, draws)[0].tolist() == [0.0]
    assert draws.tolist() == before.tolist()


@pytest.mark.parametrize(("count", "size", "ends"), [(7, 3, [3, 6, 7]), (6, 3, [3, 6]), (0, 4, [])])
def test_slices_are_all_of_it_once(count: int, size: int, ends: list[int]) -> None:
    cut = slices(count, size)
    assert [one.stop for one in cut] == ends
    assert [i for one in cut for i in range(count)[one]] == list(range(count))
