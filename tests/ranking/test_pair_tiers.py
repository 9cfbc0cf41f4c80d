"""Tiers by pairs: every division tried, and what a division promises."""

from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import InputError
from bayes_bench.ranking.pair_tiers import grades
from tests.builders.agreement import MOST
from tests.builders.luce import SURGICAL, Luce, values_of

DRAWS = arrays(
    np.int64, st.tuples(st.integers(2, 6), st.integers(2, 5)), elements=st.integers(0, 3)
)
ERROR = st.sampled_from([0.05, 0.1, 0.25, 0.4])


def wrong(draws: np.ndarray, above: int, below: int) -> np.ndarray:
    """1 where the unit below is better (lower), a half where they tie; (draw,)."""
    return (draws[:, below] < draws[:, above]) + 0.5 * (draws[:, below] == draws[:, above])


def divisions(order: list[int]) -> list[list[list[int]]]:
    """Every way to cut a list into neighbours."""
    places = range(1, len(order))
    cuts = [c for size in range(len(order)) for c in combinations(places, size)]
    return [[order[i:j] for i, j in zip((0, *c), (*c, len(order)), strict=True)] for c in cuts]


def apart(tiers: list[list[int]]) -> list[tuple[int, int]]:
    return [(i, j) for a, b in combinations(tiers, 2) for i in a for j in b]


@given(DRAWS, ERROR)
def test_no_division_of_the_list_gains_more(draws: np.ndarray, error: float) -> None:
    found = grades(values_of(draws), "lower", error)
    order = found["unit"].values.tolist()

    def gain(tiers: list[list[int]]) -> float:
        return sum(error - wrong(draws, i, j).mean() for i, j in apart(tiers))

    tier = found["tier"].values
    taken = [[u for u, t in zip(order, tier, strict=True) if t == n] for n in np.unique(tier)]
    best = max(gain(tiers) for tiers in divisions(order))
    assert gain(taken) == pytest.approx(best, abs=1e-9)  # sums of shares
    fewest = min(len(tiers) for tiers in divisions(order) if gain(tiers) > best - 1e-9)
    assert len(taken) == fewest


@given(DRAWS, ERROR)
def test_of_the_pairs_apart_no_more_than_the_error_is_in_the_wrong_order(
    draws: np.ndarray, error: float
) -> None:
    found = grades(values_of(draws), "lower", error)
    order, tier = found["unit"].values, found["tier"].values
    pairs = [
        (i, j)
        for i, a in zip(order, tier, strict=True)
        for j, b in zip(order, tier, strict=True)
        if a < b
    ]
    every = len(order) * (len(order) - 1) / 2
    assert float(found["pairs_apart"]) == pytest.approx(len(pairs) / every)
    if not pairs:
        assert np.isnan(float(found["wrong_order"]))
        return
    share = np.mean([wrong(draws, i, j).mean() for i, j in pairs])
    assert float(found["wrong_order"]) == pytest.approx(share, abs=1e-12)
    assert share <= error + 1e-12


def test_two_groups_far_apart_are_two_tiers_and_their_order_is_the_direction() -> None:
    values = Luce((900.0, 850.0, 3.0, 2.5)).values(5)
    assert grades(values, "lower", 0.05)["tier"].values.tolist() == [1, 1, 2, 2]
    turned = grades(values, "higher", 0.05)
    assert set(turned["unit"].values[:2]) == set(values["unit"].values[2:])


def test_units_alike_are_one_tier_however_many() -> None:
    values = Luce((1.0,) * 12).values(3)
    found = grades(values, "lower", 0.2)
    assert (found["tier"] == 1).all()
    assert float(found["pairs_apart"]) == 0.0


def test_the_monte_carlo_error_is_that_of_the_draws() -> None:
    """Two units with 80 % for the right order: the share of wrong orders is a coin's mean."""
    values = Luce((4.0, 1.0)).values(17)
    found = grades(values, "lower", 0.4)
    assert found["tier"].values.tolist() == [1, 2]
    error = float(found["mcse_wrong_order"])
    assert error == pytest.approx(np.sqrt(0.2 * 0.8 / 20_000), rel=0.15)
    assert abs(float(found["wrong_order"]) - 0.2) < MOST * error


def test_surgical_has_more_tiers_the_more_error_is_allowed() -> None:
    values = SURGICAL.bench("typical")["predicted"]
    count = [int(grades(values, "lower", error)["tier"].max()) for error in (0.001, 0.1, 0.3)]
    assert count[0] < count[1] < count[2]


@pytest.mark.parametrize("error", [0.0, 1.0, -0.1, 2.0])
def test_an_error_that_is_no_share_is_refused(error: float) -> None:
    with pytest.raises(InputError, match="error is a probability"):
        grades(Luce((2.0, 1.0)).values(1), "lower", error)


def test_units_that_are_not_ranked_are_left_out() -> None:
    values = xr.DataArray(
        [[[3.0, 1.0, 2.0], [3.0, 1.0, 2.0]]],
        {"unit": ["a", "b", "other"], "ranked": ("unit", [True, True, False])},
        ("chain", "draw", "unit"),
    )
    assert grades(values, "lower", 0.1)["unit"].values.tolist() == ["b", "a"]
