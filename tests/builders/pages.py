"""Pages of a run, other tables in its place, and what is read off the text of a page."""

import re
from dataclasses import replace
from typing import Any

import pandas as pd

from bayes_bench.report.html import page_html
from bayes_bench.report.html_table import HtmlTable
from bayes_bench.report.language.words import Words, words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page

NO_PICTURE = {"wide": [""], "narrow": "", "table": "x.csv"}
TOP, UNITS = 4, [f"{n:02d}" for n in range(12)]  # of the small run
ALWAYS = ["caterpillar", "reliability", "own_range", "printed_and_knowable", "rank_intervals"]


def said(outcome: Outcome, language: str) -> tuple[Page, Words]:
    """A page and its words, as `write_report` makes them."""
    words = words_for(outcome.model, language)
    return Page(outcome, language, words.say("page.other")), words


def worded(page: Page, language: str) -> tuple[Page, Words]:
    """The page as it is, with the words of a language."""
    return page, words_for(page.outcome.model, language)


def with_tables(page: Page, **tables: pd.DataFrame) -> Page:
    """The same page of other tables."""
    files = {f"{name}.csv": table for name, table in tables.items()}
    outcome = replace(page.outcome, tables={**page.outcome.tables, **files})
    return replace(page, outcome=outcome)


def without_tables(page: Page, files: set[str]) -> Page:
    """The same page of a run that lacks some tables."""
    kept = {name: table for name, table in page.outcome.tables.items() if name not in files}
    return replace(page, outcome=replace(page.outcome, tables=kept))


def with_details(page: Page, **columns: Any) -> Page:
    return with_tables(page, rank_details=page.tables["rank_details.csv"].assign(**columns))


def with_decision(page: Page, name: str, **figures: float) -> Page:
    table = page.tables["decisions.csv"].copy()
    table.loc[table["decision"] == name, list(figures)] = list(figures.values())
    return with_tables(page, decisions=table)


def html_of(page: Page, language: str) -> str:
    """The page without its pictures."""
    pictures = dict.fromkeys([*ALWAYS, "variation"], NO_PICTURE)
    return page_html(*worded(page, language), pictures)


def section_of(name: str, page: Page, language: str) -> str:
    """The HTML of a section."""
    part = re.search(rf'<section id="{name}".*?</section>', html_of(page, language), re.DOTALL)
    assert part is not None
    return part[0]


def texts(table: HtmlTable) -> list[list[str]]:
    return [[cell.text for cell in row] for row in table.rows]


def written(value: float, digits: int, language: str) -> str:
    text = f"{value:,.{digits}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "da" else text


def percent(fraction: float, digits: int, language: str) -> str:
    sign = {"da": "\N{NO-BREAK SPACE}%", "en": "%"}[language]
    return written(100 * fraction, digits, language) + sign


def tells(text: str, *figures: str) -> bool:
    """Whether the figures are in the text, in this order, none of them a part of another."""
    alone = [rf"(?<![\d.,–−+]){re.escape(figure)}(?![\d–]|[.,]\d)" for figure in figures]
    return re.search(".*?".join(alone), text) is not None
