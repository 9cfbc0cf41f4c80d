"""Probabilities of ranks: brute force over orderings, ties, quantiles and errors by cell."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.ranking import probabilities
from bayes_bench.ranking.draws import mcse_of_mean
from bayes_bench.ranking.probabilities import (
    cumulative_mcse,
    quantiles_of_spans,
    rank_quantile,
    rank_table_mcse,
)
from bayes_bench.ranking.ranks import Ranks, rank_probabilities
from tests.builders.luce import brute_table, random_values, values_of


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


@pytest.mark.parametrize("few", [1, 3, 128])
@pytest.mark.parametrize("tied", [False, True])
def test_quantiles_a_few_units_at_a_time_are_those_of_the_table(monkeypatch, few, tied):
    monkeypatch.setattr(probabilities, "_UNITS", few)
    rng, levels = np.random.default_rng(few), (0.025, 0.5, 0.975)
    draws = rng.integers(0, 4, size=(2, 25, 7)) if tied else rng.random((2, 25, 7))
    ranks = Ranks(values_of(draws), "lower")
    found = quantiles_of_spans(ranks.spans, levels)
    assert found.dtype == np.int64
    for level, of in zip(levels, found, strict=True):
        assert of.tolist() == rank_quantile(ranks.probabilities, level).values.tolist()
        if not tied:  # the smallest rank that so many of the sorted ranks do not exceed
            held = np.sort(ranks.mid_ranks.values.reshape(50, 7), axis=0)
            assert of.tolist() == held[int(np.ceil(level * 50)) - 1].tolist()


def test_quantiles_of_one_unit():
    ranks = Ranks(values_of(np.zeros((4, 1))), "lower")
    assert quantiles_of_spans(ranks.spans, (0.0, 0.5, 1.0)).tolist() == [[1], [1], [1]]


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


@given(st.integers(0, 10_000), st.floats(0.001, 0.999))
def test_a_rank_quantile_is_the_inverted_empirical_distribution(seed, level):
    values = random_values(seed, draws=37)
    found = rank_quantile(rank_probabilities(values, "lower"), level)
    flat = Ranks(values, "lower").mid_ranks.values.reshape(-1, values.sizes["unit"])
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


def test_the_error_of_every_cell_is_that_of_its_own_series():
    values = random_values(5, chains=4, draws=100, units=5)
    found = rank_table_mcse(Ranks(values, "lower").spans)
    assert found.dims == ("unit", "rank")
    place = Ranks(values, "lower").mid_ranks
    for j in range(5):
        for r in range(1, 6):
            alone = mcse_of_mean((place.isel(unit=j) == r).astype(float))
            np.testing.assert_allclose(found.sel(rank=r).isel(unit=j), alone, rtol=1e-12)


@pytest.mark.parametrize("decimals", [9, 0], ids=["untied", "tied"])
def test_the_error_of_every_sum_of_cells_is_that_of_its_own_series(decimals):
    ranks = Ranks(random_values(7, chains=3, draws=101, units=4).round(decimals), "lower")
    found = cumulative_mcse(ranks.spans)
    assert found.dims == ("unit", "rank")
    for r in range(1, 5):
        alone = mcse_of_mean(ranks.among_best(r))
        np.testing.assert_allclose(found.sel(rank=r), alone, rtol=1e-10)
    assert np.isnan(found.sel(rank=4)).all()  # everybody is among all four


def test_the_error_of_a_constant_is_missing():
    # The first unit is far ahead in every draw: its ranks never vary.
    values = random_values(6, draws=30, units=3) + xr.DataArray([-100.0, 0.0, 0.0], dims="unit")
    found = rank_table_mcse(Ranks(values, "lower").spans)
    assert np.isnan(found.isel(unit=0)).all()
    assert np.isnan(found.sel(rank=1)).all()
    assert (found.isel(unit=[1, 2]).sel(rank=[2, 3]) > 0).all()
    assert np.isnan(mcse_of_mean(Ranks(values, "lower").variables(1)["rank"])[0])


def test_the_error_of_a_tie_that_never_ends_is_missing():
    assert np.isnan(rank_table_mcse(Ranks(values_of(np.zeros((20, 3))), "lower").spans)).all()
