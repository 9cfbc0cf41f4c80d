"""Marks on the page, recounted from the draws."""

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.page import Page
from bayes_bench.report.sections.ranking.marks import mark_slots, mark_table
from tests.builders.pages import (
    UNITS,
    percent,
    section_of,
    tells,
    texts,
    with_details,
    with_tables,
    worded,
    written,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_marks_are_counted_and_their_false_ones_expected(
    apart: Page, draws: np.ndarray, language: str
) -> None:
    beyond = np.maximum((draws < -1).mean(axis=0), (draws > 1).mean(axis=0))
    marked = [unit for unit in range(12) if beyond[unit] >= 0.95]
    slots = mark_slots(*worded(apart, language))
    told = {"ranked": "12", "extreme": str(len(marked)), "divergent": "2"}
    assert told == {name: slots[name] for name in told}
    words = words_for(apart.outcome.model, language)
    assert tells(words.say("marks.title", slots), str(len(marked)), "12", "2")
    lead = words.say("marks.lead", slots)
    false = written(sum(1 - beyond[unit] for unit in marked), 1, language)
    assert tells(lead, str(len(marked)), false, percent(0.05, 0, language))
    assert tells(lead, written(1, 1, language))
    assert tells(lead, percent(0.95, 0, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_marks_has_the_flagged_and_the_divergent_only(
    apart: Page, draws: np.ndarray, language: str
) -> None:
    words = words_for(apart.outcome.model, language)
    rows = {row[0]: row for row in texts(mark_table(*worded(apart, language)))}
    marks, flagged = ["▲"] * 3 + ["○"] + ["▼"] * 3, [*UNITS[:4], *UNITS[9:]]
    assert [rows[unit][1][0] for unit in flagged] == marks
    assert sorted(rows) == flagged
    # 00 and 01 alone are beyond Benjamini and Hochberg's line at 12 looks: .001 and .002 against
    # .05 / 12 and .10 / 12, and .04 of 02 against .15 / 12
    yes = words.say("marks.yes")
    assert [unit for unit in flagged if rows[unit][5] == yes] == ["00", "01"]
    assert [rows[unit][4] for unit in ("00", "02")] == [
        written(p, 3, language) for p in (0.0005, 0.02)
    ]
    chance = percent(float((draws[:, 3] < -1).mean()), 0, language)
    assert rows["03"][2] == chance
    odd = with_details(apart, divergent=[*[False] * 6, True, *[False] * 5])
    shown = texts(mark_table(*worded(odd, language)))
    assert [row[0] for row in shown if row[5] == yes] == ["06"]
    assert {row[0] for row in shown} == {*flagged, "06"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_mark_no_table(alike: Page, language: str) -> None:
    page, words = worded(alike, language)
    assert mark_table(page, words).rows == ()
    assert tells(words.say("marks.title", mark_slots(page, words)), "0", "12", "0")
    assert "<table" not in section_of("marks", alike, language)
    one = alike.tables["indicators.csv"].copy()
    one.loc[5, "flag"] = "worse"
    flagged = with_tables(alike, indicators=one)
    assert [row[0] for row in texts(mark_table(*worded(flagged, language)))] == ["05"]
    assert "<table" in section_of("marks", flagged, language)
