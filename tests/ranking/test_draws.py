"""Draws that ranks are made of: what is refused, and Monte Carlo errors."""

import numpy as np
import pytest
import xarray as xr
from scipy.stats import rankdata

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.draws import (
    against_line,
    among_first,
    mcse_of_mean,
    ordered_values,
    rank_spans,
)
from bayes_bench.ranking.ranks import Ranks, rank_probabilities
from tests.builders.luce import random_values, values_of


def test_a_missing_value_of_an_unranked_unit_does_no_harm():
    values = random_values().assign_coords(ranked=("unit", [False, True, True, True, True]))
    values[0, 0, 0] = np.nan
    assert rank_probabilities(values, "lower").sizes["unit"] == 4


def test_values_without_chains_are_refused():
    with pytest.raises(BayesBenchError, match="chain"):
        rank_probabilities(random_values().isel(chain=0), "lower")


def test_missing_values_are_refused_with_their_count():
    values = random_values()
    values[0, 3, 1] = np.nan
    values[1, 4, 4] = np.nan
    with pytest.raises(BayesBenchError, match="2 units"):
        rank_probabilities(values, "lower")


@pytest.mark.parametrize("better", ["Lower", "", "best"])
def test_an_unknown_direction_is_refused(better):
    with pytest.raises(InputError, match="higher"):
        rank_probabilities(random_values(), better)


def test_independent_draws_have_the_textbook_standard_error():
    # The effective sample size of independent draws is their number, up to ArviZ's estimate of
    # it, whose root scatters by some 3 % at 4 x 1,000 draws.
    values = random_values(3, chains=4, draws=1000, units=6)
    best = Ranks(values, "lower").variables(2)["probability_best_k"]
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
        best = Ranks(values_of(run), "lower").variables(1)["probability_best_k"]
        p = best.mean(["chain", "draw"]).values
        estimates.append(p)
        errors.append(mcse_of_mean(best).values)
        naive.append(np.sqrt(p * (1 - p) / 800))
    scatter = np.std(estimates, axis=0, ddof=1)
    ratio = np.mean(errors, axis=0) / scatter
    assert np.all(np.abs(ratio - 1) < 0.15), ratio
    # Negative control: an error that ignores the autocorrelation fails the same test.
    assert np.all(np.mean(naive, axis=0) / scatter < 0.85)


def test_spans_of_ties_by_hand() -> None:
    spans = rank_spans(ordered_values(values_of([[4.0, 4, 1, 4], [1.0, 2, 3, 4]]), "lower"))
    assert spans["first"].values.tolist() == [[[2, 2, 1, 2], [1, 2, 3, 4]]]
    assert spans["last"].values.tolist() == [[[4, 4, 1, 4], [1, 2, 3, 4]]]


@pytest.mark.parametrize("levels", [1, 2, 5, 10_000])
@pytest.mark.parametrize("units", [1, 2, 9])
def test_spans_are_scipys_ranks(units: int, levels: int) -> None:
    """From all alike to none alike, with a nought of either sign."""
    drawn = np.random.default_rng(levels).integers(0, levels, (60, units)) * 1.5
    drawn[::2] = np.where(drawn[::2] == 0, -0.0, drawn[::2])
    spans = rank_spans(ordered_values(values_of(drawn), "lower"))
    for name, method in {"first": "min", "last": "max"}.items():
        assert spans[name].dtype == np.int32
        np.testing.assert_array_equal(spans[name].values[0], rankdata(drawn, method, axis=1))


def test_infinite_values_are_ranked_and_tie_as_others_do() -> None:
    choice = np.array([-np.inf, -1.0, -0.0, 0.0, 1e300, np.inf])
    drawn = choice[np.random.default_rng(2).integers(0, choice.size, (80, 7))]
    spans = rank_spans(ordered_values(values_of(drawn), "lower"))
    for name, method in {"first": "min", "last": "max"}.items():
        np.testing.assert_array_equal(spans[name].values[0], rankdata(drawn, method, axis=1))


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_who_is_among_the_first_with_and_without_a_tie_across_the_line(k: int) -> None:
    drawn = np.random.default_rng(k).integers(0, 4, (50, 4)) * 1.0
    spans = rank_spans(ordered_values(values_of(drawn), "lower"))
    found = among_first(spans, k).values[0]
    for s in range(50):  # a draw by itself may have no tie across the line
        one = among_first(spans.isel(draw=[s]), k).values[0, 0]
        shares = [
            np.mean([r <= k for r in range(low, high + 1)])
            for low, high in zip(
                rankdata(drawn[s], "min").astype(int),
                rankdata(drawn[s], "max").astype(int),
                strict=True,
            )
        ]
        np.testing.assert_allclose(one, shares, rtol=1e-15)
        np.testing.assert_array_equal(found[s], one)


def test_a_rank_is_not_in_the_unit_of_measure_of_the_values() -> None:
    values = random_values().assign_attrs(units="percentage points")
    assert rank_spans(ordered_values(values, "lower"))["first"].attrs == {}


def test_a_probability_within_two_errors_of_its_line_is_undecided() -> None:
    excess = xr.DataArray([0.03, 0.01, 0.0, -0.01, -0.03], dims="unit")
    found = against_line(excess, xr.full_like(excess, 0.01), ("reached", "missed"))
    undecided = ["undecided"] * 3
    assert found.values.tolist() == ["reached", *undecided, "missed"]
    # negative control: without an error everything is decided but what is on the line itself
    found = against_line(excess, xr.zeros_like(excess), ("reached", "missed"))
    assert found.values.tolist() == ["reached", "reached", "undecided", "missed", "missed"]


def test_an_error_has_the_labels_of_its_draws_and_is_missing_where_all_agree():
    values = random_values(5, chains=2, draws=50, units=3).assign_coords(unit=["c", "a", "b"])
    values = values.assign_attrs(units="share")
    values[..., 1] = 2.0
    error = mcse_of_mean(values)
    assert error.dims == ("unit",)
    assert error["unit"].values.tolist() == ["c", "a", "b"]
    assert error.attrs == {}
    assert error.isnull().values.tolist() == [False, True, False]
    assert values.attrs == {"units": "share"}
