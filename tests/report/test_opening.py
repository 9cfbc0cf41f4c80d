"""The opening of a page, and its sentences as a whole."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bayes_bench.report.html import write_report
from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.opening import headline_sentences, subtitle
from bayes_bench.report.outcome import Outcome
from tests.builders.pages import html_of, said


def text_of(found: Outcome, language: str) -> str:
    """What a page without its pictures says."""
    body = (
        html_of(said(found, language)[0], language).partition("<body>")[2].partition("<script")[0]
    )
    return re.sub(r"<[^>]+>", "", body)


def changed(found: Outcome, **more: Any) -> Outcome:
    """The same result under other settings of a section, such as data={"names": ...}."""
    update = {
        section: getattr(found.model, section).model_copy(update=keys)
        for section, keys in more.items()
    }
    return replace(found, model=found.model.model_copy(update=update))


def test_the_subtitle_counts_the_units_whose_people_it_counts(small: Outcome) -> None:
    told = subtitle(*said(small, "en"))
    assert told.startswith("740 people in 17 units. 12 of them are ranked; 5 have too few ")
    assert subtitle(*said(small, "da")).startswith("740 personer fra 17 enheder. 12 af dem ")


def test_the_subtitle_of_units_that_are_all_shown(hostile: Outcome) -> None:
    assert subtitle(*said(hostile, "en")).startswith("720 people in 18 units. Counted")


def test_nobody_marked_is_said_as_such(small: Outcome) -> None:
    units = small.tables["indicators.csv"].assign(flag="none")
    none = replace(small, tables={**small.tables, "indicators.csv": units})
    assert headline_sentences(*said(none, "en"))[1].startswith("No unit surely differs")
    units.loc[0, "flag"] = "undecided"
    told = headline_sentences(*said(none, "en"))
    assert told[2].startswith("1 of these 12 is so close")


def test_only_danish_municipalities_have_a_country(small: Outcome) -> None:
    english, danish = (text_of(small, language).lower() for language in ("en", "da"))
    assert "all units together" in english
    assert "country" not in english
    assert "alle enheder under ét" in danish
    assert "landet" not in danish
    of_denmark = changed(small, data={"names": "municipalities"})
    assert "The country" in text_of(of_denmark, "en")
    assert "Hele landet" in text_of(of_denmark, "da")


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_runs_into_the_next(small: Outcome, language: str) -> None:
    text = text_of(small, language)
    assert not re.findall(r"\w+[.:;]\b[A-ZÆØÅ]\w+", text)
    assert "nought" not in text


def test_a_merged_level_is_told_in_the_language_and_the_users_own_is_kept(small: Outcome) -> None:
    page, words = said(small, "da")
    labels = page.levels.groupby("group")["label"].agg(list)
    assert any(label.endswith(words.say("page.other")) for label in labels["joint"])
    assert "other" not in labels["joint"]
    assert "other" in labels["home"]
    effects = page.effects.groupby("group")["label"].agg(list)
    assert words.say("page.other") in effects["joint"]


def test_the_report_is_written_with_the_small_units(small: Outcome, tmp_path: Path) -> None:
    write_report(small, tmp_path, "da")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "øvrige (små grupper samlet)" in page
    assert "Øvrige enheder" in page
