"""What another analysis changes, by hand: the draws are made up."""

from collections.abc import Collection

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.optimize import brentq

from bayes_bench.inputs.model.file import Model, model_from_table
from bayes_bench.ranking.ranks import Ranks
from bayes_bench.sensitivity_analysis.conclusions import (
    Conclusions,
    changes,
    conclusions_of,
    summarised,
)
from bayes_bench.tables.ranking.ranks import rank_summary

MODEL = {"title": "Made up", "data": {"unit": "unit", "outcome": "ill", "better": "lower"}}


def model_with(**benchmark: object) -> Model:
    return model_from_table({**MODEL, "benchmark": benchmark})


def drawn(means: Collection[float], seed: int, sd: float = 1.0) -> xr.DataArray:
    """Independent normal draws of the indicators of units a, b, ... and of "other"."""
    names = [*"abcdefgh"[: len(means)], "other"]
    values = np.random.default_rng(seed).normal([*means, -50.0], sd, (4, 500, len(names)))
    coords = {
        "unit": names,
        "name": ("unit", [name.upper() for name in names]),
        "ranked": ("unit", [name != "other" for name in names]),
    }
    return xr.DataArray(values, coords=coords, dims=("chain", "draw", "unit"), name="indicator")


TOP_2 = model_with(top=2)
MEANS = (-6.0, -4.0, -0.5, 0.5, 4.0, 6.0)


def conclusions(indicator: xr.DataArray, model: Model) -> Conclusions:
    return conclusions_of(Ranks(indicator, "lower"), model)


def compared(one: xr.DataArray, other: xr.DataArray) -> pd.DataFrame:
    return changes(conclusions(one, TOP_2), conclusions(other, TOP_2), TOP_2)


def test_nothing_changes_nothing() -> None:
    units = compared(drawn(MEANS, 1), drawn(MEANS, 1))
    assert list(units["unit"]) == [*"abcdef"]  # "other" has no rank
    assert (units["change"] == 0.0).all()
    assert list(units["best_k"]) == ["stays", "stays", "", "", "", ""]
    assert list(units["worst_k"]) == ["", "", "", "", "stays", "stays"]
    row = summarised(units)
    assert (row["flags_flipped"], row["flips"]) == (0, "")
    assert row["kendall_tau"] == pytest.approx(1.0)
    assert (row["best_changed"], row["worst_changed"]) == (0, 0)


def test_two_units_that_change_places_by_hand() -> None:
    # b (-4) and e (4) change places: of the 15 pairs, those of b, e and the two between them turn
    swapped = compared(drawn(MEANS, 1), drawn((-6.0, 4.0, -0.5, 0.5, -4.0, 6.0), 2))
    by_unit = swapped.set_index("unit")
    assert by_unit["flag"].to_dict() == dict(
        zip("abcdef", ["better", "worse", "none", "none", "better", "worse"], strict=True)
    )
    np.testing.assert_allclose(by_unit["change"], [0, 8, 0, 0, -8, 0], atol=0.15)  # 4.7 errors
    row = summarised(swapped)
    assert row["kendall_tau"] == pytest.approx((10 - 5) / 15)
    assert row["largest_change"] == pytest.approx(8.0, abs=0.15)
    assert row["largest_unit"] in ("b", "e")
    assert row["mean_change"] == pytest.approx(16 / 6, abs=0.1)
    assert row["flips"] == "b: better → worse; e: worse → better"
    assert (row["flags_flipped"], row["flags_flipped_beyond_error"]) == (2, 2)
    assert (row["best_left"], row["best_entered"]) == ("b", "e")
    assert (row["worst_left"], row["worst_entered"]) == ("e", "b")
    assert (row["best_changed"], row["best_changed_beyond_error"]) == (1, 1)


def test_flags_and_ranks_are_those_that_are_printed() -> None:
    indicator = drawn(MEANS, 3, sd=2.0)
    table = conclusions(indicator, TOP_2).table
    ranks = rank_summary(Ranks(indicator, "lower"), TOP_2)
    for name in ("unit", "name", "expected_rank", "probability_best_k", "probability_worst_k"):
        assert list(table[name]) == list(ranks[name])


@pytest.mark.parametrize("line", [0.9, 0.95])
def test_chance_is_seldom_more_than_two_errors_and_a_shift_is(line: float) -> None:
    """Units whose probability lies on the line of the flags, drawn again and again."""
    model = model_with(top=2, flag_probability=line)
    on_the_line = np.sqrt(2.0) * brentq(lambda z: _normal(z) - line, 0.0, 3.0) + 1.0
    means = [on_the_line] * 8
    flips, beyond, seen = 0, 0, 0
    for seed in range(20):
        one, two = (conclusions(drawn(means, n, np.sqrt(2.0)), model) for n in (seed, 1000 + seed))
        units = changes(one, two, model)
        flips += int((units["flag"] != units["base_flag"]).sum())
        beyond += int(units["flag_beyond_error"].sum())
        seen += int((np.abs(units["change"]) > 2 * units["change_error"]).sum())
    assert flips > 0
    # a difference of two is beyond two errors in one of twenty: 8 of 160, sd 2.8
    assert 0 < seen < 20
    assert beyond <= flips / 2  # a flip has made the difference larger than it would be by chance
    one, two = (
        conclusions(drawn(of, n, np.sqrt(2.0)), model) for n, of in enumerate((means, [9.0] * 8))
    )
    moved = changes(one, two, model)
    flipped = moved["flag"] != moved["base_flag"]
    assert flipped.any()
    assert (moved["flag_beyond_error"] == flipped).all()


def _normal(z: float) -> float:
    """P(a normal variable is below z), by summing its density."""
    grid = np.linspace(-8.0, z, 4001)
    return float(np.trapezoid(np.exp(-(grid**2) / 2) / np.sqrt(2 * np.pi), grid))


def test_draws_that_differ_in_number_have_an_error_too() -> None:
    long = drawn(MEANS, 5)
    short = drawn(MEANS, 6).isel(draw=slice(100))
    units = compared(long, short)
    # independent draws: sd over the root of their number
    np.testing.assert_allclose(units["change_error"], np.sqrt(1 / 2000 + 1 / 400), rtol=0.25)
    assert (np.abs(units["change"]) < 4.5 * units["change_error"]).all()


def test_draws_that_go_together_err_together() -> None:
    one = drawn(MEANS, 7, sd=5.0)
    assert (compared(one, one + 0.25)["change_error"] < 1e-12).all()


def test_one_unit_alone_is_compared_without_an_order() -> None:
    alone = model_with()
    lonely = conclusions(drawn([1.0], 1), alone)
    row = summarised(changes(lonely, lonely, alone))
    assert np.isnan(row["kendall_tau"])
    assert row["best_changed"] == 0


def test_expected_rank_decides_between_equals() -> None:
    # a and b are worst in two draws of four each, but b has the worse rank in the others
    order = np.array([[3.0, 2.0, 1.0], [3.0, 2.0, 1.0], [1.0, 3.0, 2.0], [2.0, 3.0, 1.0]])
    values = drawn([0.0] * 3, 1).isel(draw=slice(100)).copy()
    values[..., :3] = np.tile(order, (100, 1)).reshape(4, 100, 3)
    table = conclusions(values, model_with(top=1)).table.set_index("unit")
    assert list(table["probability_worst_k"]) == [0.5, 0.5, 0.0]
    assert list(table["worst_k"]) == [False, True, False]
    assert list(table["best_k"]) == [False, False, True]
