"""The main table."""

import pytest

from bayes_bench.inputs.facts import Count
from bayes_bench.report import page as pages
from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.answer import main_table as main_table_section
from bayes_bench.report.sections.answer.main_table import (
    main_headings,
    main_table,
    main_title,
    note_of,
)
from tests.builders.pages import said, with_tables


def test_codes_are_shown_where_they_say_something(small: Outcome) -> None:
    page, words = said(small, "en")
    headings = [heading.text for heading in main_headings(page, words)]
    assert "Code" not in headings
    assert {len(row.cells) for row in main_table(page, words)} == {len(headings)} == {15}
    units = small.tables["indicators.csv"]
    coded = with_tables(page, indicators=units.assign(name="N" + units["name"]))
    assert main_headings(coded, words)[1].text == "Code"
    assert {len(row.cells) for row in main_table(coded, words)} == {16}


def test_what_does_not_apply_is_a_dash_and_no_mark(small: Outcome) -> None:
    rows = main_table(*said(small, "en"))
    for row in (rows[0], rows[-1]):
        assert [cell.text for cell in row.cells[9:13]] == ["–"] * 4
        assert row.cells[13].text == ""


def test_notes_are_told_in_the_language(hostile: Outcome) -> None:
    words = words_for(hostile.model, "da")
    told = note_of(3, Count(None, fewer_than=5), words)
    assert "3 enheder" in told
    assert "< 5 personer" in told
    assert note_of(0, None, words) == ""


def test_the_title_says_how_many_have_a_row(
    small: Outcome, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, words = said(small, "en")
    assert main_title(page, words).startswith(f"All {len(page.ranked)} ")
    monkeypatch.setattr(pages, "MOST_LISTED", 2)
    monkeypatch.setattr(pages, "ENDS_LISTED", 1)
    monkeypatch.setattr(main_table_section, "ENDS_LISTED", 1)
    cut, words = said(small, "en")
    assert main_title(cut, words).startswith(f"The 1 first and the 1 last of {len(page.ranked)} ")
