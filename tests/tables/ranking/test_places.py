"""The table of a unit's place: its columns, where each is from, and a list small enough to count.

The figures themselves are held against other derivations beside their own functions; here the
table must not mix up units, columns or directions.
"""

from collections.abc import Callable
from fractions import Fraction
from functools import cache

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from bayes_bench.errors import BayesBenchError, InputError
from bayes_bench.ranking.claims import rank_claims
from bayes_bench.ranking.orders import rank_orders
from bayes_bench.ranking.pairs import better_than_next, rank_positions
from bayes_bench.ranking.r_values import r_value_bounds, r_values
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.ranking.tiers import grades
from bayes_bench.tables.ranking.places import TIER_ERROR, rank_details
from tests.builders.luce import BOLD_AND_STEADY, Luce, brute, values_of

COLUMNS = [
    *("unit", "name", "percentile", "mcse_percentile", "sucra", "mcse_sucra"),
    *("r_value", "r_value_lower", "r_value_upper", "place_squared_error", "place_top_k"),
    *("next", "probability_better_than_next", "mcse_better_than_next", "tier"),
    *("verdict_best_k", "verdict_worst_k"),
    *("probability_better_half", "mcse_better_half", "verdict_better_half"),
    *("probability_worse_half", "mcse_worse_half", "verdict_worse_half", "verdict_wide"),
]
POSITIONS = COLUMNS[2:6]
# Neither in the order of the rates nor of the alphabet; "x" is not ranked and is the best of all.
UNITS = ["d", "x", "a", "e", "b", "c"]
LUCE = Luce((1.0, 1000.0, 5.0, 0.01, 4.0, 2.5))
RANKED = np.array([unit != "x" for unit in UNITS])
type Details = Callable[..., pd.DataFrame]
DIRECTIONS = pytest.mark.parametrize("better", ["lower", "higher"])


def named(values: xr.DataArray, ranked: object = None) -> xr.DataArray:
    units = values["unit"].values
    kept = np.ones(units.size, dtype=bool) if ranked is None else ranked
    names = [f"Ward {unit}" for unit in units]
    return values.assign_coords(name=("unit", names), ranked=("unit", kept))


@pytest.fixture(scope="module")
def values() -> xr.DataArray:
    """Five ranked units and one that is not, second in the list."""
    drawn = LUCE.values(2, draws=300, chains=2)
    return named(drawn.assign_coords(unit=UNITS), RANKED)


@pytest.fixture(scope="module")
def details(values: xr.DataArray) -> Details:
    """The table of `values`, each made once: a third of a second, whatever the draws."""
    return cache(lambda better, k=2, interval=0.8: rank_details(Ranks(values, better), k, interval))


def column_of(table: pd.DataFrame, name: str) -> pd.Series:
    return table.set_index("unit")[name]


def from_functions(values: xr.DataArray, better: str, k: int, interval: float) -> dict:
    """Every column from the function that makes it."""
    ranks = Ranks(values, better)
    positions, claims = rank_positions(ranks), rank_claims(values, better, k, interval)
    bounds, following = r_value_bounds(ranks), better_than_next(ranks)
    place = rank_orders(ranks, k)["place"]
    return {
        **{name: positions[name] for name in POSITIONS},
        "r_value": r_values(ranks),
        "r_value_lower": bounds["low"],
        "r_value_upper": bounds["high"],
        "place_squared_error": place.sel(loss="squared_error"),
        "place_top_k": place.sel(loss="top_k"),
        "next": following["next"],
        "probability_better_than_next": following["probability"],
        "mcse_better_than_next": following["mcse"],
        "tier": grades(values, better, TIER_ERROR)["tier"],
        **{name: claims[name] for name in COLUMNS[COLUMNS.index("verdict_best_k") :]},
    }


@DIRECTIONS
def test_each_column_is_taken_from_its_function(
    values: xr.DataArray, details: Details, better: str
) -> None:
    table = details(better)
    assert list(table.columns) == COLUMNS
    expected = from_functions(values, better, 2, 0.8)
    assert set(expected) == set(COLUMNS) - {"unit", "name"}
    for name, figures in expected.items():
        found = column_of(table, name)
        for unit in found.index:
            one = figures.sel(unit=unit).item() if unit in figures["unit"] else np.nan
            assert found[unit] == one or (pd.isna(found[unit]) and pd.isna(one)), (name, unit)


@DIRECTIONS
def test_units_are_in_the_order_of_the_values(details: Details, better: str) -> None:
    table = details(better)
    assert table["unit"].tolist() == ["d", "a", "e", "b", "c"]
    assert table["name"].tolist() == ["Ward d", "Ward a", "Ward e", "Ward b", "Ward c"]
    assert table.index.tolist() == [0, 1, 2, 3, 4]


def test_who_is_not_ranked_changes_nothing(values: xr.DataArray, details: Details) -> None:
    kept, left_out = values.isel(unit=np.flatnonzero(RANKED)), details("lower")
    pd.testing.assert_frame_equal(left_out, rank_details(Ranks(kept, "lower"), 2, 0.8))
    # the negative control: were it ranked, it would be in the list
    with_it = rank_details(Ranks(named(values), "lower"), 2, 0.8)
    assert "x" in {*with_it["unit"], *with_it["next"].dropna()}
    assert "x" not in {*left_out["unit"], *left_out["next"].dropna()}


def test_the_last_in_the_list_has_no_next(details: Details) -> None:
    for better, listed in {"lower": list("abcde"), "higher": list("edcba")}.items():
        table = details(better).set_index("unit").loc[listed]
        assert table["next"].tolist()[:-1] == listed[1:]
        figures = ["next", "probability_better_than_next", "mcse_better_than_next"]
        assert table.loc[listed[-1], figures].isna().all()
        assert table.loc[listed[:-1], figures].notna().all(axis=None)


def test_a_list_that_can_be_counted() -> None:
    """Ten draws of four units, every figure from the orders of the draws."""
    draws = BOLD_AND_STEADY.values[0].tolist()
    table = rank_details(Ranks(named(BOLD_AND_STEADY), "lower"), 1, 0.5).set_index("unit")
    expected = [brute(draws, lambda place, j=j: Fraction(place[j])) for j in range(4)]
    assert [float(rank) for rank in expected] == [2.8, 1.7, 2.3, 3.2]
    np.testing.assert_allclose(table["percentile"], [float(rank / 5) for rank in expected])
    np.testing.assert_allclose(table["sucra"], [float((4 - rank) / 3) for rank in expected])
    # by expected rank the steady one is first, but the bold one is the likeliest to be the best
    assert table["place_squared_error"].tolist() == [3, 1, 2, 4]
    assert table["place_top_k"].tolist() == [1, 2, 3, 4]
    assert table["next"].tolist()[:3] == ["fourth", "third", "bold"]
    pairs = {"steady": (1, 2), "third": (2, 0), "bold": (0, 3)}
    for unit, (i, j) in pairs.items():
        wins = brute(draws, lambda place, i=i, j=j: place[i] < place[j])
        assert table.loc[unit, "probability_better_than_next"] == pytest.approx(float(wins))
    for name, half in {"better_half": (1, 2), "worse_half": (3, 4)}.items():
        shares = [brute(draws, lambda place, j=j, h=half: place[j] in h) for j in range(4)]
        np.testing.assert_allclose(table[f"probability_{name}"], [float(p) for p in shares])
    # only steady before fourth is surer than nine draws of ten, and it cannot be parted alone
    assert table["tier"].tolist() == [1, 1, 1, 1]


def test_a_list_that_is_certain() -> None:
    """The same order in every draw: who is best, who is worst, and nothing is left open."""
    draws = np.tile([30.0, 10.0, 40.0, 20.0], (2, 50, 1))
    table = rank_details(Ranks(named(values_of(draws, unit=list("cadb"))), "lower"), 1, 0.95)
    table = table.set_index("unit").loc[list("abcd")]
    assert table["tier"].tolist() == [1, 2, 3, 4]
    assert table["sucra"].tolist() == pytest.approx([1, 2 / 3, 1 / 3, 0])
    for name in ("r_value", "r_value_lower", "r_value_upper"):
        assert table[name].tolist() == [0.25, 0.5, 0.75, 1.0]
    assert table["verdict_best_k"].tolist() == ["holds", "fails", "fails", "fails"]
    assert table["verdict_worst_k"].tolist() == ["fails", "fails", "fails", "holds"]
    assert table["verdict_better_half"].tolist() == ["holds", "holds", "fails", "fails"]
    assert table["verdict_worse_half"].tolist() == ["fails", "fails", "holds", "holds"]
    assert (table["verdict_wide"] == "fails").all()
    assert table[["mcse_percentile", "mcse_sucra", "mcse_better_than_next"]].isna().all(axis=None)


def test_the_direction_turns_the_table(details: Details) -> None:
    down, up = details("lower"), details("higher")
    np.testing.assert_allclose(up["percentile"], 1 - down["percentile"])
    np.testing.assert_allclose(up["sucra"], 1 - down["sucra"], atol=1e-14)
    assert up["verdict_best_k"].tolist() == down["verdict_worst_k"].tolist()
    assert up["verdict_better_half"].tolist() == down["verdict_worse_half"].tolist()
    # the negative control: nothing of this holds of the table as it was
    assert (np.abs(down["sucra"] - up["sucra"]) > 0.1).any()
    assert down["verdict_best_k"].tolist() != down["verdict_worst_k"].tolist()


def test_k_and_interval_reach_their_columns(details: Details) -> None:
    """The negative control of taking the columns from functions of the same settings."""
    one, other = details("lower", 4), details("lower")
    assert one["verdict_best_k"].tolist() != other["verdict_best_k"].tolist()
    wide = details("lower", 2, 0.99)
    assert wide["verdict_wide"].tolist() != other["verdict_wide"].tolist()
    same = [name for name in COLUMNS if not name.startswith("verdict")]
    pd.testing.assert_frame_equal(wide[same], other[same])


def test_what_cannot_be_used_is_refused(values: xr.DataArray) -> None:
    for k in (0, 5):
        with pytest.raises(InputError, match="from 1 to 4"):
            rank_details(Ranks(values, "lower"), k, 0.8)
    with pytest.raises(InputError, match="interval is a probability"):
        rank_details(Ranks(values, "lower"), 2, 95)
    with pytest.raises(InputError, match="higher"):
        rank_details(Ranks(values, "up"), 2, 0.8)
    with pytest.raises(InputError, match="two ranked units"):
        rank_details(Ranks(values.isel(unit=[0, 1]), "lower"), 1, 0.8)
    with pytest.raises(BayesBenchError, match="1 units"):
        rank_details(Ranks(values.where(values["unit"] != "c"), "lower"), 2, 0.8)


def test_values_are_not_changed(values: xr.DataArray) -> None:
    before = values.copy(deep=True)
    rank_details(Ranks(values, "higher"), 2, 0.8)
    xr.testing.assert_identical(values, before)
