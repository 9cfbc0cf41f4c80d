"""r-values: brute force by their words, known orders, quadrature, and what is left open."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.draws import mcse_of_mean
from bayes_bench.ranking.r_values import r_value_bounds, r_values
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.trust.exact.ranks import rank_probabilities as exact_rank_probabilities
from tests.builders.agreement import MOST
from tests.builders.luce import BOLD_AND_STEADY, SURGICAL, Luce, brute, values_of

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))
LEVEL = Luce((9.0, 4.0, 3.9, 1.0, 0.3))
"""The second and the third are nearly level."""
SMALL_DRAWS = arrays(
    np.int64, st.tuples(st.integers(1, 5), st.integers(2, 4)), elements=st.integers(0, 2)
)


def assert_decided(found: xr.DataArray, bounds: xr.Dataset) -> None:
    for end in ("low", "high"):
        xr.testing.assert_equal(bounds[end], found)


def belongs_from(probability_up_to: Sequence[Sequence[float | Fraction]]) -> list[Fraction]:
    """r-values by their words: for each k the units with no k others ahead; P(R <= k) by [k][j]."""
    units = len(probability_up_to)
    found: dict[int, Fraction] = {}
    for k, column in enumerate(probability_up_to, start=1):
        line = sorted(column, reverse=True)[k - 1]
        for j in range(units):
            if column[j] >= line:
                found.setdefault(j, Fraction(k, units))
    return [found[j] for j in range(units)]


@given(SMALL_DRAWS)
def test_r_values_by_brute_force(draws: np.ndarray) -> None:
    units = range(draws.shape[1])
    columns = [
        [brute(draws.tolist(), lambda place, j=j, k=k: place[j] <= k) for j in units]
        for k in range(1, draws.shape[1] + 1)
    ]
    found = r_values(Ranks(values_of(draws), "lower"))
    np.testing.assert_array_equal(found, [float(r) for r in belongs_from(columns)])


def test_r_values_of_a_known_distribution_of_orders() -> None:
    columns = [
        [LUCE.expected(lambda place, j=j, k=k: place[j] <= k) for j in range(5)]
        for k in range(1, 6)
    ]
    exact = [float(r) for r in belongs_from(columns)]
    assert exact == [0.2, 0.4, 0.6, 0.8, 1.0]
    for better, expected in {"lower": exact, "higher": exact[::-1]}.items():
        found = r_values(Ranks(LUCE.values(3), better))
        np.testing.assert_allclose(found, expected, rtol=1e-15)
        assert_decided(found, r_value_bounds(Ranks(LUCE.values(3), better)))


def doubt(table: np.ndarray, found: np.ndarray) -> float:
    """By how much exact P(R <= k) would have to be wrong for the r-values to be right."""
    units = len(table)
    up_to = table.cumsum(axis=1)
    doubts = [0.0]
    for j in range(units):
        for k in range(1, units):
            ahead = up_to[j, k - 1] - np.sort(up_to[:, k - 1])[-k]
            within, first = k / units <= found[j] + 1e-9, abs(k / units - found[j]) < 1e-9
            if first:
                doubts.append(-ahead)
            elif within:  # before the first: another k must have been ahead
                rival = np.sort(np.delete(up_to[:, k - 1], j))[-k]
                doubts.append(up_to[j, k - 1] - rival)
    return max(doubts)


def test_r_values_in_surgical_against_quadrature() -> None:
    # Hospitals C, F and I are nearly level, and their r-values may be any of several.
    table = exact_rank_probabilities(SURGICAL.surface, "lower")
    values = SURGICAL.bench("typical")["predicted"]
    # Two estimated probabilities differ from the exact ones by at most this.
    error = MOST * np.sqrt(2 * 0.25 / (values.sizes["chain"] * values.sizes["draw"]))
    assert doubt(table, r_values(Ranks(values, "lower")).values) < error
    # Negative controls: the other direction, and one step up or down for everyone.
    assert doubt(table, r_values(Ranks(values, "higher")).values) > 10 * error
    for step in (-1 / 12, 1 / 12):
        assert doubt(table, r_values(Ranks(values, "lower")).values + step) > error


def test_an_r_value_rewards_a_unit_that_may_be_best() -> None:
    # P(R <= 1): .4 .3 .3 0; P(R <= 2): .4 1 .6 0; P(R <= 3): .4 1 .8 .8. The bold unit is the
    # first at k = 1, though its expected rank is the third.
    found = r_values(Ranks(BOLD_AND_STEADY, "lower"))
    assert found.values.tolist() == [0.25, 0.5, 0.5, 0.75]
    expected = Ranks(BOLD_AND_STEADY, "lower").mid_ranks.mean(["chain", "draw"])
    assert expected.values.tolist() == pytest.approx([2.8, 1.7, 2.3, 3.2])


def test_units_that_share_the_line_are_all_within_it() -> None:
    # Two units that are alike, and one that is always last.
    values = values_of([[0.0, 1, 2], [1.0, 0, 2]])
    found = r_values(Ranks(values, "lower"))
    assert found.values.tolist() == pytest.approx([1 / 3, 1 / 3, 1.0])


def test_r_values_of_identical_units_are_the_smallest() -> None:
    # 8192 draws: shares of which rounding to decimals would part equal ones.
    found = r_values(Ranks(values_of(np.zeros((8192, 3))), "lower"))
    assert (found == 1 / 3).all()


def test_bounds_by_brute_force() -> None:
    """Every undecided comparison taken for the unit, and taken against it."""
    values = LEVEL.values(2, draws=100)
    series = [Ranks(values, "lower").variables(k)["probability_best_k"] for k in range(1, 6)]
    p = np.array([one.mean(["chain", "draw"]).values for one in series])
    error = np.array([mcse_of_mean(one).fillna(0).values for one in series])

    def first(j: int, sign: int) -> float:
        for k in range(5):
            doubt = 2 * sign * (error[k] + error[k, j])
            ahead = [i for i in range(5) if i != j and p[k, i] - p[k, j] + doubt[i] > 1e-12]
            if len(ahead) <= k:
                return (k + 1) / 5
        return np.nan

    found = r_value_bounds(Ranks(values, "lower"))
    assert found["low"].values.tolist() == [first(j, -1) for j in range(5)]
    assert found["high"].values.tolist() == [first(j, 1) for j in range(5)]
    assert (found["low"] < found["high"]).any()


def test_nearly_level_units_are_left_open_and_others_are_not() -> None:
    found = r_value_bounds(Ranks(LEVEL.values(2), "lower"))
    assert found["low"].values.tolist() == [0.2, 0.4, 0.4, 0.8, 1.0]
    assert found["high"].values.tolist() == [0.2, 0.6, 0.6, 0.8, 1.0]


def test_bounds_hold_the_exact_r_values_however_few_the_draws() -> None:
    # Each comparison would have to be off by two errors or more; without the bounds, the two
    # nearly level units are the wrong way round in about half of the runs.
    exact = xr.DataArray([0.2, 0.4, 0.6, 0.8, 1.0], dims="unit")
    runs = [LEVEL.values(seed, draws=100).drop_vars("unit") for seed in range(60)]
    bounds = [r_value_bounds(Ranks(run, "lower")) for run in runs]
    held = [bool(((one["low"] <= exact) & (exact <= one["high"])).all()) for one in bounds]
    assert np.mean(held) > 0.95
    # Negative control.
    right = [bool((r_values(Ranks(run, "lower")) == exact).all()) for run in runs]
    assert np.mean(right) < 0.8


def test_bounds_hold_the_exact_r_values_in_surgical() -> None:
    table = exact_rank_probabilities(SURGICAL.surface, "lower")
    columns = table.cumsum(axis=1).T.round(9)
    columns[-1] = 1.0  # whose rounding must not decide
    exact = np.array([float(r) for r in belongs_from(columns.tolist())])
    found = r_value_bounds(Ranks(SURGICAL.bench("typical")["predicted"], "lower"))
    assert ((found["low"] <= exact + 1e-9) & (exact - 1e-9 <= found["high"])).all()


def test_units_that_are_not_ranked_are_left_out() -> None:
    values = values_of(np.random.default_rng(1).normal(size=(2, 20, 4)))
    marked = values.assign_coords(ranked=("unit", [True, True, False, True]))
    for summary in (r_values, r_value_bounds):
        without = summary(Ranks(marked, "lower")).drop_vars("ranked")
        xr.testing.assert_equal(without, summary(Ranks(values.isel(unit=[0, 1, 3]), "lower")))


@pytest.mark.parametrize("summary", [r_values, r_value_bounds])
def test_what_is_refused(summary) -> None:
    values = values_of(np.random.default_rng(1).normal(size=(2, 20, 3)))
    with pytest.raises(InputError, match="two ranked units"):
        summary(Ranks(values.isel(unit=[0]), "lower"))
    with pytest.raises(InputError, match="higher"):
        summary(Ranks(values, "up"))
    with pytest.raises(BayesBenchError, match="1 units"):
        summary(Ranks(values.where(values["unit"] != 2), "lower"))


def test_values_are_not_changed() -> None:
    values = LUCE.values(8, draws=20)
    before = values.copy(deep=True)
    r_values(Ranks(values, "higher"))
    r_value_bounds(Ranks(values, "higher"))
    xr.testing.assert_identical(values, before)
