"""Everything else of a unit's place: each group of columns against where it is from."""

import numpy as np
import pandas as pd
import pytest

from bayes_bench.estimands.indicators import benchmark_of
from bayes_bench.fitted import Fit
from bayes_bench.ranking.crude_regions import crude_rank_region
from bayes_bench.tables.ranking import rank_details as module
from bayes_bench.tables.ranking.rank_details import TABLE, shown_details
from tests.builders.dictionary import is_documented
from tests.builders.wards import (
    arviz_mcse,
    indicator_ranks_by_hand,
    people,
    rates_by_hand,
    wards,
)


@pytest.fixture(scope="module")
def fit() -> Fit:
    """Of people who are alike, so that no unit needs another fit without it."""
    return wards(bare=True)


@pytest.fixture(scope="module")
def table(fit: Fit) -> pd.DataFrame:
    return shown_details(fit)


def test_a_row_per_ranked_unit_with_the_documented_columns(table: pd.DataFrame) -> None:
    assert table["unit"].tolist() == list("abcdef")
    assert is_documented(table, "rank_details.csv")
    assert TABLE.names == list(table.columns)


def test_positions_from_ranks_by_scipy(fit: Fit, table: pd.DataFrame) -> None:
    ranks = indicator_ranks_by_hand(fit)
    np.testing.assert_allclose(table["percentile"], ranks.mean(axis=0) / 7)
    np.testing.assert_allclose(table["sucra"], (6 - ranks.mean(axis=0)) / 5)
    better = [(ranks <= 3), (ranks >= 4)]
    for half, hits in zip(("better_half", "worse_half"), better, strict=True):
        np.testing.assert_allclose(table[f"probability_{half}"], hits.mean(axis=0), atol=1e-12)
        for place in (1, 3):
            error = arviz_mcse(fit, hits[:, place].astype(float))
            assert table[f"mcse_{half}"][place] == pytest.approx(error, rel=1e-9)


def test_crude_sets_hold_the_rank_of_the_crude_rate(fit: Fit, table: pd.DataFrame) -> None:
    rank = people().groupby("ward")["ill"].mean()[list("abcdef")].rank().to_numpy()
    assert (table["crude_lower"] <= rank).all()
    assert (table["crude_upper"] >= rank).all()
    bench = benchmark_of(fit)
    surer = crude_rank_region(bench["events"], bench["n"], "lower", 0.99)
    assert (surer["low"].values <= table["crude_lower"]).all(), "at .99 they are wider than at .9"
    assert (surer["high"].values >= table["crude_upper"]).all()


def test_the_error_beyond_the_margin_is_arviz_own(fit: Fit, table: pd.DataFrame) -> None:
    gap = rates_by_hand(fit).indicator
    for place, unit in enumerate("abcdef"):
        sides = [(gap[:, place] < -1).astype(float), (gap[:, place] > 1).astype(float)]
        likelier = max(sides, key=lambda side: side.mean())
        error = arviz_mcse(fit, likelier) if np.ptp(likelier) else 0.0
        found = table.set_index("unit").loc[unit, "mcse_beyond_margin"]
        assert found == pytest.approx(error, rel=1e-9)


def test_lists_are_columns_of_true_and_false(table: pd.DataFrame) -> None:
    for name in ("visit", "visit_spread", "printed_best", "printed_worst"):
        assert table[name].dtype == bool
        assert table[name].sum() == 2


def test_simultaneous_sets_hold_the_marginal_intervals_and_one_another(
    fit: Fit, table: pd.DataFrame
) -> None:
    """Sets that all hold at once are no narrower than intervals that hold one by one."""
    ranks = indicator_ranks_by_hand(fit)
    lower, upper = np.quantile(ranks, [0.05, 0.95], axis=0, method="inverted_cdf")
    # the sets are from a second sample: one rank may be on either side of a quantile
    assert (table["simultaneous_lower"] <= lower + 1).all()
    assert (table["simultaneous_upper"] >= upper - 1).all()
    inside = (ranks >= table["simultaneous_lower"].to_numpy()) & (
        ranks <= table["simultaneous_upper"].to_numpy()
    )
    assert inside.all(axis=1).mean() == pytest.approx(0.9, abs=0.05)


def test_without_a_second_sample_the_sets_are_missing(
    monkeypatch: pytest.MonkeyPatch, fit: Fit, table: pd.DataFrame
) -> None:
    monkeypatch.setattr(module, "simultaneous_sets", lambda _fit: None)
    without = shown_details(fit)
    sets = ["simultaneous_lower", "simultaneous_upper"]
    assert without[sets].isna().all(axis=None)
    pd.testing.assert_frame_equal(without.drop(columns=sets), table.drop(columns=sets))
