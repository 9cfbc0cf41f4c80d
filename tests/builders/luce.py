"""Oracles for ranks: a joint distribution of orders that is known, and brute force over ties.

The order of independent exponential times with rates w is that of Plackett and Luce: the first is
j with probability w_j / sum(w), the next likewise among the rest (Plackett 1975,
doi:10.2307/2346567). With a few units, the probability of any statement about ranks is a sum over
all orders, in which no sampling takes part.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, permutations

import numpy as np
import xarray as xr

from tests.builders.exact_problems import PROBLEMS, Case

type Places = tuple[int, ...]
"""The rank of each unit, 1 = best."""

SURGICAL = Case(PROBLEMS["surgical"], "laplace")
"""Twelve hospitals: exact by quadrature, and with the sampler's draws; each when first needed."""
DIMS = ("chain", "draw", "unit")


def values_of(array: object, **coords: object) -> xr.DataArray:
    """An estimand of (draw, unit) or (chain, draw, unit)."""
    numbers = np.asarray(array, dtype=float)
    numbers = numbers.reshape((1,) * (3 - numbers.ndim) + numbers.shape)
    return xr.DataArray(numbers, dims=DIMS, coords=coords)


def random_values(seed: int = 1, chains: int = 2, draws: int = 50, units: int = 5) -> xr.DataArray:
    """Normal draws of units alike."""
    return values_of(np.random.default_rng(seed).normal(size=(chains, draws, units)))


# k = 1 of four. The first unit is best in 4 draws of 10, else last; the second is never far down.
BOLD_AND_STEADY = values_of(
    [[0, 1, 2, 3]] * 2 + [[0, 1, 3, 2]] * 2 + [[9, 0, 1, 2]] * 3 + [[9, 1, 0, 2]] * 3,
    unit=["bold", "steady", "third", "fourth"],
)


def places(order: Sequence[int]) -> Places:
    """Ranks of the units from the units in order of rank."""
    return tuple(1 + order.index(unit) for unit in range(len(order)))


@dataclass(frozen=True)
class Luce:
    """Independent exponential times; lower is better, a high rate is good."""

    rates: tuple[float, ...]

    def expected(self, statement: Callable[[Places], float]) -> float:
        """Exact expectation of a function of the ranks."""
        orders = permutations(range(len(self.rates)))
        return sum(self.probability(order) * statement(places(order)) for order in orders)

    def probability(self, order: Sequence[int]) -> float:
        """Probability that the units come in this order."""
        waiting = [self.rates[unit] for unit in order]
        return float(np.prod([rate / sum(waiting[i:]) for i, rate in enumerate(waiting)]))

    def values(self, seed: int, draws: int = 5000, chains: int = 4) -> xr.DataArray:
        """Independent draws of the times."""
        rng = np.random.default_rng(seed)
        times = rng.exponential(size=(chains, draws, len(self.rates))) / np.array(self.rates)
        return values_of(times, unit=list("abcdefghijkl"[: len(self.rates)]))


def brute(
    draws: Sequence[Sequence[float]], statement: Callable[[Places], float | Fraction]
) -> Fraction:
    """Mean of a statement over draws; within a draw, over all orders that sort it."""
    total = Fraction(0)
    for draw in draws:
        orders = sorting_orders(draw)
        total += Fraction(sum(Fraction(statement(places(order))) for order in orders), len(orders))
    return total / len(draws)


def sorting_orders(draw: Sequence[float]) -> list[tuple[int, ...]]:
    """All orders of the units in which the draw never falls."""
    orders = permutations(range(len(draw)))
    return [order for order in orders if all(draw[a] <= draw[b] for a, b in pairwise(order))]


def brute_table(draws: Sequence[Sequence[float]]) -> np.ndarray:
    """P(unit has rank), (unit, rank): all orders that sort a draw weigh the same."""
    units = range(len(draws[0]))
    table = [[Fraction(0)] * len(units) for _ in units]
    for draw in draws:
        orders = sorting_orders(draw)
        for order in orders:
            for place, unit in enumerate(order):
                table[unit][place] += Fraction(1, len(orders) * len(draws))
    return np.array(table, dtype=float)
