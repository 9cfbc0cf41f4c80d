"""What is usually printed beside what is knowable, held against the tables."""

import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.page import Page
from bayes_bench.report.sections.ranking.classical import (
    classical_lists,
    classical_slots,
    ways_note,
    ways_table,
)
from tests.builders.pages import TOP, texts, worded


def signed(value: float, language: str) -> str:
    text = f"{value:+.1f}" if round(value, 1) else "0.0"
    return text.replace("-", "−").replace(".", "," if language == "da" else ".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_chance_alone_would_print(alike: Page, language: str) -> None:
    slots = classical_slots(*worded(alike, language))
    ways = alike.tables["extremes.csv"].set_index("way")
    for way in ("chance", "printed"):
        for end in ("best", "worst"):
            assert slots[f"{way}_{end}"] == signed(ways.loc[way, end], language)
    gaps = alike.tables["classical.csv"]["gap_classical"][:12]
    assert (slots["low"], slots["high"]) == (
        signed(gaps.min(), language),
        signed(gaps.max(), language),
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_way_has_a_row(alike: Page, language: str) -> None:
    page, words = worded(alike, language)
    rows = texts(ways_table(page, words))
    assert len(rows) == len(alike.tables["extremes.csv"])
    assert rows[0][0] == words.say("ministry.printed")
    assert " (" not in rows[0][1]  # a fact has no interval
    assert " (" in rows[-1][1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_both_lists_of_k(alike: Page, language: str) -> None:
    lists = classical_lists(*worded(alike, language))
    gaps = alike.tables["classical.csv"][:12].sort_values("gap_classical")["name"]
    assert [[row[0] for row in texts(table)] for _, table in lists] == [
        list(gaps[:TOP]),
        list(gaps[: -TOP - 1 : -1]),
    ]


def test_small_units_that_are_not_counted_are_told(alike: Page) -> None:
    page, words = worded(alike, "en")
    assert ways_note(page, words) == words.say("ministry.ways_note_all", {"least": "30"})
