"""How sure the order is, recounted from the tables."""

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.page import Page
from bayes_bench.report.section import pictures_of
from bayes_bench.report.sections.ranking import ranks as section
from bayes_bench.report.sections.ranking.ranks import likely_lists, rank_slots
from tests.builders.pages import TOP, section_of, texts, without_tables, worded


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_likeliest_at_both_ends(apart: Page, language: str) -> None:
    best, worst = likely_lists(*worded(apart, language))
    table = apart.tables["ranks.csv"].set_index("name")
    for shown, end in ((best, "best"), (worst, "worst")):
        chance = table[f"probability_{end}_k"]
        names = [row[0] for row in texts(shown)]
        assert len(names) == TOP
        assert chance[names].min() >= chance.drop(names).max()


def test_half_of_the_intervals_are_as_wide_as_is_said(apart: Page) -> None:
    ranks = apart.tables["ranks.csv"]
    width = ranks["rank_upper"] - ranks["rank_lower"] + 1
    said = rank_slots(*worded(apart, "en"))["median_width"]
    assert said == f"{np.median(width):.0f}"


def test_without_the_table_of_every_rank_that_is_said(
    alike: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    without = without_tables(alike, {"rank_probabilities.csv"})
    assert "peak" not in rank_slots(*worded(without, "en"))
    assert "only the summaries of the ranks" in section_of("ranks", without, "en")
    assert "rank_probabilities" not in {picture.name for picture in pictures_of(without)}
    monkeypatch.setattr(section, "CROWDED", 11)
    assert "rank_probabilities" not in {picture.name for picture in pictures_of(alike)}
    assert "picture of every rank" in section_of("ranks", alike, "en")
