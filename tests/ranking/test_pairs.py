"""Positions and pairs: known orders, quadrature, brute force over ties, published identities."""

from itertools import combinations
from operator import attrgetter

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import norm

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.pairs import better_than_next, pairwise_mcse, rank_positions
from bayes_bench.ranking.ranks import Ranks, rank_probabilities
from bayes_bench.trust.exact.problem import Problem
from bayes_bench.trust.exact.ranks import beta_rank_probabilities
from bayes_bench.trust.exact.ranks import rank_probabilities as exact_rank_probabilities
from tests.builders.agreement import MOST
from tests.builders.exact_problems import USUAL
from tests.builders.luce import SURGICAL, Luce, brute, values_of

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))
SMALL_DRAWS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(2, 4)), elements=st.integers(0, 2)
)


PAIRWISE = attrgetter("pairwise")


@pytest.fixture(scope="module")
def known() -> xr.DataArray:
    return LUCE.values(11)


def scores(estimate: xr.DataArray, error: xr.DataArray, exact: object) -> np.ndarray:
    return np.abs(((estimate - np.asarray(exact)) / error).values)


def test_positions_of_a_small_example_by_hand() -> None:
    # Ranks of a: 1, 1, 3; of b: 2, 3, 2; of c: 3, 2, 1. Expected 5/3, 7/3 and 2.
    found = rank_positions(Ranks(values_of([[1, 2, 3], [0, 5, 2], [9, 8, 7]]), "lower"))
    np.testing.assert_allclose(found["percentile"], [5 / 12, 7 / 12, 1 / 2], rtol=1e-15)
    np.testing.assert_allclose(found["sucra"], [2 / 3, 1 / 3, 1 / 2], rtol=1e-15)


def test_the_best_unit_has_sucra_one_and_the_worst_none() -> None:
    found = rank_positions(Ranks(values_of([[-5.0, 0, 7], [-6.0, 0, 9]]), "lower"))
    assert found["sucra"].values.tolist() == [1.0, 0.5, 0.0]
    assert found["percentile"].values.tolist() == [0.25, 0.5, 0.75]
    assert found["mcse_sucra"].isnull().all()


def test_sucra_is_the_surface_under_the_cumulative_rank_curve(known: xr.DataArray) -> None:
    # Salanti, Ades & Ioannidis (2011): the mean of P(R <= r) over r = 1 ... J - 1.
    curve = np.cumsum(rank_probabilities(known, "lower").values, axis=1)[:, :-1]
    np.testing.assert_allclose(
        rank_positions(Ranks(known, "lower"))["sucra"], curve.mean(1), rtol=1e-12
    )


def test_sucra_is_the_mean_probability_of_being_better_than_another(known: xr.DataArray) -> None:
    # Rücker & Schwarzer (2015): the Bayesian side of their P-score.
    pairs = Ranks(known, "lower").pairwise
    np.testing.assert_allclose(
        rank_positions(Ranks(known, "lower"))["sucra"], pairs.mean("other"), rtol=1e-12
    )


def test_positions_of_a_known_distribution_of_orders(known: xr.DataArray) -> None:
    found = rank_positions(Ranks(known, "lower"))
    beaten = [LUCE.expected(lambda place, j=j: (5 - place[j]) / 4) for j in range(5)]
    assert scores(found["sucra"], found["mcse_sucra"], beaten).max() < MOST
    share = [LUCE.expected(lambda place, j=j: place[j] / 6) for j in range(5)]
    assert scores(found["percentile"], found["mcse_percentile"], share).max() < MOST
    # Negative control: the other direction is far off.
    other = rank_positions(Ranks(known, "higher"))
    assert scores(other["sucra"], other["mcse_sucra"], beaten).max() > 10 * MOST


def test_the_errors_of_positions_are_those_of_independent_draws(known: xr.DataArray) -> None:
    # The root of ArviZ's effective sample size of 20,000 independent draws scatters by some 3 %.
    found = rank_positions(Ranks(known, "lower"))
    for j in range(5):
        mean, square = (LUCE.expected(lambda p, j=j, m=m: p[j] ** m) for m in (1, 2))
        expected = np.sqrt((square - mean**2) / 20_000)
        assert float(found["mcse_percentile"][j]) == pytest.approx(expected / 6, rel=0.15)
        assert float(found["mcse_sucra"][j]) == pytest.approx(expected / 4, rel=0.15)


def test_positions_in_surgical_against_quadrature() -> None:
    exact = exact_rank_probabilities(SURGICAL.surface, "lower").cumsum(axis=1)[:, :-1].mean(axis=1)
    found = rank_positions(Ranks(SURGICAL.bench("typical")["predicted"], "lower"))
    assert scores(found["sucra"], found["mcse_sucra"], exact).max() < MOST
    # Negative control: the table of the fixed-effects model is noticed.
    other = beta_rank_probabilities(SURGICAL.problem).cumsum(axis=1)[:, :-1].mean(axis=1)
    assert scores(found["sucra"], found["mcse_sucra"], other).max() > MOST


@given(SMALL_DRAWS)
def test_pairs_count_half_for_a_tie(draws: np.ndarray) -> None:
    found = Ranks(values_of(draws), "lower").pairwise.values
    for i, j in combinations(range(draws.shape[1]), 2):
        wins = brute(draws.tolist(), lambda place, i=i, j=j: place[i] < place[j])
        assert found[i, j] == pytest.approx(float(wins), abs=1e-14)
        assert found[j, i] == pytest.approx(float(1 - wins), abs=1e-14)


def test_pairs_of_a_known_distribution_of_orders(known: xr.DataArray) -> None:
    # Of two exponential times the one with rate v is the shorter with probability v / (v + w).
    rate = np.array(LUCE.rates)
    exact = rate[:, None] / (rate[:, None] + rate)
    found, error = Ranks(known, "lower").pairwise, pairwise_mcse(Ranks(known, "lower"))
    assert found.dims == error.dims == ("unit", "other")
    np.testing.assert_array_equal(found["other"], known["unit"])
    off = ~np.eye(5, dtype=bool)
    assert scores(found, error, exact)[off].max() < MOST
    assert scores(found, error, exact.T)[off].max() > 10 * MOST  # reversed pairs are caught
    np.testing.assert_allclose(
        error.values[off], np.sqrt(exact * (1 - exact) / 20_000)[off], rtol=0.15
    )
    assert np.isnan(found.values[~off]).all()
    assert np.isnan(error.values[~off]).all()


def test_pairs_of_independent_betas_against_quadrature() -> None:
    # Four hospitals, each pair ranked by itself by the judge.
    n, events = np.array([47, 148, 119, 256]), np.array([0, 18, 8, 29])
    draws = np.random.default_rng(5).beta(1 + events, 1 + n - events, (4, 5000, 4))
    values = values_of(draws)
    found, error = Ranks(values, "lower").pairwise, pairwise_mcse(Ranks(values, "lower"))
    for i, j in combinations(range(4), 2):
        pair = Problem((n[i], n[j]), (events[i], events[j]), USUAL)
        exact = beta_rank_probabilities(pair)[0, 0]
        # With few losers the normal approximation is no guide: one draw more or less.
        assert abs(float(found[i, j]) - exact) < MOST * float(error[i, j].fillna(0)) + 1 / 20_000


def test_a_pair_of_normals_as_published() -> None:
    # Rücker & Schwarzer (2015), fictitious example: N(0.5, 4) against N(0, 1), higher is better.
    draws = np.random.default_rng(58).normal([0.5, 0.0], [2.0, 1.0], (4, 5000, 2))
    values = values_of(draws)
    found, error = Ranks(values, "higher").pairwise, pairwise_mcse(Ranks(values, "higher"))
    exact = norm.cdf(0.5 / np.sqrt(5))
    assert abs(float(found[0, 1]) - exact) < MOST * float(error[0, 1])


def test_the_next_in_the_list(known: xr.DataArray) -> None:
    shuffled = known.isel(unit=[3, 0, 4, 2, 1])
    found = better_than_next(Ranks(shuffled, "lower"))
    assert found["unit"].values.tolist() == ["a", "b", "c", "d"]
    assert found["next"].values.tolist() == ["b", "c", "d", "e"]
    exact = [5 / 9, 4 / 6.5, 2.5 / 3.5, 1 / 1.3]
    assert scores(found["probability"], found["mcse"], exact).max() < MOST
    assert (found["expected_rank"].diff("unit") > 0).all()
    # Negative control: in the wrong order the same numbers are far off.
    assert scores(found["probability"], found["mcse"], exact[::-1]).max() > MOST


def test_the_list_starts_with_the_best_in_either_direction(known: xr.DataArray) -> None:
    assert better_than_next(Ranks(known, "higher"))["unit"].values.tolist() == ["e", "d", "c", "b"]


def test_identical_units_are_better_than_the_next_half_the_time() -> None:
    found = better_than_next(Ranks(values_of(np.zeros((9, 3))), "lower"))
    assert found["probability"].values.tolist() == [0.5, 0.5]
    assert found["mcse"].isnull().all()


def test_names_go_with_the_units() -> None:
    values = values_of([[3.0, 1, 2], [3.0, 1, 2]], name=("unit", ["C", "A", "B"]))
    assert better_than_next(Ranks(values, "lower"))["name"].values.tolist() == ["A", "B"]
    assert Ranks(values, "lower").pairwise["name"].dims == ("unit",)


@pytest.mark.parametrize("summary", [rank_positions, PAIRWISE, pairwise_mcse, better_than_next])
def test_what_is_left_out_and_what_is_refused(summary) -> None:
    values = values_of(np.random.default_rng(2).normal(size=(2, 20, 4)))
    marked = values.assign_coords(ranked=("unit", [True, False, True, True]))
    kept = values.isel(unit=[0, 2, 3])
    one, other = (summary(Ranks(of, "lower")) for of in (marked, kept))
    xr.testing.assert_equal(one.drop_vars("ranked"), other)
    with pytest.raises(InputError, match="two ranked units"):
        summary(Ranks(values.isel(unit=[0]), "lower"))
    with pytest.raises(InputError, match="higher"):
        summary(Ranks(values, "best"))
    with pytest.raises(BayesBenchError, match="1 units"):
        summary(Ranks(values.where(values["unit"] != 2), "lower"))


def test_values_are_not_changed(known: xr.DataArray) -> None:
    before = known.copy(deep=True)
    ranks = Ranks(known, "higher")
    assert ranks.pairwise.size == 25
    better_than_next(ranks)
    xr.testing.assert_identical(known, before)


def test_pairs_do_not_rank_across_draws() -> None:
    # In every draw a is ahead of b, though their values overlap over the draws.
    shift = np.random.default_rng(3).normal(0, 50, size=(40, 1))
    values = values_of(shift + np.array([0.0, 1.0]))
    assert float(Ranks(values, "lower").pairwise[0, 1]) == 1.0
    assert (Ranks(values, "lower").mid_ranks.isel(unit=0) == 1).all()
