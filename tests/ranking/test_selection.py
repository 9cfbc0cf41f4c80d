"""Whom to visit and lists: brute force over choices and orders, known orders, quadrature, PISA."""

from collections.abc import Sequence
from itertools import combinations
from typing import Any, cast

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.orders import rank_orders
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.selection import Limit, expected_hits, size_classes, whom_to_visit
from bayes_bench.trust.exact.ranks import rank_probabilities as exact_rank_probabilities
from tests.builders.agreement import MOST
from tests.builders.luce import SURGICAL, Luce, brute, values_of
from tests.builders.pisa import MAYBE_TOP_5, scores

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))
SMALL_DRAWS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(2, 5)), elements=st.integers(0, 2)
)


def limit(values: xr.DataArray, groups: Any, most: int) -> Limit:
    return Limit(xr.DataArray(groups, {"unit": values["unit"].values}, dims="unit"), most)


def within(chosen: Sequence[int], limits: Sequence[Limit]) -> bool:
    groups = [one.groups.values[list(chosen)].tolist() for one in limits]
    return all(
        group.count(name) <= one.most
        for group, one in zip(groups, limits, strict=True)
        for name in group
    )


@settings(max_examples=60)
@given(
    SMALL_DRAWS, st.integers(1, 4), st.lists(st.integers(1, 2), max_size=3), st.integers(0, 9999)
)
def test_no_choice_within_the_limits_has_more_expected_hits(
    draws: np.ndarray, k: int, most: list[int], seed: int
) -> None:
    """Up to three groupings; of equally good choices the first in the order by loss."""
    units, rng = draws.shape[1], np.random.default_rng(seed)
    k, values = min(k, units - 1), values_of(draws, unit=np.arange(units))
    limits = [limit(values, rng.choice(["x", "y", "z"], units), number) for number in most]
    order = (
        rank_orders(Ranks(values, "lower"), k)["place"].sel(loss="top_k").values.argsort().tolist()
    )
    allowed = [chosen for chosen in combinations(order, k) if within(chosen, limits)]
    if not allowed:
        with pytest.raises(InputError, match=f"fewer than k = {k}"):
            whom_to_visit(values, "lower", k, limits)
        return

    def hits(chosen: Sequence[int]) -> float:
        return float(brute(draws.tolist(), lambda place: sum(place[j] <= k for j in chosen)))

    most_hits = max(map(hits, allowed))
    found = whom_to_visit(values, "lower", k, limits)
    assert float(found["expected_hits"]) == pytest.approx(most_hits, abs=1e-13)
    # combinations() gives those that come first in the order first.
    first = next(chosen for chosen in allowed if hits(chosen) > most_hits - 1e-12)
    assert found["unit"].values.tolist() == list(first)


def test_the_surest_first_is_not_enough_for_two_groupings() -> None:
    # P(in the top 2): .9, .6, .5, 0 in a square of two regions and two sizes, one of each allowed.
    draws = [[0, 1, 2, 3]] * 5 + [[0, 2, 1, 3]] * 4 + [[2, 0, 1, 3]]
    values = values_of(draws, unit=["a", "b", "c", "d"])
    limits = [limit(values, ["r", "r", "s", "s"], 1), limit(values, ["t", "u", "t", "u"], 1)]
    found = whom_to_visit(values, "lower", 2, limits)
    assert found["unit"].values.tolist() == ["b", "c"]
    assert float(found["expected_hits"]) == pytest.approx(1.1)
    # With "a" first, who is surest, only "d" could be added.
    assert whom_to_visit(values, "lower", 2, limits[:1])["unit"].values.tolist() == ["a", "c"]
    assert whom_to_visit(values, "lower", 2, limits[1:])["unit"].values.tolist() == ["a", "b"]


def test_hits_that_are_nearly_equal_are_told_apart() -> None:
    # 40,000 draws: a ten-thousandth of the hits, within which a solver may stop, is more than one.
    draws = np.tile([0.0, 1, 2, 3], (40_000, 1))
    draws[:20_001] = [0.0, 2, 1, 3]
    values = values_of(draws, unit=["a", "b", "c", "d"])
    limits = [limit(values, ["r", "s", "s", "t"], 1)]
    assert whom_to_visit(values, "lower", 2, limits)["unit"].values.tolist() == ["a", "c"]
    draws[:2] = [0.0, 1, 2, 3]
    values = values_of(draws, unit=["a", "b", "c", "d"])
    assert whom_to_visit(values, "lower", 2, limits)["unit"].values.tolist() == ["a", "b"]


def test_many_units_of_two_groupings_by_dual_prices() -> None:
    """Prices of the groups that bound every choice from above, and are reached."""
    rng = np.random.default_rng(3)
    units, k = 98, 10
    values = values_of(rng.normal(size=(2, 400, units)) + 0.02 * np.arange(units))
    values = values.assign_coords(unit=np.arange(units))
    groups = [rng.integers(0, 5, units), rng.integers(0, 3, units)]
    limits = [limit(values, groups[0], 2), limit(values, groups[1], 4)]
    found = whom_to_visit(values, "lower", k, limits)
    chosen = found["unit"].values.tolist()
    assert within(chosen, limits)
    p = expected_hits(Ranks(values, "lower"), k, range(units), 0.95)["probability"].values
    member = [np.equal.outer(np.unique(group), group) for group in groups]
    # The best lambda of a Lagrangian bound: every choice has at most this many expected hits.
    rows, bound = np.vstack([*member, np.ones(units)]), np.r_[[2.0] * 5, [4.0] * 3, k]
    dual = linprog(np.r_[bound, np.ones(units)], -np.c_[rows.T, np.eye(units)], -p)
    assert float(found["expected_hits"]) == pytest.approx(dual.fun, abs=1e-9)


def test_visits_of_a_known_distribution_of_orders() -> None:
    found = whom_to_visit(LUCE.values(31), "lower", 2)
    assert found["unit"].values.tolist() == ["a", "b"]

    def hits(place: tuple[int, ...]) -> int:
        return (place[0] <= 2) + (place[1] <= 2)

    mean, square = LUCE.expected(hits), LUCE.expected(lambda place: hits(place) ** 2)
    error = float(found["mcse_hits"])
    assert abs(float(found["expected_hits"]) - mean) < MOST * error
    assert error == pytest.approx(np.sqrt((square - mean**2) / 20_000), rel=0.15)
    exact = np.array([LUCE.expected(lambda place, j=j: place[j] <= 2) for j in range(2)])
    assert (np.abs(found["probability"].values - exact) < MOST * found["mcse"].values).all()
    np.testing.assert_allclose(found["mcse"], np.sqrt(exact * (1 - exact) / 20_000), rtol=0.15)


def test_the_error_of_the_hits_is_not_made_of_those_of_the_units() -> None:
    # Four units alike, three visited: of these two or three are in the top three. The variance of
    # the hits is 1/4 x 3/4, a third of the sum over the units.
    found = whom_to_visit(Luce((1.0,) * 4).values(9), "lower", 3)
    assert float(found["expected_hits"]) == pytest.approx(2.25, abs=0.02)
    assert float(found["mcse_hits"]) == pytest.approx(np.sqrt(3 / 16 / 20_000), rel=0.15)
    assert np.sqrt((found["mcse"] ** 2).sum()) > 1.4 * found["mcse_hits"]


def test_visits_to_the_worst_are_those_in_the_opposite_direction() -> None:
    values = LUCE.values(31)
    assert whom_to_visit(values, "higher", 2)["unit"].values.tolist() == ["e", "d"]


def test_visits_in_surgical_against_quadrature() -> None:
    values = SURGICAL.bench("typical")["predicted"]
    exact = xr.DataArray(
        exact_rank_probabilities(SURGICAL.surface, "higher")[:, :4].sum(axis=1),
        {"unit": values["unit"].values},
        dims="unit",
    )
    found = whom_to_visit(values, "higher", 4)
    assert set(found["unit"].values) == set(exact["unit"].values[np.argsort(-exact.values)[:4]])
    chosen = exact.sel(unit=found["unit"].values)
    assert (abs(found["probability"] - chosen) < MOST * found["mcse"]).all()
    gap = abs(float(found["expected_hits"]) - float(chosen.sum()))
    assert gap < MOST * float(found["mcse_hits"])
    # Of another list.
    listed = ["12", "2", "6", "10"]
    hits = expected_hits(Ranks(values, "higher"), 4, listed, 0.95)
    gap = abs(float(hits["expected_hits"]) - float(exact.sel(unit=listed).sum()))
    assert gap < MOST * float(hits["mcse_hits"])


def test_visits_spread_over_groups_cost_hits() -> None:
    values = LUCE.values(31)
    east = limit(values, ["east", "east", "west", "west", "east"], 1)
    found = whom_to_visit(values, "lower", 2, [east])
    assert found["unit"].values.tolist() == ["a", "c"]
    exact = LUCE.expected(lambda place: (place[0] <= 2) + (place[2] <= 2))
    assert abs(float(found["expected_hits"]) - exact) < MOST * float(found["mcse_hits"])
    free = whom_to_visit(values, "lower", 2)
    assert float(found["expected_hits"]) < float(free["expected_hits"])
    wide = whom_to_visit(values, "lower", 2, [Limit(east.groups, 2)])
    xr.testing.assert_identical(wide, free)
    small = limit(values, ["small", "large", "small", "large", "small"], 1)
    both = whom_to_visit(values, "lower", 2, [east, small])
    assert both["unit"].values.tolist() == ["b", "c"]


def test_groups_are_matched_by_label_and_may_hold_units_that_are_not_ranked() -> None:
    values = LUCE.values(31, draws=500).assign_coords(ranked=("unit", [True] * 4 + [False]))
    groups = limit(values, [1, 1, 2, 2, 3], 1).groups.isel(unit=[4, 2, 0, 3, 1])
    found = whom_to_visit(values, "lower", 2, [Limit(groups, 1)])
    assert found["unit"].values.tolist() == ["a", "c"]


def test_limits_that_cannot_be_used_are_refused() -> None:
    values = LUCE.values(31, draws=50)
    one = limit(values, ["x", "x", "x", "y", "y"], 1)
    for most in cast("tuple[int, ...]", (0, 1.5)):
        with pytest.raises(InputError, match=f"1 or more, not {most}"):
            whom_to_visit(values, "lower", 2, [Limit(one.groups, most)])
    with pytest.raises(InputError, match="1 of 5 ranked units have no group"):
        whom_to_visit(values, "lower", 2, [Limit(one.groups.isel(unit=slice(4)), 1)])
    with pytest.raises(InputError, match="2 of 5 ranked units have no group"):
        whom_to_visit(values, "lower", 2, [limit(values, ["x", None, "y", np.nan, "y"], 1)])
    with pytest.raises(InputError, match="each unit once"):
        whom_to_visit(values, "lower", 2, [Limit(one.groups.isel(unit=[0, 0, 1, 2, 3, 4]), 1)])
    with pytest.raises(InputError, match="leave 2 units, fewer than k = 3"):
        whom_to_visit(values, "lower", 3, [one])
    other = limit(values, ["u", "u", "u", "u", "u"], 1)
    with pytest.raises(InputError, match="leave 1 units, fewer than k = 2"):
        whom_to_visit(values, "lower", 2, [one, other])
    with pytest.raises(InputError, match="from 1 to 4"):
        whom_to_visit(values, "lower", 5)


def test_all_that_is_wrong_with_limits_is_said_at_once() -> None:
    values = LUCE.values(31, draws=50)
    wrong = [limit(values, ["x", None, "y", "y", "y"], 0), limit(values, [None] * 5, 1)]
    with pytest.raises(InputError) as refused:
        whom_to_visit(values, "lower", 2, wrong)
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize("listed", [["b", "e"], ["c"], ["d", "a", "b", "c"]])
def test_hits_of_a_list_in_a_known_distribution_of_orders(listed: list[str]) -> None:
    found = expected_hits(Ranks(LUCE.values(5), "lower"), 2, listed, 0.8)
    assert found["unit"].values.tolist() == listed
    places = ["abcde".index(unit) for unit in listed]
    exact = np.array(
        [
            LUCE.expected(lambda place, h=h: sum(place[j] <= 2 for j in places) == h)
            for h in range(len(listed) + 1)
        ]
    )
    error = np.sqrt(exact * (1 - exact) / 20_000)
    assert (np.abs(found["probability_hits"].values - exact) <= MOST * error + 1e-12).all()
    held = error > 0
    np.testing.assert_allclose(found["mcse_probability_hits"][held], error[held], rtol=0.15)
    mean = float(exact @ np.arange(exact.size))
    assert abs(float(found["expected_hits"]) - mean) < MOST * float(found["mcse_hits"])
    # By the words: the first number that leaves no more than a tenth above it, and below.
    cumulative = exact.cumsum()
    assert np.abs(cumulative[:-1] - 0.1).min() > 0.01 < np.abs(cumulative[:-1] - 0.9).min()
    assert int(found["lower"]) == int(np.argmax(cumulative >= 0.1))
    assert int(found["upper"]) == int(np.argmax(cumulative >= 0.9))


@settings(max_examples=60)
@given(SMALL_DRAWS, st.integers(1, 4), st.integers(0, 9999))
def test_hits_of_a_list_by_brute_force_over_ties(draws: np.ndarray, k: int, seed: int) -> None:
    units, rng = draws.shape[1], np.random.default_rng(seed)
    k = min(k, units - 1)
    chosen = rng.permutation(units)[: rng.integers(1, units + 1)].tolist()
    found = expected_hits(Ranks(values_of(draws), "lower"), k, chosen, 0.9)
    exact = [
        float(brute(draws.tolist(), lambda place, h=h: sum(place[j] <= k for j in chosen) == h))
        for h in range(len(chosen) + 1)
    ]
    np.testing.assert_allclose(found["probability_hits"], exact, atol=1e-12)
    mean = float(np.dot(exact, np.arange(len(exact))))
    assert float(found["expected_hits"]) == pytest.approx(mean, abs=1e-12)


def test_a_list_of_all_hits_as_many_as_are_at_the_top() -> None:
    found = expected_hits(Ranks(LUCE.values(5, draws=100), "lower"), 3, list("abcde"), 0.95)
    assert found["probability_hits"].values.tolist() == [0, 0, 0, 1, 0, 0]
    assert (int(found["lower"]), int(found["upper"])) == (3, 3)
    assert np.isnan(found["mcse_hits"])


def test_the_best_list_of_the_published_countries() -> None:
    values = scores(2018)
    best = whom_to_visit(values, "higher", 5)
    assert set(best["unit"].values) <= MAYBE_TOP_5
    same = expected_hits(Ranks(values, "higher"), 5, best["unit"].values.tolist(), 0.95)
    xr.testing.assert_identical(same[list(best)], best)
    # Five who are not in the published set are hardly ever among the five best.
    others = ["Norway", "United Kingdom", "Germany", "Ireland", "Austria"]
    assert int(expected_hits(Ranks(values, "higher"), 5, others, 0.95)["upper"]) == 0


def test_lists_that_cannot_be_used_are_refused() -> None:
    values = LUCE.values(31, draws=50).assign_coords(ranked=("unit", [True] * 4 + [False]))
    for wrong in ([], ["a", "a"]):
        with pytest.raises(InputError, match="one unit or more, each once"):
            expected_hits(Ranks(values, "lower"), 2, wrong, 0.95)
    with pytest.raises(InputError, match=r"2 units of the list are not among those ranked: e, z\."):
        expected_hits(Ranks(values, "lower"), 2, ["a", "z", "e"], 0.95)
    with pytest.raises(InputError, match="interval is a probability"):
        expected_hits(Ranks(values, "lower"), 2, ["a"], 95)
    with pytest.raises(InputError, match="from 1 to 3"):
        expected_hits(Ranks(values, "lower"), 4, ["a"], 0.95)


def people(numbers: Any, **coords: object) -> xr.DataArray:
    return xr.DataArray(
        numbers, {"unit": [f"u{j}" for j in range(len(numbers))], **coords}, ("unit",)
    )


def test_classes_of_size_have_equally_many_units() -> None:
    numbers = np.random.default_rng(2).permutation(np.arange(100, 198))
    for classes in (1, 2, 3, 4, 7, 98):
        found = size_classes(people(numbers), classes)
        counts = np.unique(found.values, return_counts=True)[1]
        assert counts.size == classes
        assert counts.max() - counts.min() <= 1
    found = size_classes(people(numbers))
    assert set(found.values) == {"100–132", "133–165", "166–197"}
    for number, name in zip(numbers, found.values, strict=True):
        low, high = map(int, name.split("–"))
        assert low <= number <= high


def test_units_of_one_size_are_in_one_class() -> None:
    found = size_classes(people([5, 7, 7, 7, 7, 90]), 3)
    assert found.values.tolist() == ["5–7"] * 5 + ["90"]
    assert set(size_classes(people([4.0] * 6), 3).values) == {"4"}


def test_units_that_are_not_ranked_have_no_class() -> None:
    found = size_classes(people([1, 2, 3, 4, 500], ranked=("unit", [True] * 4 + [False])), 2)
    assert found["unit"].values.tolist() == ["u0", "u1", "u2", "u3"]
    assert found.values.tolist() == ["1–2", "1–2", "3–4", "3–4"]


def test_sizes_that_cannot_be_classed_are_refused() -> None:
    with pytest.raises(InputError, match="2 of 3 numbers of people are missing or not whole"):
        size_classes(people([1.0, 2.5, np.nan]))
    for classes in cast("tuple[int, ...]", (0, 4, 1.5)):
        with pytest.raises(InputError, match=f"from 1 to 3, not {classes}"):
            size_classes(people([1, 2, 3]), classes)


def test_units_that_are_not_ranked_are_left_out() -> None:
    values = LUCE.values(6, draws=100)
    marked = values.assign_coords(ranked=("unit", [True, False, True, True, True]))
    kept = values.isel(unit=[0, 2, 3, 4])
    xr.testing.assert_equal(
        whom_to_visit(marked, "lower", 2).drop_vars("ranked"), whom_to_visit(kept, "lower", 2)
    )


def test_what_is_refused() -> None:
    values = LUCE.values(1, draws=20)
    for summary in (
        lambda v, b: whom_to_visit(v, b, 1),
        lambda v, b: expected_hits(Ranks(v, b), 1, ["a"], 0.95),
    ):
        with pytest.raises(InputError, match="two ranked units"):
            summary(values.isel(unit=[0]), "lower")
        with pytest.raises(InputError, match="higher"):
            summary(values, "up")
        with pytest.raises(BayesBenchError, match="1 units"):
            summary(values.where(values["unit"] != "c"), "lower")


def test_values_are_not_changed() -> None:
    values = LUCE.values(8, draws=20).assign_attrs(units="percentage points")
    before = values.copy(deep=True)
    limits = [limit(values, [1, 1, 2, 2, 3], 1)]
    assert whom_to_visit(values, "higher", 2, limits)["expected_hits"].attrs == {}
    assert expected_hits(Ranks(values, "higher"), 2, ["a"], 0.9)["probability"].attrs == {}
    xr.testing.assert_identical(values, before)
