from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from bayes_bench.report.areas import area_rows
from bayes_bench.report.content import Found, headline
from bayes_bench.report.language.words import words_for
from bayes_bench.report.levels import level_shares
from bayes_bench.report.main_table import note_of
from bayes_bench.report.own_range import own_ranges, reliability_of
from bayes_bench.report.thinning import thinned

FindIn = Callable[..., Found]


def test_headline_counts(hostile: Found) -> None:
    head = headline(hostile)
    assert head.people == 18 * 40
    assert head.ranked == 18
    assert head.top == 9
    assert 0 <= head.best_hits <= 9
    assert head.unmarked == head.ranked - head.better - head.worse


def test_the_country_is_neither_better_nor_worse(hostile: Found) -> None:
    rows = area_rows(hostile)
    assert list(rows["area"]) == ["country"]
    assert rows["n"].item() == 720
    assert abs(rows["indicator"].item()) < 1e-9
    assert np.isnan(rows["probability_better"].item())


def test_regions_add_up(hostile: Found) -> None:
    regions = np.array(["North"] * 10 + ["South"] * 7 + [""])
    placed = replace(hostile, cells=hostile.cells.assign_coords(region=("unit", regions)))
    rows = area_rows(placed).set_index("name")
    assert list(rows.index) == ["", "North", "South"]
    assert rows.loc["North", "n"] == 400
    # by hand: the mean over people is the plain mean where units are equally large
    draws = hostile.bench["indicator"].isel(unit=slice(0, 10)).mean("unit")
    assert rows.loc["North", "indicator"] == pytest.approx(float(draws.mean()))
    upper = float(np.quantile(draws.values, 0.975))
    assert rows.loc["North", "indicator_upper"] == pytest.approx(upper)


def test_own_ranges_hold_about_what_they_should(hostile: Found) -> None:
    ranges = own_ranges(hostile, thinned(hostile))
    assert (ranges["place"] == "inside").mean() > 0.8
    share, n = headline(hostile).share, 40
    binomial = 2 * 1.96 * 100 * np.sqrt(share * (1 - share) / n)
    # never narrower than chance alone, and not many times as wide
    width = ranges["upper"] - ranges["lower"]
    assert width.min() > 0.85 * binomial
    assert width.max() < 2 * binomial


def test_reliability_is_half_at_half(hostile: Found) -> None:
    reliability = reliability_of(hostile, thinned(hostile))
    assert reliability.at(np.array([reliability.half])) == pytest.approx(0.5)
    assert reliability.units["reliability"].between(0, 1).all()


def test_adjusted_shares_differ_by_the_effects(hostile: Found) -> None:
    shares = level_shares(hostile).set_index("label").astype({"adjusted": float})
    effects = hostile.tables["effects.csv"].set_index("level")
    reference = hostile.cells["covariate_joint"].attrs["reference"]
    for level, effect in effects["effect_pp"].items():
        gap = 100 * (shares.loc[level, "adjusted"] - shares.loc[reference, "adjusted"])
        assert gap == pytest.approx(effect, abs=1e-6)
    assert shares["n"].sum() == 720


def test_small_levels_are_not_shown(find: FindIn) -> None:
    rng = np.random.default_rng(2)
    people = pd.DataFrame({"u": np.repeat(list("ABCD"), 100), "y": rng.random(400) < 0.4})
    joint = rng.choice(["a", "b"], 400).astype(object)
    joint[:3] = "rare"
    people = people.assign(joint=joint).astype({"y": int})
    found = find(people, [{"name": "joint"}], disclosure={"minimum_count": 5})
    shares = level_shares(found)
    none = shares["n"] - shares["events"]
    assert pd.concat([shares["n"], shares["events"], none]).min() >= 5
    assert "rare" not in list(shares["label"])
    assert shares["n"].sum() == 400


def test_notes_are_told_in_the_language(hostile: Found) -> None:
    words = words_for(hostile.model, "da")
    told = note_of("merged: 3 units; dropped: fewer than 5 people", words)
    assert "3 enheder" in told
    assert "< 5 personer" in told
    assert note_of("", words) == ""
