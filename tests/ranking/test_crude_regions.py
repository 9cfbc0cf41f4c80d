"""Joint regions of ranks: all orders tried, a published figure, exact coverage, simulation."""

from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom, binomtest

from bayes_bench.errors import InputError
from bayes_bench.ranking.crude_regions import crude_rank_region, rank_region
from tests.builders.luce import places
from tests.builders.travel_times import STATES, intervals

N = [47, 148, 119, 810, 211, 196, 148, 215, 207, 97, 256, 360]
DEATHS = [0, 18, 8, 46, 8, 13, 9, 31, 14, 8, 29, 24]


def by_unit(array: Any, **coords: object) -> xr.DataArray:
    return xr.DataArray(np.asarray(array), {"unit": np.arange(len(array)), **coords}, ("unit",))


def possible(order: tuple[int, ...], lower: np.ndarray, upper: np.ndarray) -> bool:
    """Whether values strictly inside the intervals can rise in this order.

    They can where nobody has to lie above somebody who comes later.
    """
    return all(lower[a] < upper[b] for a, b in combinations(order, 2))


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 5)), min_size=2, max_size=6))
def test_regions_by_all_orders(drawn: list[tuple[int, int]]) -> None:
    lower = np.array([start for start, _ in drawn], dtype=float)
    upper = lower + [length for _, length in drawn]
    orders = [o for o in permutations(range(len(drawn))) if possible(o, lower, upper)]
    ranks = np.array([places(order) for order in orders])
    found = rank_region(by_unit(lower), by_unit(upper), "lower")
    np.testing.assert_array_equal(found["low"], ranks.min(axis=0))
    np.testing.assert_array_equal(found["high"], ranks.max(axis=0))
    turned = rank_region(by_unit(lower), by_unit(upper), "higher")
    np.testing.assert_array_equal(turned["low"], len(drawn) + 1 - found["high"])
    np.testing.assert_array_equal(turned["high"], len(drawn) + 1 - found["low"])


def test_the_published_region_of_the_states() -> None:
    lower, upper = intervals()
    found = rank_region(lower, upper, "lower")
    published = np.array([state[2:] for state in STATES.values()])
    np.testing.assert_array_equal(found["low"], published[:, 0])
    np.testing.assert_array_equal(found["high"], published[:, 1])
    # Negative control: were intervals that touch taken to overlap, half the figure would differ.
    apart = rank_region(lower, upper + 1e-9, "lower")
    differ = (apart["low"].values != published[:, 0]) | (apart["high"].values != published[:, 1])
    assert differ.sum() == 25


def test_a_region_in_the_opposite_direction_mirrors_the_figure() -> None:
    found = rank_region(*intervals(), "higher")
    published = np.array([state[2:] for state in STATES.values()])
    np.testing.assert_array_equal(found["low"], 52 - published[:, 1])
    np.testing.assert_array_equal(found["high"], 52 - published[:, 0])


def test_intervals_of_rates_against_another_implementation() -> None:
    found = crude_rank_region(by_unit(DEATHS), by_unit(N), "lower", 0.9)
    for j, (deaths, n) in enumerate(zip(DEATHS, N, strict=True)):
        exact = binomtest(deaths, n).proportion_ci(0.9 ** (1 / 12), method="exact")
        assert float(found["lower"][j]) == pytest.approx(exact.low, abs=1e-10)
        assert float(found["upper"][j]) == pytest.approx(exact.high, abs=1e-10)
    np.testing.assert_allclose(found["rate"], np.divide(DEATHS, N))
    region = rank_region(found["lower"], found["upper"], "lower")
    xr.testing.assert_equal(found[["low", "high"]], region)
    # H, from 8.8 % on, is above D and E, up to 8.2 and 8.7 %: all that can be said.
    assert found["low"].values.tolist() == [1] * 7 + [3] + [1] * 4
    assert found["high"].values.tolist() == [12] * 3 + [11] * 2 + [12] * 7


def coverage(rate: float, n: int, found: xr.Dataset) -> float:
    """P(the interval holds the rate), from an interval for each number of events 0 ... n."""
    inside = (found["lower"] < rate) & (rate < found["upper"])
    return float(binom.pmf(np.arange(n + 1), n, rate)[inside.values].sum())


EVERY = by_unit(np.arange(41)), by_unit([40] * 41)
"""Forty people, and a unit for each number of events there may be."""


@pytest.mark.parametrize("rate", [0.003, 0.05, 0.22, 0.5, 0.97])
def test_the_exact_joint_coverage_is_at_least_the_level(rate: float) -> None:
    assert coverage(rate, 40, crude_rank_region(*EVERY, "lower", 0.9)) ** 41 >= 0.9


@pytest.mark.parametrize("rate", [0.22, 0.5])
def test_intervals_for_one_unit_at_a_time_cover_less_together(rate: float) -> None:
    """The negative control."""
    alone = coverage(rate, 40, crude_rank_region(*EVERY, "lower", 0.9**41))
    assert alone >= 0.9
    assert alone**41 < 0.3


def test_the_simulated_coverage_of_all_ranks() -> None:
    # Sixty units that are almost alike: any two intervals apart are apart the wrong way round
    # half of the time.
    units, n, rng = 60, 400, np.random.default_rng(20)
    true = 0.2 + 1e-6 * np.arange(units)
    ranks, trials = np.arange(1, units + 1), by_unit([n] * units)
    held = {0.9: 0, 0.9**units: 0}
    for _ in range(60):
        events = by_unit(rng.binomial(n, true))
        for level in held:
            found = crude_rank_region(events, trials, "lower", level)
            held[level] += bool(((found["low"] <= ranks) & (ranks <= found["high"])).all())
    assert held[0.9] >= 54
    # Negative control: 90 % for one unit at a time.
    assert held[0.9**units] <= 36


def test_units_that_are_not_ranked_do_not_count() -> None:
    ranked = ("unit", [j != 3 for j in range(12)])
    keep = [j for j in range(12) if j != 3]
    events, trials = (by_unit(counts, ranked=ranked) for counts in (DEATHS, N))
    found = crude_rank_region(events, trials, "lower", 0.95)
    kept = crude_rank_region(
        by_unit(DEATHS).isel(unit=keep), by_unit(N).isel(unit=keep), "lower", 0.95
    )
    xr.testing.assert_equal(found.drop_vars("ranked"), kept)


def test_units_are_matched_by_label() -> None:
    events, trials = by_unit(DEATHS), by_unit(N)
    found = crude_rank_region(events, trials.isel(unit=slice(None, None, -1)), "higher", 0.9)
    xr.testing.assert_equal(found, crude_rank_region(events, trials, "higher", 0.9))
    bare = crude_rank_region(events.drop_vars("unit"), trials.drop_vars("unit"), "higher", 0.9)
    np.testing.assert_array_equal(bare["low"], found["low"])


def test_a_unit_without_trials_may_have_any_rank() -> None:
    found = crude_rank_region(by_unit([0, 5, 900]), by_unit([0, 1000, 1000]), "lower", 0.95)
    assert found["low"].values.tolist() == [1, 1, 2]
    assert found["high"].values.tolist() == [3, 2, 3]
    assert np.isnan(found["rate"][0])
    assert (found["lower"][0], found["upper"][0]) == (0.0, 1.0)


def test_certain_outcomes_have_an_end_at_nothing_or_all() -> None:
    found = crude_rank_region(by_unit([0, 50]), by_unit([50, 50]), "higher", 0.95)
    assert float(found["lower"][0]) == 0.0
    assert float(found["upper"][1]) == 1.0
    assert found["low"].values.tolist() == found["high"].values.tolist() == [2, 1]


def test_what_is_refused() -> None:
    lower, upper = by_unit([0.0, 1.0, 2.0]), by_unit([1.0, 2.0, 3.0])
    with pytest.raises(InputError, match="higher"):
        rank_region(lower, upper, "up")
    with pytest.raises(InputError, match="2 of 3 intervals are missing, or not longer than 0"):
        rank_region(lower, by_unit([0.0, 2.0, np.nan]), "lower")
    with pytest.raises(InputError, match="lower and upper are not of the same units"):
        rank_region(lower, upper.isel(unit=slice(2)), "lower")
    with pytest.raises(InputError, match="one dim unit"):
        rank_region(lower, upper.isel(unit=[0, 0, 1]), "lower")
    with pytest.raises(InputError, match="one dim unit"):
        rank_region(lower.expand_dims("draw"), upper, "lower")
    with pytest.raises(InputError, match="two ranked units"):
        rank_region(lower.isel(unit=[0]), upper.isel(unit=[0]), "lower")
    with pytest.raises(InputError, match="level is a probability"):
        crude_rank_region(by_unit([1, 2]), by_unit([3, 3]), "lower", 95.0)
    for events in ([1.5, 2.0], [-1.0, 2.0], [4.0, 2.0], [np.nan, 2.0]):
        with pytest.raises(InputError, match="1 of 2 units have counts"):
            crude_rank_region(by_unit(events), by_unit([3, 3]), "lower", 0.95)
    with pytest.raises(InputError, match="events and trials are not of the same units"):
        crude_rank_region(by_unit([1, 2]), by_unit([3, 3, 3]), "lower", 0.95)


def test_counts_are_not_changed() -> None:
    events, trials = by_unit(DEATHS), by_unit(N)
    before = events.copy(deep=True), trials.copy(deep=True)
    crude_rank_region(events, trials, "higher", 0.95)
    xr.testing.assert_identical(events, before[0])
    xr.testing.assert_identical(trials, before[1])
