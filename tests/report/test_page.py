"""The order of units on a page, and lists at either end."""

from dataclasses import replace

import pytest

from bayes_bench.report import page as pages
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.answer.main_table import main_table
from tests.builders.pages import said


def test_the_caterpillar_is_sorted_by_the_indicator(small: Outcome) -> None:
    ranks = small.tables["ranks.csv"]
    turned = ranks.assign(expected_rank=-ranks["expected_rank"])
    page, _ = said(replace(small, tables={**small.tables, "ranks.csv": turned}), "en")
    assert page.by_indicator["indicator"].is_monotonic_increasing
    assert page.ranked["expected_rank"].is_monotonic_increasing
    assert not page.ranked["indicator"].is_monotonic_increasing


def test_both_ends_of_the_classical_list(small: Outcome) -> None:
    table = small.page_tables["classical_ends"]
    lists = {end: table[table["end"] == end] for end in ("best", "worst")}
    gaps = small.tables["classical.csv"]["gap_classical"][:12].sort_values()
    assert list(lists["best"]["gap_classical"]) == list(gaps[:4])
    assert list(lists["worst"]["gap_classical"]) == list(gaps[:-5:-1])
    worst = small.tables["ranks.csv"].set_index("unit")["probability_worst_k"]
    assert list(lists["worst"]["probability"]) == list(worst[lists["worst"]["unit"]])


def test_of_very_many_units_the_ends_are_listed(
    hostile: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = said(hostile, "en")
    assert whole.listed is whole.units
    monkeypatch.setattr(pages, "MOST_LISTED", len(whole.ranked) - 1)
    monkeypatch.setattr(pages, "ENDS_LISTED", 2)
    page, words = said(hostile, "en")
    listed = page.listed
    ends = {*page.ranked["unit"].iloc[:2], *page.ranked["unit"].iloc[-2:]}
    assert set(listed["unit"][listed["ranked"]]) == ends
    assert list(listed["unit"][~listed["ranked"]]) == list(
        page.units["unit"][~page.units["ranked"]]
    )
    rows = [row for row in main_table(page, words) if row.kind == "unit"]
    assert len(rows) == 4
    # all are named where all are listed
    assert len([row for row in main_table(whole, words) if row.kind == "unit"]) == len(whole.ranked)
