"""How far two estimands agree on an order and on its ends."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from bayes_bench.errors import InputError
from bayes_bench.ranking.agreement import COLUMNS, agreement_table
from bayes_bench.ranking.ranks import Ranks
from tests.builders.luce import BOLD_AND_STEADY, Luce, values_of

LUCE = Luce((5.0, 4.0, 2.5, 1.0, 0.3))


def ranked(
    named: dict[tuple[str, str], xr.DataArray], better: str
) -> Iterator[tuple[tuple[str, str], Ranks]]:
    return ((names, Ranks(values, better)) for names, values in named.items())


def agreement(first: xr.DataArray, second: xr.DataArray, better: str, k: int) -> pd.Series:
    named = {("first", ""): first, ("second", "typical"): second}
    table = agreement_table(ranked(named, better), k)
    assert list(table.columns) == COLUMNS
    return table.iloc[0]


def concordance(first: np.ndarray, second: np.ndarray) -> float:
    """Kendall's tau of untied numbers, pair by pair."""
    pairs = list(combinations(range(first.size), 2))
    signs = [np.sign((first[i] - first[j]) * (second[i] - second[j])) for i, j in pairs]
    return float(np.mean(signs))


@given(st.integers(0, 10_000))
def test_tau_is_the_balance_of_concordant_pairs(seed: int) -> None:
    rng = np.random.default_rng(seed)
    first, second = (np.arange(6.0)[rng.permutation(6)] for _ in range(2))
    found = agreement(values_of([first] * 3), values_of([second] * 3), "lower", 2)
    assert float(found["kendall_tau"]) == pytest.approx(concordance(first, second))
    flips = len(set(np.argsort(first)[:2]) - set(np.argsort(second)[:2]))
    assert int(found["best_flips"]) == flips
    worst = len(set(np.argsort(-first)[:2]) - set(np.argsort(-second)[:2]))
    assert int(found["worst_flips"]) == worst


def test_the_same_order_agrees_and_the_opposite_does_not() -> None:
    values = LUCE.values(8, draws=200)
    same = agreement(values, 3 * values - 7, "lower", 2)
    assert (float(same["kendall_tau"]), int(same["best_flips"])) == (pytest.approx(1.0), 0)
    opposite = agreement(values, -values, "lower", 2)
    assert (float(opposite["kendall_tau"]), int(opposite["best_flips"])) == (pytest.approx(-1.0), 2)
    assert opposite["worst_flips"] == 2


def test_units_are_matched_by_label() -> None:
    values = LUCE.values(8, draws=200)
    found = agreement(values, values.isel(unit=[4, 2, 0, 1, 3]), "lower", 2)
    assert (float(found["kendall_tau"]), int(found["best_flips"])) == (pytest.approx(1.0), 0)


def test_the_top_k_goes_by_its_probability_and_not_by_the_expected_rank() -> None:
    # In the second estimand the same expected ranks would keep "steady" in front.
    surely = values_of([[2.0, 0.0, 1.0, 3.0]] * 10, unit=BOLD_AND_STEADY["unit"].values)
    found = agreement(BOLD_AND_STEADY, surely, "lower", 1)
    assert float(found["kendall_tau"]) == pytest.approx(1.0)
    assert int(found["best_flips"]) == 1


def test_different_units_are_refused_with_their_number() -> None:
    values = LUCE.values(8, draws=20)
    with pytest.raises(InputError, match="1 units are ranked in only one"):
        agreement(values, values.isel(unit=slice(4)), "lower", 2)
    other = values.assign_coords(ranked=("unit", [True] * 4 + [False]))
    with pytest.raises(InputError, match="1 units are ranked in only one"):
        agreement(values, other, "lower", 2)


def test_values_are_not_changed() -> None:
    values = LUCE.values(8, draws=20)
    before = values.copy(deep=True)
    agreement(values, values, "higher", 2)
    xr.testing.assert_identical(values, before)


def test_every_pair_has_a_row_and_the_direction_turns_the_ends() -> None:
    named = {
        (name, ""): Luce(rates).values(seed) for seed, (name, rates) in enumerate(RATES.items())
    }
    lower, higher = (agreement_table(ranked(named, better), 2) for better in ("lower", "higher"))
    assert len(lower) == 3
    assert lower["best_flips"].tolist() == higher["worst_flips"].tolist()
    assert lower["worst_flips"].tolist() == higher["best_flips"].tolist()
    assert lower["best_flips"].tolist() != lower["worst_flips"].tolist()


RATES = {
    "one": (9.0, 5.0, 2.0, 1.0, 0.3),
    "another": (9.0, 2.0, 5.0, 1.0, 0.3),
    "a third": (9.0, 5.0, 0.3, 1.0, 2.0),
}


@pytest.mark.parametrize("k", [0, 5, 2.5])
def test_a_k_out_of_range_is_refused(k: Any) -> None:
    values = LUCE.values(8, draws=20)
    with pytest.raises(InputError, match="from 1 to 4 for 5 units"):
        agreement(values, values, "lower", k)
