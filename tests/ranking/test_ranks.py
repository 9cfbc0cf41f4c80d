"""Ranks of an estimand: small cases by hand, what is left out, and that each part is made once."""

from itertools import permutations
from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import InputError
from bayes_bench.ranking import draws as module
from bayes_bench.ranking.agreement import agreement_table
from bayes_bench.ranking.ranks import OF_ONE_FIT, Ranks, rank_probabilities
from bayes_bench.ranking.simultaneous_sets import simultaneous_rank_sets
from bayes_bench.ranking.tiers import joint_tiers
from bayes_bench.tables.ranking.pairs import pair_table
from bayes_bench.tables.ranking.places import rank_details
from bayes_bench.tables.ranking.rank_probabilities import rank_probability_table
from bayes_bench.tables.ranking.ranks import listed_ranks
from tests.builders.luce import brute_table, random_values, values_of


def test_a_small_example_by_hand():
    # Three draws of units a, b, c. Lower is better: a wins twice, c once.
    values = values_of([[1, 2, 3], [0, 5, 2], [9, 8, 7]], unit=list("abc"))
    table = rank_probabilities(values, "lower")
    np.testing.assert_allclose(
        table.values, np.array([[2, 0, 1], [0, 2, 1], [1, 1, 1]]) / 3, rtol=0, atol=1e-15
    )
    np.testing.assert_array_equal(table["rank"], [1, 2, 3])
    np.testing.assert_array_equal(table["unit"], ["a", "b", "c"])


def test_a_unit_that_is_always_lowest_is_first_only_where_lower_is_better():
    values = values_of([[-5.0, 1, 2], [-6.0, 2, 1]])
    assert Ranks(values, "lower").mid_ranks.isel(unit=0).values.tolist() == [[1, 1]]
    assert Ranks(values, "higher").mid_ranks.isel(unit=0).values.tolist() == [[3, 3]]


def test_tied_units_share_the_mean_rank_and_the_span():
    values = values_of([[4.0, 4.0, 1.0, 4.0]])
    spans = Ranks(values, "lower").spans
    assert spans["first"].values.ravel().tolist() == [2, 2, 1, 2]
    assert spans["last"].values.ravel().tolist() == [4, 4, 1, 4]
    assert Ranks(values, "lower").mid_ranks.values.ravel().tolist() == [3, 3, 1, 3]


def test_units_that_are_not_ranked_are_left_out():
    values = random_values(units=4)
    marked = values.assign_coords(ranked=("unit", [True, True, False, True]))
    expected = rank_probabilities(values.isel(unit=[0, 1, 3]), "lower")
    np.testing.assert_array_equal(rank_probabilities(marked, "lower").values, expected.values)
    assert Ranks(marked, "lower").mid_ranks.sizes["unit"] == 3


def test_the_order_of_the_dims_does_not_matter():
    values = random_values()
    turned = values.transpose("unit", "draw", "chain")
    xr.testing.assert_identical(
        rank_probabilities(values, "lower"), rank_probabilities(turned, "lower")
    )


def test_values_are_not_changed():
    values = random_values()
    before = values.copy(deep=True)
    Ranks(values, "higher").variables(2)
    xr.testing.assert_identical(values, before)


@given(arrays(np.int64, st.tuples(st.integers(1, 6), st.just(5)), elements=st.integers(0, 3)))
def test_probabilities_of_the_best_and_worst_are_sums_of_the_table(draws):
    values = values_of(draws)
    table = brute_table(draws.tolist())
    means = Ranks(values, "lower").variables(2).mean(["chain", "draw"])
    np.testing.assert_allclose(means["probability_best_k"], table[:, :2].sum(1), atol=1e-14)
    np.testing.assert_allclose(means["probability_worst_k"], table[:, 3:].sum(1), atol=1e-14)
    np.testing.assert_allclose(means["rank"], table @ np.arange(1, 6), atol=1e-13)


@given(st.integers(0, 10_000))
def test_expected_ranks_lose_the_least_squared_error(seed):
    # Lin, Louis, Paddock & Ridgeway (2006): no other assignment has a smaller posterior loss.
    flat = Ranks(random_values(seed, draws=15), "lower").mid_ranks.values.reshape(-1, 5)

    def loss(guess):
        return ((flat - np.asarray(guess)) ** 2).mean()

    expected = Ranks(random_values(seed, draws=15), "lower").variables(1)["rank"]
    best = loss(expected.mean(["chain", "draw"]))
    assert all(best <= loss(order) + 1e-12 for order in permutations(range(1, 6)))


@pytest.fixture
def rankings(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """What draws were ranked, by their shape."""
    seen: list[tuple[int, ...]] = []
    rank = vars(module)["_first_and_last"]

    def counting(values: np.ndarray) -> Any:
        seen.append(values.shape)
        return rank(values)

    monkeypatch.setattr(module, "_first_and_last", counting)
    return seen


def every_table(ranks: Ranks) -> None:
    """All that is said of the ranks by one estimand."""
    k = 2
    listed_ranks(ranks, k, 0.9)
    rank_probability_table(ranks)
    rank_details(ranks, k, 0.9)
    pair_table(ranks)
    joint_tiers(ranks, 0.1)
    simultaneous_rank_sets(ranks, 0.9, least_draws=40)
    agreement_table([(("one", ""), ranks), (("other", ""), ranks)], k)
    ranks.variables(k)


@pytest.mark.parametrize("decimals", [6, 0], ids=["untied", "tied"])
def test_draws_are_ranked_once_whatever_is_said_of_them(
    rankings: list[tuple[int, ...]], decimals: int
) -> None:
    values = random_values(units=6).round(decimals)
    names = [f"Ward {unit}" for unit in "abcdef"]
    values = values.assign_coords(unit=list("abcdef"), name=("unit", names))
    ranks = Ranks(values, "lower")
    assert not rankings  # nothing is done before it is asked for
    every_table(ranks)
    assert len(rankings) == 1
    # the negative control: ranks made anew are another's
    every_table(Ranks(values, "lower"))
    assert len(rankings) == 2


@pytest.mark.parametrize(
    "part", ["ordered", "spans", "mid_ranks", "expected", "mcse_expected", "probabilities"]
)
def test_each_part_is_kept(part: str) -> None:
    ranks = Ranks(random_values(), "lower")
    assert getattr(ranks, part) is getattr(ranks, part)


@given(arrays(np.int64, st.tuples(st.integers(1, 6), st.just(5)), elements=st.integers(0, 3)))
def test_the_opposite_direction_mirrors_the_ranks(draws: np.ndarray) -> None:
    ranks = Ranks(values_of(draws), "higher")
    turned = ranks.reversed()
    assert (ranks.better, turned.better) == ("higher", "lower")
    np.testing.assert_array_equal(turned.spans["first"], 6 - ranks.spans["last"])
    np.testing.assert_array_equal(turned.mid_ranks, 6 - ranks.mid_ranks)
    np.testing.assert_array_equal(turned.probabilities, ranks.probabilities.values[:, ::-1])
    np.testing.assert_allclose(turned.among_best(2), ranks.among_worst(2), atol=1e-15)


def test_equal_units_keep_the_order_they_came_in() -> None:
    assert Ranks(values_of([[2.0, 1, 1], [2.0, 1, 1]]), "lower").order == [1, 2, 0]
    assert Ranks(values_of([[2.0, 1, 1], [2.0, 1, 1]]), "higher").order == [0, 1, 2]


def test_one_unit_has_a_rank_but_nothing_to_compare_with() -> None:
    ranks = Ranks(values_of([[1.0], [2.0]]), "lower")
    assert (ranks.units, ranks.probabilities.values.tolist()) == (1, [[1.0]])
    with pytest.raises(InputError, match="two ranked units"):
        assert ranks.compared


def test_what_is_made_of_two_fits_is_not_ranked() -> None:
    """As estimands are: what names the fit is dropped where two of them differ."""
    values = values_of([[1, 2, 3], [0, 5, 2], [9, 8, 7]])
    one, other = (values.assign_attrs(OF_ONE_FIT, draws_of=fit) for fit in "ab")
    assert Ranks(one, "lower").expected.sizes == {"unit": one.sizes["unit"]}
    assert Ranks(one - one.mean(), "lower").expected.sizes == {"unit": one.sizes["unit"]}
    with pytest.raises(InputError, match="two separate runs are never subtracted"):
        _ = Ranks(one - other, "lower").expected
