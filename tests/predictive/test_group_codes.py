"""Codes of groups against the groups themselves."""

import numpy as np
import pytest
from scipy import sparse

from bayes_bench.predictive.group_codes import MAX_COMBINATIONS, coded


def decoded(groups: np.ndarray) -> np.ndarray:
    """What the codes say of every cell: in how many ways it is in each group (group, cell)."""
    codes = coded(sparse.csr_array(groups))
    members = codes.members.toarray()
    return np.sum([members[:, way] for way in codes.codes.T], axis=0)


@pytest.mark.parametrize("seed", range(5))
def test_overlapping_groups_come_back(seed: int) -> None:
    rng = np.random.default_rng(seed)
    unit, tenth, sex = (rng.integers(0, levels, 90) for levels in (20, 10, 2))
    rows = [
        *(unit == np.arange(20)[:, None]),
        np.ones(90, dtype=bool),
        *(tenth == np.arange(10)[:, None]),
        *(sex == np.arange(2)[:, None]),
        *(rng.random((6, 90)) < 0.3),
    ]
    groups = np.array(rows, dtype=np.int64)
    np.testing.assert_array_equal(decoded(groups), groups)


def test_few_groups_need_few_codes() -> None:
    rng = np.random.default_rng(1)
    levels = [rng.integers(0, 3, 50) for _ in range(6)]
    groups = np.concatenate([level == np.arange(3)[:, None] for level in levels]).astype(np.int64)
    codes = coded(sparse.csr_array(groups))
    assert codes.codes.shape[1] == 2  # (1 + 3)^4 combinations are as many as may be
    assert codes.members.shape[1] == MAX_COMBINATIONS + 16
    assert codes.codes.dtype == np.int32


def test_many_units_have_one_code() -> None:
    units = sparse.csr_array(np.repeat(np.eye(1000, dtype=np.int64), 2, axis=1))
    assert coded(units).codes.shape == (2000, 1)


def test_a_group_of_nobody_and_cells_of_no_group() -> None:
    groups = np.array([[0, 0, 0], [0, 1, 0]])
    np.testing.assert_array_equal(decoded(groups), groups)
