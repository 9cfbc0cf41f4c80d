"""Orders by loss and their agreement: brute force over choices, known orders, quadrature, PISA."""

from fractions import Fraction
from itertools import combinations, permutations
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.orders import rank_orders, top_k_means, top_k_variables
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.trust.exact.ranks import rank_probabilities as exact_rank_probabilities
from tests.builders.agreement import MOST
from tests.builders.luce import BOLD_AND_STEADY, SURGICAL, Luce, brute, values_of
from tests.builders.pisa import MAYBE_TOP_5, SCORES, scores

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))
SMALL_DRAWS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(2, 4)), elements=st.integers(0, 2)
)


def test_orders_of_a_small_example_by_hand() -> None:
    found = rank_orders(Ranks(BOLD_AND_STEADY, "lower"), 1)
    assert found["place"].dims == ("loss", "unit")
    # P(best): .4, .3, .3, 0. Steady comes before third by its expected rank, 1.7 against 2.3.
    assert found["place"].sel(loss="top_k").values.tolist() == [1, 2, 3, 4]
    np.testing.assert_allclose(found["probability_best_k"], [0.4, 0.3, 0.3, 0.0], atol=1e-15)
    # One of four is wrong twice, once in and once out: 2 x .6 / 4 against 2 x .7 / 4.
    np.testing.assert_allclose(found["expected_error"].sel(loss="top_k"), 0.3)
    np.testing.assert_allclose(found["expected_error"].sel(loss="squared_error"), 0.35)


@given(SMALL_DRAWS)
def test_means_of_the_top_k_are_those_over_the_draws(draws: np.ndarray) -> None:
    ranks = Ranks(values_of(draws), "higher")
    mean = top_k_variables(ranks, 1).mean(["chain", "draw"])
    found = top_k_means(ranks, 1)
    for name in ("rank", "probability_best_k", "probability_worst_k"):
        np.testing.assert_allclose(found[name], mean[name], rtol=1e-15, atol=1e-15)
    assert found["unit"].equals(mean["unit"])
    with pytest.raises(InputError, match="k is a whole number"):
        top_k_means(ranks, draws.shape[1])


@given(SMALL_DRAWS, st.integers(1, 3))
def test_no_choice_misplaces_fewer_than_the_order_for_the_top_k(draws: np.ndarray, k: int) -> None:
    units = draws.shape[1]
    k = min(k, units - 1)

    def misplaced(chosen: set[int]) -> Fraction:
        def count(place: tuple[int, ...]) -> int:
            return sum((place[j] <= k) != (j in chosen) for j in range(units))

        return brute(draws.tolist(), count) / units

    found = rank_orders(Ranks(values_of(draws), "lower"), k)
    least = min(misplaced(set(chosen)) for chosen in combinations(range(units), k))
    for loss in ("top_k", "squared_error"):
        first = set(np.flatnonzero(found["place"].sel(loss=loss) <= k).tolist())
        error = float(found["expected_error"].sel(loss=loss))
        assert error == pytest.approx(float(misplaced(first)), abs=1e-13)
        assert error >= float(least) - 1e-13
    assert float(found["expected_error"].sel(loss="top_k")) == pytest.approx(
        float(least), abs=1e-13
    )


@given(st.integers(0, 10_000))
def test_no_order_has_a_smaller_squared_error_than_that_of_expected_ranks(seed: int) -> None:
    values = values_of(np.random.default_rng(seed).normal(size=(7, 5)))
    flat = Ranks(values, "lower").mid_ranks.values.reshape(-1, 5)

    def loss(order: object) -> float:
        return float(((flat - np.asarray(order)) ** 2).mean())

    best = loss(rank_orders(Ranks(values, "lower"), 2)["place"].sel(loss="squared_error").values)
    assert all(best <= loss(order) + 1e-12 for order in permutations(range(1, 6)))


def test_the_expected_error_of_a_known_distribution_of_orders() -> None:
    found = rank_orders(Ranks(LUCE.values(4), "lower"), 2)
    assert (found["place"] == [1, 2, 3, 4, 5]).all()

    def wrong(place: tuple[int, ...]) -> float:
        return len({j for j in range(5) if place[j] <= 2} ^ {0, 1}) / 5

    exact = LUCE.expected(wrong)
    z = (found["expected_error"] - exact) / found["mcse_error"]
    assert (abs(z) < MOST).all()
    sd = np.sqrt(LUCE.expected(lambda place: wrong(place) ** 2) - exact**2)
    np.testing.assert_allclose(found["mcse_error"], sd / np.sqrt(20_000), rtol=0.15)
    # Negative control: for another k the same number is far off.
    other = rank_orders(Ranks(LUCE.values(4), "lower"), 3)
    assert (abs((other["expected_error"] - exact) / other["mcse_error"]) > MOST).all()


def test_errors_in_surgical_against_quadrature() -> None:
    table = exact_rank_probabilities(SURGICAL.surface, "lower")
    found = rank_orders(Ranks(SURGICAL.bench("typical")["predicted"], "lower"), 3)
    for loss in ("top_k", "squared_error"):
        chosen = found["place"].sel(loss=loss).values <= 3
        # Wrongly in, and wrongly out.
        up_to_3 = table[:, :3].sum(axis=1)
        exact = ((1 - up_to_3[chosen]).sum() + up_to_3[~chosen].sum()) / 12
        gap = abs(float(found["expected_error"].sel(loss=loss)) - exact)
        assert gap < MOST * float(found["mcse_error"].sel(loss=loss))


def test_the_published_ranks_and_the_countries_that_may_be_among_the_five_best() -> None:
    found = rank_orders(Ranks(scores(2018), "higher"), 5)
    place = found["place"].sel(loss="top_k")
    first_12, first_11 = (set(place["unit"].values[place <= n].tolist()) for n in (12, 11))
    assert first_12 == MAYBE_TOP_5
    assert first_11 == MAYBE_TOP_5 - {"Sweden"}
    # A 95 % set: nobody outside may be among the five best with more than 5 %.
    outside = sorted(set(SCORES) - MAYBE_TOP_5)
    assert (found["probability_best_k"].sel(unit=outside) < 0.05).all()
    # The six countries at the head of the published list.
    by_rank = found["place"].sel(loss="squared_error")
    best = ["Japan", "Korea", "Estonia", "Netherlands", "Poland", "Switzerland"]
    assert set(by_rank["unit"].values[by_rank <= 6].tolist()) == set(best)
    # Negative control: the other direction has none of them.
    other = rank_orders(Ranks(scores(2018), "lower"), 5)["place"].sel(loss="top_k")
    assert not set(other["unit"].values[other <= 12].tolist()) & MAYBE_TOP_5


@pytest.mark.parametrize("k", [0, 5, -1, 2.5])
def test_a_k_out_of_range_is_refused(k: Any) -> None:
    with pytest.raises(InputError, match=r"from 1 to 4 for 5 units"):
        rank_orders(Ranks(LUCE.values(1, draws=20), "lower"), k)


def test_what_is_refused() -> None:
    values = values_of(np.random.default_rng(1).normal(size=(2, 20, 3)))
    with pytest.raises(InputError, match="two ranked units"):
        rank_orders(Ranks(values.isel(unit=[0]), "lower"), 1)
    with pytest.raises(InputError, match="higher"):
        rank_orders(Ranks(values, "up"), 1)
    with pytest.raises(BayesBenchError, match="1 units"):
        rank_orders(Ranks(values.where(values["unit"] != 2), "lower"), 1)


def test_units_that_are_not_ranked_are_left_out() -> None:
    values = values_of(np.random.default_rng(1).normal(size=(2, 20, 4)))
    marked = values.assign_coords(ranked=("unit", [True, True, False, True]))
    kept = values.isel(unit=[0, 1, 3])
    np.testing.assert_array_equal(
        rank_orders(Ranks(marked, "lower"), 2)["place"],
        rank_orders(Ranks(kept, "lower"), 2)["place"],
    )
