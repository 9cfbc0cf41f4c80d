"""Simultaneous rank sets: exact coverage by enumeration, and what their two halves are for."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.probabilities import rank_quantile
from bayes_bench.ranking.ranks import Ranks, rank_probabilities
from bayes_bench.ranking.simultaneous_sets import MIN_DRAWS, simultaneous_rank_sets
from tests.builders.agreement import MOST
from tests.builders.luce import Luce, values_of
from tests.builders.pisa import LAST, scores

LUCE = Luce((40.0, 20.0, 9.0, 3.0, 1.0, 0.2))


def inside(values: xr.DataArray, found: xr.Dataset) -> np.ndarray:
    """Which draws have all ranks within the sets, (chain, draw)."""
    spans = Ranks(values, "lower").spans
    held = (spans["first"] >= found["low"]) & (spans["last"] <= found["high"])
    return held.all("unit").values


def exact_coverage(low: xr.DataArray, high: xr.DataArray) -> float:
    a, b = low.values, high.values
    return LUCE.expected(lambda place: bool(((a <= place) & (place <= b)).all()))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.95])
def test_the_measured_coverage_is_the_exact_one(level: float) -> None:
    found = simultaneous_rank_sets(Ranks(LUCE.values(21), "lower"), level)
    exact = exact_coverage(found["low"], found["high"])
    measured, error = float(found["coverage"]), float(found["mcse_coverage"])
    assert abs(measured - exact) < MOST * error
    # 10,000 independent odd draws; the root of ArviZ's effective sample size scatters by 3 %.
    assert error == pytest.approx(np.sqrt(exact * (1 - exact) / 10_000), rel=0.15)
    # Six units take few values: sets fitted on 10,000 draws reach the level but for their error.
    assert exact > level - 3 * np.sqrt(level * (1 - level) / 10_000)


def test_intervals_for_one_unit_at_a_time_cover_less_together() -> None:
    """The negative control: 80 % for each unit is not 80 % for all."""
    table = rank_probabilities(LUCE.values(21), "lower")
    low, high = (rank_quantile(table, level) for level in (0.1, 0.9))
    found = simultaneous_rank_sets(Ranks(LUCE.values(21), "lower"), 0.8)
    assert exact_coverage(low, high) < 0.75
    assert exact_coverage(found["low"], found["high"]) > 0.79
    assert (found["low"] <= low).all()
    assert (found["high"] >= high).all()


def test_a_small_example_by_hand() -> None:
    # Even draws: the order abc 7 times, acb twice, cba once; depths .8 (b at most 2nd: 7 + 1 of
    # 10), .2 (b at least 3rd) and .1. Eight of ten need the depth .2: 9 draws, all but cba.
    even = [[1, 2, 3]] * 7 + [[1, 3, 2]] * 2 + [[3, 2, 1]]
    draws = [row for draw in even for row in (draw, [3, 2, 1])]
    found = simultaneous_rank_sets(Ranks(values_of(draws), "lower"), 0.8, least_draws=20)
    assert found["low"].values.tolist() == [1, 2, 2]
    assert found["high"].values.tolist() == [1, 3, 3]
    # All odd draws are the order left out.
    assert float(found["coverage"]) == 0.0
    assert str(found["verdict"].values) == "missed"


@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.8, 0.9, 0.95]))
def test_the_draws_kept_are_the_deepest_and_no_more_than_needed(seed: int, level: float) -> None:
    values = values_of(np.random.default_rng(seed).integers(0, 9, size=(2, 40, 4)))
    even = values.isel(draw=slice(0, None, 2))
    found = simultaneous_rank_sets(Ranks(values, "lower"), level, least_draws=80)
    kept = inside(even, found).ravel()
    assert kept.mean() >= level
    # Depths by counting draws, rank by rank; a tied draw is as deep as its worst rank.
    spans = Ranks(even, "lower").spans
    table = rank_probabilities(even, "lower").values
    first, last = (spans[end].values.reshape(-1, 4) for end in ("first", "last"))
    tails = [
        min(table[j, : first[s, j]].sum(), table[j, last[s, j] - 1 :].sum())
        for s in range(40)
        for j in range(4)
    ]
    depth = np.round(np.reshape(tails, (40, 4)).min(axis=1), 9)
    least = depth[kept].min()
    assert (depth[~kept] < least).all()
    assert (depth > least).mean() < level


def test_the_odd_draws_measure_and_do_not_fit() -> None:
    values = LUCE.values(5)
    found = simultaneous_rank_sets(Ranks(values, "lower"), 0.9)
    reversed_odd = values.copy(deep=True)
    reversed_odd[:, 1::2] = -reversed_odd[:, 1::2]
    other = simultaneous_rank_sets(Ranks(reversed_odd, "lower"), 0.9)
    xr.testing.assert_equal(found[["low", "high"]], other[["low", "high"]])
    assert float(found["coverage"]) > 0.85
    assert float(other["coverage"]) < 0.01


def forty(draws: int, seed: int) -> xr.DataArray:
    """Forty units that overlap with some ten others each."""
    noise = np.random.default_rng(seed).normal(size=(4, draws, 40))
    return values_of(noise + 0.2 * np.arange(40))


def test_few_draws_cover_less_than_they_were_fitted_for_and_it_shows() -> None:
    # 500 draws: at .95, tails of one draw in the 250 fitted decide.
    measured, words = [], []
    for seed in range(10):
        values = forty(125, seed)
        found = simultaneous_rank_sets(Ranks(values, "lower"), 0.95, least_draws=500)
        assert inside(values.isel(draw=slice(0, None, 2)), found).mean() >= 0.95
        measured.append(float(found["coverage"]))
        words.append(str(found["verdict"].values))
    assert np.mean(measured) < 0.91
    assert words.count("missed") > words.count("reached")


def test_sixteen_thousand_draws_come_close() -> None:
    found = simultaneous_rank_sets(Ranks(forty(4000, 87), "lower"), 0.95)
    assert abs(float(found["coverage"]) - 0.95) < 0.015


def test_a_level_well_below_what_is_covered_is_reached() -> None:
    # One order in nine draws of ten: any level up to .9 keeps all of them.
    draws = [[1.0, 2, 3]] * 9 + [[2.0, 1, 3]]
    values = values_of([draws[(7 * s) % 10] for s in range(4000)])
    shuffled = values.isel(draw=np.random.default_rng(1).permutation(4000))
    found = simultaneous_rank_sets(Ranks(shuffled, "lower"), 0.8, least_draws=4000)
    assert found["high"].values.tolist() == [1, 2, 3]
    assert str(found["verdict"].values) == "reached"
    assert float(found["coverage"]) == pytest.approx(0.9, abs=0.02)


def test_agreeing_draws_are_sets_of_one_rank() -> None:
    found = simultaneous_rank_sets(
        Ranks(values_of([[1.0, 3, 2]] * 20), "lower"), 0.95, least_draws=20
    )
    assert found["low"].values.tolist() == found["high"].values.tolist() == [1, 3, 2]
    assert float(found["coverage"]) == 1.0
    assert float(found["mcse_coverage"]) == 0.0


def test_identical_units_may_have_any_rank() -> None:
    found = simultaneous_rank_sets(Ranks(values_of(np.ones((20, 3))), "lower"), 0.9, least_draws=20)
    assert found["low"].values.tolist() == [1, 1, 1]
    assert found["high"].values.tolist() == [3, 3, 3]
    assert float(found["coverage"]) == 1.0


def test_the_other_direction_mirrors_the_sets() -> None:
    values = LUCE.values(6)
    lower, higher = (
        simultaneous_rank_sets(Ranks(values, better), 0.9) for better in ("lower", "higher")
    )
    np.testing.assert_array_equal(lower["low"], 7 - higher["high"])
    np.testing.assert_array_equal(lower["high"], 7 - higher["low"])
    assert float(lower["coverage"]) == float(higher["coverage"])


def test_the_published_countries_that_can_be_told_from_all_others() -> None:
    found = simultaneous_rank_sets(Ranks(scores(2018), "higher"), 0.95)
    last = sorted(LAST)
    assert int(found["low"].sel(unit=last).min()) == 35
    assert int(found["high"].drop_sel(unit=last).max()) == 34


def test_units_that_are_not_ranked_are_left_out() -> None:
    values = LUCE.values(6, draws=100)
    marked = values.assign_coords(ranked=("unit", [True, False] + [True] * 4))
    kept = values.isel(unit=[0, 2, 3, 4, 5])
    a, b = (simultaneous_rank_sets(Ranks(v, "lower"), 0.9, least_draws=400) for v in (marked, kept))
    xr.testing.assert_equal(a.drop_vars("ranked"), b)


def test_too_few_draws_are_refused_unless_asked_for() -> None:
    values = LUCE.values(1, draws=3999)
    assert MIN_DRAWS == 16_000
    with pytest.raises(InputError, match=r"16000 draws or more.*4 chains of 3999"):
        simultaneous_rank_sets(Ranks(values, "lower"), 0.95)
    assert simultaneous_rank_sets(Ranks(values, "lower"), 0.95, least_draws=15_996)
    with pytest.raises(InputError, match="8 a chain"):
        simultaneous_rank_sets(Ranks(values.isel(draw=slice(7)), "lower"), 0.95, least_draws=1)


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.1, np.nan])
def test_a_level_that_is_no_probability_is_refused(level: float) -> None:
    with pytest.raises(InputError, match="strictly between 0 and 1"):
        simultaneous_rank_sets(Ranks(LUCE.values(1), "lower"), level)


def test_what_is_refused() -> None:
    values = LUCE.values(1)
    with pytest.raises(InputError, match="two ranked units"):
        simultaneous_rank_sets(Ranks(values.isel(unit=[0]), "lower"), 0.95)
    with pytest.raises(InputError, match="higher"):
        simultaneous_rank_sets(Ranks(values, "best"), 0.95)
    with pytest.raises(BayesBenchError, match="chain"):
        simultaneous_rank_sets(Ranks(values.isel(chain=0), "lower"), 0.95)
