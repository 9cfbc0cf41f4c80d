"""Means of the best and of the worst k in every draw, one unit after the other."""

import numpy as np
import pytest

from bayes_bench.fitted import Fit
from bayes_bench.quantities.units.extremes import FAMILY
from bayes_bench.tables.units.extremes import TABLE
from tests.builders.fits import sampled
from tests.builders.wards import arviz_mcse, people, rates_by_hand, rows_of, ward_model, wards

K = 2


def ranked_gaps(fit: Fit) -> np.ndarray:
    return rates_by_hand(fit).indicator[:, fit.analysis.is_ranked]


def test_the_true_best_and_worst_of_every_draw() -> None:
    fit, rows = wards(), rows_of(FAMILY, wards())
    best, worst = [], []
    for draw in ranked_gaps(fit).tolist():
        listed = sorted(draw)  # fewer events are better
        best.append(sum(listed[:K]) / K)
        worst.append(sum(listed[-K:]) / K)
    for end, draws in {"best": np.array(best), "worst": np.array(worst)}.items():
        row = rows.loc[f"extreme_true[{end}]"]
        assert row["value"] == pytest.approx(draws.mean(), abs=1e-6)
        assert row["mcse"] == pytest.approx(arviz_mcse(fit, draws), rel=1e-5)


def test_the_same_units_in_every_draw_and_the_mean_of_their_means() -> None:
    fit, rows = wards(), rows_of(FAMILY, wards())
    gaps = ranked_gaps(fit)
    order = np.argsort(gaps.mean(axis=0))
    for end, units in {"best": order[:K], "worst": order[-K:]}.items():
        draws = gaps[:, units].mean(axis=1)
        for way in ("same", "means"):
            row = rows.loc[f"extreme_{way}[{end}]"]
            assert row["value"] == pytest.approx(draws.mean(), abs=1e-6)
            assert row["mcse"] == pytest.approx(arviz_mcse(fit, draws), rel=1e-5)
    # the winner's curse the other way round: who is truly extreme is further out
    assert rows.loc["extreme_true[best]", "value"] < rows.loc["extreme_same[best]", "value"]


def test_facts_are_the_same_in_every_draw() -> None:
    rows, table = rows_of(FAMILY, wards()), TABLE.build(wards()).set_index("way")
    for end in ("best", "worst"):
        row = rows.loc[f"extreme_printed[{end}]"]
        assert row["value"] == pytest.approx(table.loc["printed", end])
        assert row[["mcse", "r_hat"]].isna().all()


def test_every_way_of_the_table_but_chance_has_its_rows() -> None:
    """Chance is simulated data, and has its error in its row."""
    ways = set(TABLE.build(wards())["way"]) - {"chance"}
    expected = {f"extreme_{way}[{end}]" for way in ways for end in ("best", "worst")}
    assert set(rows_of(FAMILY, wards()).index) == expected


def test_what_was_published_is_there_only_where_it_is_given() -> None:
    published = {"best": -4.5, "worst": 6.0, "source": "A study"}
    fit = sampled(ward_model(bare=True, report={"published": published}), people())
    rows = rows_of(FAMILY, fit)
    assert rows.loc["extreme_published[best]", "value"] == -4.5
    assert rows.loc["extreme_published[worst]", "value"] == 6.0
    assert not any("published" in row for row in rows_of(FAMILY, wards()).index)
