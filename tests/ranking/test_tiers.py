"""Tiers: brute force over orders and divisions, known orders, PISA."""

from itertools import combinations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.tiers import grades, joint_tiers
from tests.builders.agreement import MOST
from tests.builders.luce import SURGICAL, Luce, sorting_orders, values_of
from tests.builders.pisa import LAST, SCORES, scores

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))
APART = Luce((900.0, 700.0, 5.0, 4.0, 0.1))
DRAWS = arrays(
    np.int64, st.tuples(st.integers(2, 6), st.integers(2, 5)), elements=st.integers(0, 3)
)
ERROR = st.sampled_from([0.05, 0.1, 0.25, 0.4])


def test_tiers_of_a_known_distribution_of_orders() -> None:
    found = joint_tiers(Ranks(APART.values(41).isel(unit=[4, 2, 0, 3, 1]), "lower"), 0.05)
    assert found["unit"].values.tolist() == ["a", "b", "c", "d", "e"]
    assert found["above"].values.tolist() == ["a", "b", "c", "d"]
    assert found["below"].values.tolist() == ["b", "c", "d", "e"]
    exact = np.array(
        [APART.expected(lambda place, m=m: max(place[:m]) < min(place[m:])) for m in range(1, 5)]
    )
    error = np.sqrt(exact * (1 - exact) / 20_000)
    assert (np.abs(found["probability"] - exact) < MOST * error).all()
    np.testing.assert_allclose(found["mcse"], error, rtol=0.15)
    assert [p > 0.95 for p in exact] == [False, True, False, True]
    assert found["verdict"].values.tolist() == ["together", "apart", "together", "apart"]
    assert found["tier"].values.tolist() == [1, 1, 2, 2, 3]
    at_once = APART.expected(lambda p: max(p[:2]) < min(p[2:]) and max(p[:4]) < p[4])
    assert abs(float(found["all_hold"]) - at_once) < MOST * float(found["mcse_all_hold"])
    assert float(found["all_hold"]) >= 1 - 2 * 0.05


def test_every_pair_apart_is_not_every_unit_apart() -> None:
    """The negative control: a boundary where each pair of neighbours and of units passes alone."""
    # In 18 draws of 100 one of six good units falls behind the last, each in three.
    draws = [[1.0, 2, 3, 4, 5, 6, 9]] * 82
    draws += [[10.0 if j == s % 6 else 1.0 + j for j in range(6)] + [9.0] for s in range(18)]
    values = values_of([draws[s] for s in np.random.default_rng(4).permutation(100).repeat(40)])
    pairs = Ranks(values, "lower").pairwise[:6, 6]
    assert (pairs >= 0.95).all()
    found = joint_tiers(Ranks(values, "lower"), 0.05)
    assert float(found["probability"][5]) == pytest.approx(0.82)
    assert found["verdict"].values[5] == "together"


@given(
    arrays(np.int64, st.tuples(st.integers(4, 8), st.integers(2, 4)), elements=st.integers(0, 3)),
    st.sampled_from([0.05, 0.3, 0.6]),
)
def test_boundaries_by_brute_force(draws: np.ndarray, error: float) -> None:
    """A boundary holds in a draw where it does however ties are broken."""
    found = joint_tiers(Ranks(values_of(draws), "lower"), error)
    order, units = found["unit"].values, draws.shape[1]
    holds = np.array(
        [
            [
                all(set(o[:m]) == set(order[:m].tolist()) for o in sorting_orders(draw))
                for m in range(1, units)
            ]
            for draw in draws.tolist()
        ]
    )
    np.testing.assert_allclose(found["probability"], holds.mean(axis=0), atol=1e-15)
    apart = found["verdict"].values == "apart"
    np.testing.assert_array_equal(np.diff(found["tier"]), apart)
    assert (holds.mean(axis=0)[apart] >= 1 - error).all()
    assert float(found["all_hold"]) == pytest.approx(holds[:, apart].all(axis=1).mean())


def test_tiers_are_as_many_as_the_rule_allows() -> None:
    # Certain orders: with any boundary left out there would be fewer tiers.
    found = joint_tiers(Ranks(values_of([[3.0, 1.0, 2.0]] * 20), "lower"), 0.01)
    assert found["unit"].values.tolist() == [1, 2, 0]
    assert found["tier"].values.tolist() == [1, 2, 3]
    assert found["mcse"].values.tolist() == [0.0, 0.0]
    assert float(found["all_hold"]) == 1.0


def test_identical_units_are_one_tier() -> None:
    found = joint_tiers(Ranks(values_of(np.zeros((20, 4))), "lower"), 0.4)
    assert found["tier"].values.tolist() == [1, 1, 1, 1]
    assert found["probability"].values.tolist() == [0.0, 0.0, 0.0]
    assert float(found["all_hold"]) == 1.0


@pytest.mark.parametrize(
    ("share", "verdict", "tier"),
    [(0.97, "apart", [1, 2]), (0.952, "undecided", [1, 1]), (0.93, "together", [1, 1])],
)
def test_a_boundary_near_the_line_is_undecided_and_not_drawn(
    share: float, verdict: str, tier: list[int]
) -> None:
    # 4,000 independent draws: two standard errors at .952 are .0068.
    wins = np.random.default_rng(6).permutation(np.arange(4000) < 4000 * share).reshape(4, 1000)
    values = values_of(np.stack([np.where(wins, 0.0, 2.0), np.ones_like(wins)], axis=-1))
    found = joint_tiers(Ranks(values, "lower"), 0.05)
    assert found["probability"].values.tolist() == pytest.approx([share])
    assert found["verdict"].values.tolist() == [verdict]
    assert found["tier"].values.tolist() == tier


def test_tiers_turn_round_with_the_direction() -> None:
    values = APART.values(41)
    lower, higher = (joint_tiers(Ranks(values, better), 0.05) for better in ("lower", "higher"))
    assert higher["unit"].values.tolist() == lower["unit"].values[::-1].tolist()
    assert higher["tier"].values.tolist() == (4 - lower["tier"].values[::-1]).tolist()


def test_the_published_countries_that_are_below_all_others() -> None:
    found = joint_tiers(Ranks(scores(2018), "higher"), 0.05)
    lowest = found["unit"].values[found["tier"] >= found["tier"].sel(unit="Chile")]
    assert set(lowest.tolist()) == LAST
    assert found["verdict"].values[len(SCORES) - 4] == "apart"
    # "Countries in the middle of the ranking cannot be ranked against each other."
    middle = found["tier"].sel(unit=["Germany", "Sweden", "United Kingdom", "France", "Austria"])
    assert len(set(middle.values.tolist())) == 1


def test_units_that_are_not_ranked_are_left_out() -> None:
    values = LUCE.values(6, draws=100)
    marked = values.assign_coords(ranked=("unit", [True, False, True, True, True]))
    kept = values.isel(unit=[0, 2, 3, 4])
    xr.testing.assert_equal(
        joint_tiers(Ranks(marked, "lower"), 0.3).drop_vars("ranked"),
        joint_tiers(Ranks(kept, "lower"), 0.3),
    )


@pytest.mark.parametrize("error", [0.0, 1.0, 5.0, np.nan])
def test_an_error_that_is_no_probability_is_refused(error: float) -> None:
    with pytest.raises(InputError, match="error is a probability"):
        joint_tiers(Ranks(LUCE.values(1, draws=20), "lower"), error)


def test_what_is_refused() -> None:
    values = LUCE.values(1, draws=20)
    with pytest.raises(InputError, match="two ranked units"):
        joint_tiers(Ranks(values.isel(unit=[0]), "lower"), 0.05)
    with pytest.raises(InputError, match="higher"):
        joint_tiers(Ranks(values, "up"), 0.05)
    with pytest.raises(BayesBenchError, match="1 units"):
        joint_tiers(Ranks(values.where(values["unit"] != "c"), "lower"), 0.05)


def test_values_are_not_changed() -> None:
    values = LUCE.values(8, draws=20)
    before = values.copy(deep=True)
    joint_tiers(Ranks(values, "higher"), 0.05)
    xr.testing.assert_identical(values, before)


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
def test_an_error_by_pairs_that_is_no_probability_is_refused(error: float) -> None:
    with pytest.raises(InputError, match="error is a probability"):
        grades(Luce((2.0, 1.0)).values(1), "lower", error)


def test_units_that_are_not_ranked_are_in_no_pair() -> None:
    values = xr.DataArray(
        [[[3.0, 1.0, 2.0], [3.0, 1.0, 2.0]]],
        {"unit": ["a", "b", "other"], "ranked": ("unit", [True, True, False])},
        ("chain", "draw", "unit"),
    )
    assert grades(values, "lower", 0.1)["unit"].values.tolist() == ["b", "a"]
