"""What a unit's own share adds to what is expected of its people, by least squares."""

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import sparse

from bayes_bench.design.matrix import Design, Term
from bayes_bench.design.own_weight import own_weight

type Floats = NDArray[np.float64]

UNIT = np.repeat(np.arange(6), [3, 5, 4, 6, 2, 4])
TRIALS = np.random.default_rng(3).integers(1, 30, UNIT.size)


def design_of(*columns: Floats) -> Design:
    matrix = np.column_stack(columns).astype(float)
    terms = tuple(Term(f"x{n}", "linear", "", f"x{n}") for n in range(matrix.shape[1]))
    return Design(sparse.csr_array(matrix), np.average(matrix, 0, TRIALS), terms, {})


def raised(columns: list[Floats]) -> Floats:
    """How much the fitted share of a cell rises as all of its own unit rise by one (cell,)."""
    rows = np.column_stack([np.ones(UNIT.size), *columns]) * np.sqrt(TRIALS)[:, None]
    found = np.zeros(UNIT.size)
    for unit in range(6):
        own = unit == UNIT
        fitted = rows @ np.linalg.pinv(rows) @ (own * np.sqrt(TRIALS)) / np.sqrt(TRIALS)
        found[own] = fitted[own] - TRIALS[own].sum() / TRIALS.sum()
    return found


def test_it_is_what_least_squares_adds() -> None:
    rng = np.random.default_rng(5)
    columns: list[Floats] = [
        rng.normal(size=UNIT.size),
        rng.normal(size=UNIT.size).round(),
        UNIT**2 / 9,
    ]
    found = own_weight(design_of(*columns), UNIT, TRIALS)
    np.testing.assert_allclose(found, raised(columns), atol=1e-10)
    assert np.abs(found).max() > 0.1


@pytest.mark.parametrize("unit", range(6))
def test_a_unit_that_alone_has_a_level_is_all_that_is_known_of_it(unit: int) -> None:
    """Its part in the share of all, and the weight of its own, are one together."""
    part = TRIALS[unit == UNIT].sum() / TRIALS.sum()
    own = own_weight(design_of(np.where(unit == UNIT, 1.0, 0.0)), UNIT, TRIALS)[unit == UNIT]
    np.testing.assert_allclose(own + part, np.ones(own.size))


def test_columns_that_depend_on_each_other_change_nothing() -> None:
    column = np.random.default_rng(8).normal(size=UNIT.size)
    once = own_weight(design_of(column), UNIT, TRIALS)
    np.testing.assert_allclose(own_weight(design_of(column, 2 * column), UNIT, TRIALS), once)


def test_what_every_unit_has_alike_is_nobodys_own() -> None:
    """A column of the same mean in every unit."""
    column = np.zeros(UNIT.size)
    for unit in range(6):
        first, second = np.flatnonzero(unit == UNIT)[:2]
        column[first], column[second] = 1 / TRIALS[first], -1 / TRIALS[second]
    np.testing.assert_allclose(own_weight(design_of(column), UNIT, TRIALS), 0, atol=1e-12)
