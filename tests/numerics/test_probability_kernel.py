"""Means of everybody's own probability, against SciPy's logistic function person by person."""

from dataclasses import dataclass
from math import fsum

import numpy as np
import pytest
from scipy.special import expit

from bayes_bench.numerics.probability_kernel import mean_probabilities

# Sums of some dozens of weights in one order or another differ by less.
ROUNDING = 1e-14


@dataclass(frozen=True)
class People:
    """Cells of people who are alike, in the order of the units; dims as in `mean_probabilities`."""

    predictor: np.ndarray
    effect: np.ndarray
    trials: np.ndarray
    starts: np.ndarray

    @property
    def found(self) -> np.ndarray:
        people = np.add.reduceat(self.trials, self.starts[:-1])
        weights = self.trials / np.repeat(people, np.diff(self.starts))
        return mean_probabilities(self.predictor, self.effect, weights, self.starts)

    @property
    def one_by_one(self) -> np.ndarray:
        """The same from a list of persons and their units, each sum without rounding."""
        cells_of = [range(*ends) for ends in zip(self.starts[:-1], self.starts[1:], strict=True)]
        return np.array(
            [
                [
                    self.mean_of([row[c] + shift for c in cells for _ in range(self.trials[c])])
                    for cells, shift in zip(cells_of, shifts, strict=True)
                ]
                for row, shifts in zip(self.predictor, self.effect, strict=True)
            ]
        )

    @staticmethod
    def mean_of(logits: list[float]) -> float:
        return fsum(expit(logits)) / len(logits)


def people(
    seed: int, sizes: tuple[int, ...], draws: int = 7, spread: float = 2.0, most: int = 9
) -> People:
    """``sizes`` cells in each unit, each of 1 to ``most`` people."""
    rng = np.random.default_rng(seed)
    cells = sum(sizes)
    return People(
        rng.normal(0.0, spread, (draws, cells)),
        rng.normal(0.0, 1.0, (draws, len(sizes))),
        rng.integers(1, most + 1, cells),
        np.cumsum([0, *sizes]),
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(
    "sizes", [(1,), (17,), (1, 1, 1), (1, 9, 1, 1, 23), (4, 1)], ids=lambda sizes: f"{sizes}"
)
def test_person_by_person(seed: int, sizes: tuple[int, ...]) -> None:
    made = people(seed, sizes)
    np.testing.assert_allclose(made.found, made.one_by_one, rtol=0, atol=ROUNDING)


@pytest.mark.parametrize("spread", [0.01, 10.0, 60.0, 300.0])
def test_from_people_nearly_alike_to_people_who_are_certain(spread: float) -> None:
    made = people(4, (3, 1, 8), draws=40, spread=spread)
    np.testing.assert_allclose(made.found, made.one_by_one, rtol=0, atol=ROUNDING)


def test_certainties_are_nothing_and_all() -> None:
    """Logits of 800 both ways, in one cell, in one unit and by the effect alone."""
    made = People(
        np.array([[800.0, -800.0, 800.0, -800.0, 0.0], [-800.0, 800.0, 0.0, 0.0, 800.0]]),
        np.array([[0.0, 0.0, 0.0, 800.0], [0.0, 0.0, -800.0, -800.0]]),
        np.array([3, 5, 1, 3, 2]),
        np.array([0, 1, 2, 4, 5]),
    )
    # by hand: one cell of three people out of four is certain to have no event
    by_hand = [[1.0, 0.0, 0.25, 1.0], [0.0, 1.0, 0.0, 0.5]]
    np.testing.assert_allclose(made.one_by_one, by_hand, rtol=0, atol=ROUNDING)
    np.testing.assert_allclose(made.found, by_hand, rtol=0, atol=ROUNDING)
    assert np.isfinite(made.found).all()
    assert made.found.min() >= 0
    assert made.found.max() <= 1


def test_rare_outcomes_keep_their_digits() -> None:
    """A share of 1e-300 is right to its last digits, not only to 14 decimals."""
    logits = -np.linspace(0.0, 690.0, 2001)
    one = np.ones(logits.size)
    found = mean_probabilities(
        logits[:, None], np.zeros((one.size, 1)), np.ones(1), np.array([0, 1])
    )
    # two units in the last place of the exponential, and three roundings
    np.testing.assert_allclose(found[:, 0], expit(logits), rtol=2e-15, atol=0)


def test_an_outcome_and_its_opposite_make_one() -> None:
    made = people(6, (1, 12, 5), draws=30, spread=20.0)
    mirrored = People(-made.predictor, -made.effect, made.trials, made.starts)
    np.testing.assert_allclose(made.found + mirrored.found, 1.0, rtol=0, atol=ROUNDING)


def test_cells_weigh_by_their_people() -> None:
    """The negative control: cells that weigh the same are far from person by person."""
    made = people(7, (5, 9), most=60)
    alike = People(made.predictor, made.effect, np.ones_like(made.trials), made.starts)
    assert np.abs(alike.found - made.one_by_one).min() > 1e-4
    np.testing.assert_allclose(made.found, made.one_by_one, rtol=0, atol=ROUNDING)


def test_nobody_moves_a_unit_but_its_own_people() -> None:
    made = people(8, (2, 3, 2))
    moved = made.predictor + np.array([0, 0, 1, 1, 1, 0, 0])
    changed = People(moved, made.effect, made.trials, made.starts).found != made.found
    assert changed.any(axis=0).tolist() == [False, True, False]


def test_arguments_are_not_changed() -> None:
    made = people(9, (2, 3))
    before = [array.copy() for array in (made.predictor, made.effect, made.trials, made.starts)]
    first, second = made.found, made.found
    assert np.array_equal(first, second)
    for array, kept in zip(
        (made.predictor, made.effect, made.trials, made.starts), before, strict=True
    ):
        assert np.array_equal(array, kept)
