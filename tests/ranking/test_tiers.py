"""Tiers: brute force over orders, known orders, PISA."""

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.pairs import pairwise_probabilities
from bayes_bench.ranking.tiers import tiers
from tests.builders.agreement import MOST
from tests.builders.luce import Luce, sorting_orders, values_of
from tests.builders.pisa import LAST, SCORES, scores

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))
APART = Luce((900.0, 700.0, 5.0, 4.0, 0.1))


def test_tiers_of_a_known_distribution_of_orders() -> None:
    found = tiers(APART.values(41).isel(unit=[4, 2, 0, 3, 1]), "lower", 0.05)
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
    pairs = pairwise_probabilities(values, "lower")[:6, 6]
    assert (pairs >= 0.95).all()
    found = tiers(values, "lower", 0.05)
    assert float(found["probability"][5]) == pytest.approx(0.82)
    assert found["verdict"].values[5] == "together"


@given(
    arrays(np.int64, st.tuples(st.integers(4, 8), st.integers(2, 4)), elements=st.integers(0, 3)),
    st.sampled_from([0.05, 0.3, 0.6]),
)
def test_boundaries_by_brute_force(draws: np.ndarray, error: float) -> None:
    """A boundary holds in a draw where it does however ties are broken."""
    found = tiers(values_of(draws), "lower", error)
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
    found = tiers(values_of([[3.0, 1.0, 2.0]] * 20), "lower", 0.01)
    assert found["unit"].values.tolist() == [1, 2, 0]
    assert found["tier"].values.tolist() == [1, 2, 3]
    assert found["mcse"].values.tolist() == [0.0, 0.0]
    assert float(found["all_hold"]) == 1.0


def test_identical_units_are_one_tier() -> None:
    found = tiers(values_of(np.zeros((20, 4))), "lower", 0.4)
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
    found = tiers(values, "lower", 0.05)
    assert found["probability"].values.tolist() == pytest.approx([share])
    assert found["verdict"].values.tolist() == [verdict]
    assert found["tier"].values.tolist() == tier


def test_tiers_turn_round_with_the_direction() -> None:
    values = APART.values(41)
    lower, higher = (tiers(values, better, 0.05) for better in ("lower", "higher"))
    assert higher["unit"].values.tolist() == lower["unit"].values[::-1].tolist()
    assert higher["tier"].values.tolist() == (4 - lower["tier"].values[::-1]).tolist()


def test_the_published_countries_that_are_below_all_others() -> None:
    found = tiers(scores(2018), "higher", 0.05)
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
        tiers(marked, "lower", 0.3).drop_vars("ranked"), tiers(kept, "lower", 0.3)
    )


@pytest.mark.parametrize("error", [0.0, 1.0, 5.0, np.nan])
def test_an_error_that_is_no_probability_is_refused(error: float) -> None:
    with pytest.raises(InputError, match="error is a probability"):
        tiers(LUCE.values(1, draws=20), "lower", error)


def test_what_is_refused() -> None:
    values = LUCE.values(1, draws=20)
    with pytest.raises(InputError, match="two ranked units"):
        tiers(values.isel(unit=[0]), "lower", 0.05)
    with pytest.raises(InputError, match="higher"):
        tiers(values, "up", 0.05)
    with pytest.raises(BayesBenchError, match="1 units"):
        tiers(values.where(values["unit"] != "c"), "lower", 0.05)


def test_values_are_not_changed() -> None:
    values = LUCE.values(8, draws=20)
    before = values.copy(deep=True)
    tiers(values, "higher", 0.05)
    xr.testing.assert_identical(values, before)
