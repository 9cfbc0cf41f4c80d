"""Ranks: brute force over orderings, ties, losses and Monte Carlo errors."""

from fractions import Fraction
from itertools import pairwise, permutations

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.draws import (
    mcse_of_mean,
    rank_probabilities,
    rank_quantile,
    rank_spans,
    rank_table_mcse,
    rank_variables,
    ranks,
)

DIMS = ("chain", "draw", "unit")


def values_of(array, **coords):
    array = np.asarray(array, dtype=float)
    array = array.reshape((1,) * (3 - array.ndim) + array.shape)
    return xr.DataArray(array, dims=DIMS, coords=coords)


def random_values(seed=1, chains=2, draws=50, units=5):
    return values_of(np.random.default_rng(seed).normal(size=(chains, draws, units)))


def brute_table(draws):
    """All orderings of the units that sort a draw weigh the same; in exact fractions."""
    units = range(len(draws[0]))
    table = [[Fraction(0)] * len(units) for _ in units]
    for draw in draws:
        sorted_orders = [
            order
            for order in permutations(units)
            if all(draw[a] <= draw[b] for a, b in pairwise(order))
        ]
        for order in sorted_orders:
            for place, unit in enumerate(order):
                table[unit][place] += Fraction(1, len(sorted_orders) * len(draws))
    return np.array(table, dtype=float)


def test_a_small_example_by_hand():
    # Three draws of units a, b, c. Lower is better: a wins twice, c once.
    values = values_of([[1, 2, 3], [0, 5, 2], [9, 8, 7]], unit=list("abc"))
    table = rank_probabilities(values, "lower")
    np.testing.assert_allclose(
        table.values, np.array([[2, 0, 1], [0, 2, 1], [1, 1, 1]]) / 3, rtol=0, atol=1e-15
    )
    np.testing.assert_array_equal(table["rank"], [1, 2, 3])
    np.testing.assert_array_equal(table["unit"], ["a", "b", "c"])


@given(
    arrays(np.int64, st.tuples(st.integers(1, 6), st.integers(2, 5)), elements=st.integers(0, 3))
)
def test_the_table_is_that_of_all_orderings_ties_included(draws):
    table = rank_probabilities(values_of(draws), "lower")
    np.testing.assert_allclose(table, brute_table(draws.tolist()), rtol=0, atol=1e-14)


@given(
    arrays(
        np.float64,
        st.tuples(st.integers(1, 3), st.integers(1, 20), st.integers(2, 12)),
        elements=st.one_of(
            st.sampled_from([0.0, 1.0]), st.floats(allow_nan=False, allow_infinity=True)
        ),
    ),
    st.sampled_from(["lower", "higher"]),
)
def test_rows_and_columns_sum_to_one(draws, better):
    table = rank_probabilities(values_of(draws), better)
    assert (table >= 0).all()
    np.testing.assert_allclose(table.sum("rank"), 1.0, rtol=0, atol=1e-9)
    np.testing.assert_allclose(table.sum("unit"), 1.0, rtol=0, atol=1e-9)


def test_reversing_the_direction_reverses_the_table_and_is_noticed():
    values = random_values()
    lower, higher = (rank_probabilities(values, better) for better in ("lower", "higher"))
    np.testing.assert_array_equal(lower.values, higher.values[:, ::-1])
    assert not np.allclose(lower, higher)


def test_a_unit_that_is_always_lowest_is_first_only_where_lower_is_better():
    values = values_of([[-5.0, 1, 2], [-6.0, 2, 1]])
    assert ranks(values, "lower").isel(unit=0).values.tolist() == [[1, 1]]
    assert ranks(values, "higher").isel(unit=0).values.tolist() == [[3, 3]]


def test_tied_units_share_the_mean_rank_and_the_span():
    values = values_of([[4.0, 4.0, 1.0, 4.0]])
    spans = rank_spans(values, "lower")
    assert spans["first"].values.ravel().tolist() == [2, 2, 1, 2]
    assert spans["last"].values.ravel().tolist() == [4, 4, 1, 4]
    assert ranks(values, "lower").values.ravel().tolist() == [3, 3, 1, 3]


def test_identical_units_hold_every_rank_equally_in_either_order():
    table = rank_probabilities(values_of(np.zeros((4, 3))), "higher")
    np.testing.assert_allclose(table, 1 / 3, rtol=1e-15)


@given(st.integers(0, 10_000))
def test_the_order_of_the_units_does_not_matter(seed):
    rng = np.random.default_rng(seed)
    draws, shuffle = rng.integers(0, 4, size=(2, 5, 6)), rng.permutation(6)
    table = rank_probabilities(values_of(draws), "lower").values
    shuffled = rank_probabilities(values_of(draws[:, :, shuffle]), "lower").values
    np.testing.assert_array_equal(table[shuffle], shuffled)


def test_units_that_are_not_ranked_are_left_out():
    values = random_values(units=4)
    marked = values.assign_coords(ranked=("unit", [True, True, False, True]))
    expected = rank_probabilities(values.isel(unit=[0, 1, 3]), "lower")
    np.testing.assert_array_equal(rank_probabilities(marked, "lower").values, expected.values)
    assert ranks(marked, "lower").sizes["unit"] == 3


def test_the_order_of_the_dims_does_not_matter():
    values = random_values()
    turned = values.transpose("unit", "draw", "chain")
    xr.testing.assert_identical(
        rank_probabilities(values, "lower"), rank_probabilities(turned, "lower")
    )


def test_values_are_not_changed():
    values = random_values()
    before = values.copy(deep=True)
    rank_variables(values, "higher", 2)
    xr.testing.assert_identical(values, before)


@pytest.mark.parametrize("better", ["Lower", "", "best"])
def test_an_unknown_direction_is_refused(better):
    with pytest.raises(InputError, match="higher"):
        rank_probabilities(random_values(), better)


def test_missing_values_are_refused_with_their_count():
    values = random_values()
    values[0, 3, 1] = np.nan
    values[1, 4, 4] = np.nan
    with pytest.raises(BayesBenchError, match="2 units"):
        rank_probabilities(values, "lower")


def test_a_missing_value_of_an_unranked_unit_does_no_harm():
    values = random_values().assign_coords(ranked=("unit", [False, True, True, True, True]))
    values[0, 0, 0] = np.nan
    assert rank_probabilities(values, "lower").sizes["unit"] == 4


def test_values_without_chains_are_refused():
    with pytest.raises(BayesBenchError, match="chain"):
        ranks(random_values().isel(chain=0), "lower")


@given(st.integers(0, 10_000), st.floats(0.001, 0.999))
def test_a_rank_quantile_is_the_inverted_empirical_distribution(seed, level):
    values = random_values(seed, draws=37)
    found = rank_quantile(rank_probabilities(values, "lower"), level)
    flat = ranks(values, "lower").values.reshape(-1, values.sizes["unit"])
    # NumPy's inverted_cdf is the same definition, computed by sorting the draws.
    expected = np.quantile(flat, level, axis=0, method="inverted_cdf")
    np.testing.assert_array_equal(found.values, expected)


@pytest.mark.parametrize(
    ("level", "rank"),
    [(0.025, 1), (1 - 0.975, 1), (0.0251, 2), (0.5, 2), (0.975, 2), (0.9751, 3), (1.0, 3)],
)
def test_a_level_that_is_reached_exactly_counts_as_reached(level, rank):
    # 40 draws: rank 1 once (.025), rank 2 in 38 (to .975), rank 3 once.
    places = [0.5] + [1.5] * 38 + [2.5]
    table = rank_probabilities(values_of([[place, 1.0, 2.0] for place in places]), "lower")
    assert int(rank_quantile(table, level)[0]) == rank


@given(arrays(np.int64, st.tuples(st.integers(1, 6), st.just(5)), elements=st.integers(0, 3)))
def test_shares_among_the_best_and_worst_are_sums_of_the_table(draws):
    values = values_of(draws)
    table = brute_table(draws.tolist())
    means = rank_variables(values, "lower", 2).mean(["chain", "draw"])
    np.testing.assert_allclose(means["probability_best_k"], table[:, :2].sum(1), atol=1e-14)
    np.testing.assert_allclose(means["probability_worst_k"], table[:, 3:].sum(1), atol=1e-14)
    np.testing.assert_allclose(means["rank"], table @ np.arange(1, 6), atol=1e-13)


@given(st.integers(0, 10_000))
def test_expected_ranks_lose_the_least_squared_error(seed):
    # Lin, Louis, Paddock & Ridgeway (2006): no other assignment has a smaller posterior loss.
    flat = ranks(random_values(seed, draws=15), "lower").values.reshape(-1, 5)

    def loss(guess):
        return ((flat - np.asarray(guess)) ** 2).mean()

    expected = rank_variables(random_values(seed, draws=15), "lower", 1)["rank"]
    best = loss(expected.mean(["chain", "draw"]))
    assert all(best <= loss(order) + 1e-12 for order in permutations(range(1, 6)))


def test_independent_draws_have_the_textbook_standard_error():
    # The effective sample size of independent draws is their number, up to ArviZ's estimate of
    # it, whose root scatters by some 3 % at 4 x 1,000 draws.
    values = random_values(3, chains=4, draws=1000, units=6)
    best = rank_variables(values, "lower", 2)["probability_best_k"]
    p = best.mean(["chain", "draw"])
    np.testing.assert_allclose(mcse_of_mean(best), np.sqrt(p * (1 - p) / 4000), rtol=0.15)


def autoregressive(rng, replicates, draws, units, correlation):
    noise = rng.normal(size=(draws, replicates, units)) * np.sqrt(1 - correlation**2)
    series = np.empty_like(noise)
    series[0] = rng.normal(size=(replicates, units))
    for t in range(1, draws):
        series[t] = correlation * series[t - 1] + noise[t]
    return series.transpose(1, 0, 2)


def test_mcse_is_the_scatter_over_repeated_simulations():
    # 300 runs of 2 chains of 400 autocorrelated draws (AR(1), .6). The sd of 300 estimates is
    # known to 1/sqrt(600) = 4 %, ArviZ's mean error to a few per cent: within 15 % in all.
    runs = autoregressive(np.random.default_rng(20160101), 600, 400, 4, 0.6).reshape(300, 2, 400, 4)
    runs = runs + np.array([0.0, 0.5, 0.5, 1.0])
    estimates, errors, naive = [], [], []
    for run in runs:
        best = rank_variables(values_of(run), "lower", 1)["probability_best_k"]
        p = best.mean(["chain", "draw"]).values
        estimates.append(p)
        errors.append(mcse_of_mean(best).values)
        naive.append(np.sqrt(p * (1 - p) / 800))
    scatter = np.std(estimates, axis=0, ddof=1)
    ratio = np.mean(errors, axis=0) / scatter
    assert np.all(np.abs(ratio - 1) < 0.15), ratio
    # Negative control: an error that ignores the autocorrelation fails the same test.
    assert np.all(np.mean(naive, axis=0) / scatter < 0.85)


def test_the_error_of_every_cell_is_that_of_its_own_series():
    values = random_values(5, chains=4, draws=100, units=5)
    found = rank_table_mcse(values, "lower")
    assert found.dims == ("unit", "rank")
    place = ranks(values, "lower")
    for j in range(5):
        for r in range(1, 6):
            alone = mcse_of_mean((place.isel(unit=j) == r).astype(float))
            np.testing.assert_allclose(found.sel(rank=r).isel(unit=j), alone, rtol=1e-12)


def test_the_error_of_a_constant_is_missing():
    # The first unit is far ahead in every draw: its ranks never vary.
    values = random_values(6, draws=30, units=3) + xr.DataArray([-100.0, 0.0, 0.0], dims="unit")
    found = rank_table_mcse(values, "lower")
    assert np.isnan(found.isel(unit=0)).all()
    assert np.isnan(found.sel(rank=1)).all()
    assert (found.isel(unit=[1, 2]).sel(rank=[2, 3]) > 0).all()
    assert np.isnan(mcse_of_mean(rank_variables(values, "lower", 1)["rank"])[0])


def test_the_error_of_a_tie_that_never_ends_is_missing():
    assert np.isnan(rank_table_mcse(values_of(np.zeros((20, 3))), "lower")).all()
