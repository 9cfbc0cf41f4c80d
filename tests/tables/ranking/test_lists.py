"""Lists of k units, against enumeration of all choices of k."""

from collections import Counter
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands.indicators import benchmark_of, indicator_ranks
from bayes_bench.fitted import Fit
from bayes_bench.tables.ranking.lists import (
    classes_of_size,
    is_spread_over_regions,
    lists_of_units,
)
from tests.builders.fits import fit_of
from tests.builders.wards import (
    REGIONS,
    SIZES,
    indicator_ranks_by_hand,
    people,
    ward_model,
    wards,
)

K = 2


def made(fit: Fit) -> tuple[dict[str, list[str]], list]:
    ranks = indicator_ranks(fit)
    ends = {"best": ranks, "worst": ranks.reversed()}
    lists, notes = lists_of_units(ends, benchmark_of(fit), fit.analysis)
    return dict(lists), notes


def expected_members(fit: Fit, chosen: tuple[str, ...], *, best: bool) -> float:
    ranks, k = indicator_ranks_by_hand(fit), len(chosen)
    places = ["abcdef".index(unit) for unit in chosen]
    among = (ranks <= k) if best else (ranks > 6 - k)
    return float(among[:, places].sum(axis=1).mean())


@pytest.mark.parametrize("end", ["best", "worst"])
def test_no_other_choice_of_k_has_more_true_members(end: str) -> None:
    lists, notes = made(wards())
    every = {
        chosen: expected_members(wards(), chosen, best=end == "best")
        for chosen in combinations("abcdef", K)
    }
    assert set(lists[f"{end}_list"]) == set(max(every, key=lambda chosen: every[chosen]))
    assert notes == []


@pytest.mark.parametrize(("k", "of_region"), [(2, 1), (3, 2)])
def test_a_spread_list_is_the_best_within_regions_and_classes_of_size(
    k: int, of_region: int
) -> None:
    """k over two regions, rounded up, and one of each of three classes of size."""
    regions = dict(zip("abcdef", REGIONS, strict=False))
    by_size = dict(zip(sorted("abcdef", key=lambda unit: SIZES[unit]), "001122", strict=True))
    fit = wards()
    asked = fit_of(fit.posterior, fit.analysis.cells, ward_model(benchmark={"top": k}))
    allowed = {
        chosen: expected_members(fit, chosen, best=True)
        for chosen in combinations("abcdef", k)
        if max(Counter(regions[unit] for unit in chosen).values()) <= of_region
        and max(Counter(by_size[unit] for unit in chosen).values()) == 1
    }
    best = max(allowed, key=lambda chosen: allowed[chosen])
    assert set(made(asked)[0]["spread_list"]) == set(best)


def test_the_printed_lists_are_the_extremes_of_observed_minus_expected() -> None:
    """Without covariates: of the crude rate; all have 30 people or more."""
    rate = people().groupby("ward")["ill"].mean()[list("abcdef")].sort_values()
    lists, _ = made(wards(bare=True))
    assert lists["printed_best"] == rate.index[:K].tolist()
    assert lists["printed_worst"] == rate.index[::-1][:K].tolist()


def test_where_k_cannot_be_spread_there_is_a_reason_in_its_row() -> None:
    """Five of six in the east, four to be chosen: of each region two at most."""
    fit = wards(bare=True)
    cells = fit.analysis.cells.assign_coords(
        region=("unit", ["east", "east", "east", "west", "east", "east", ""])
    )
    model = ward_model(bare=True, benchmark={"top": 4})
    lists, notes = made(fit_of(fit.posterior, cells, model))
    assert "spread_list" not in lists
    ((name, note),) = [(row["decision"], row["note"]) for row in notes]
    assert name == "spread_list"
    assert "leave 3 units, fewer than k = 4" in str(note)
    assert set(lists) == {"best_list", "worst_list", "printed_best", "printed_worst"}


@pytest.mark.parametrize(
    ("regions", "is_spread"),
    [
        (["east", "west"], True),
        (["east", "east"], False),
        (["east", ""], False),
        (["", ""], False),
        (["east"], False),
    ],
)
def test_regions_count_where_there_are_several_and_everybody_has_one(
    regions: list[str], *, is_spread: bool
) -> None:
    assert is_spread_over_regions(pd.Series(regions)) is is_spread


def test_classes_of_size_have_equally_many_units() -> None:
    classes = classes_of_size(benchmark_of(wards()))
    named = dict(zip(classes["unit"].values, classes.values, strict=True))
    assert named == {
        "a": "80–90",
        "e": "80–90",
        "c": "50–60",
        "f": "50–60",
        "b": "40–45",
        "d": "40–45",
    }


def test_there_are_no_more_classes_than_units() -> None:
    bench = benchmark_of(wards())
    two = bench.assign_coords(ranked=("unit", np.isin(bench["unit"].values, ["a", "b"])))
    assert sorted(classes_of_size(two).values) == ["40", "90"]
