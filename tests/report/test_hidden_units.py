"""No page, picture or workbook has a figure of a hidden unit that depends on its events."""

import io
import re
import zipfile
from functools import cache

import pandas as pd
import pytest

from bayes_bench.report.html import page_html
from bayes_bench.report.html_table import HtmlTable
from bayes_bench.report.language.numbers import NOTHING
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.pictures.svg import svg_bytes
from bayes_bench.report.section import pictures_of, sections_of
from bayes_bench.report.sections.answer.main_table import main_table
from bayes_bench.report.workbook import workbook_bytes
from tests.builders.hidden_wards import HIDDEN, SHOWN, hidden_outcome, open_wards
from tests.builders.pages import NO_PICTURE, said
from tests.builders.report import outcome_of

LANGUAGES = ["en", "da"]


@cache
def open_outcome() -> Outcome:
    return outcome_of(open_wards())


def html_in(language: str) -> str:
    page, words = said(hidden_outcome(), language)
    pictures = {picture.name: NO_PICTURE for picture in pictures_of(page)}
    return page_html(page, words, pictures)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_main_table_has_their_people_and_why_there_is_no_more(language: str) -> None:
    page, words = said(hidden_outcome(), language)
    rows = {row.cells[0].text: row for row in main_table(page, words)}
    people = hidden_outcome().tables["indicators.csv"].set_index("unit")["n"]
    for code in HIDDEN:
        _, number, *figures, note = rows[code].cells
        assert number.text == str(people[code])
        assert {cell.text for cell in figures} <= {NOTHING, ""}
        assert {cell.order for cell in figures} <= {"", "9.0"}  # 9: no mark
        assert note.text == words.say("table.hidden")
    assert all(rows[code].cells[-1].text == "" for code in SHOWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_them_where_nothing_happened_is_told(language: str) -> None:
    """In the main table, and beside units whose people are like theirs."""
    page, words = said(hidden_outcome(), language)
    for section in sections_of(page):
        if section.name in ("table", "expectation"):
            continue
        for table in tables_in(section.context(page, words)):
            assert not HIDDEN & words_in(table), section.name


def tables_in(found: object) -> list[HtmlTable]:
    if isinstance(found, HtmlTable):
        return [found]
    if isinstance(found, dict):
        return [table for part in found.values() for table in tables_in(part)]
    if isinstance(found, list | tuple):
        return [table for part in found for table in tables_in(part)]
    return []


def words_in(table: HtmlTable) -> set[str]:
    return {word for row in table.rows for cell in row for word in re.split(r"[ ,()]+", cell.text)}


def figures_of(outcome: Outcome) -> dict[str, set[str]]:
    """Figures of the main table that hidden wards would have, as they would be printed."""
    page, words = said(outcome, "en")
    found = {}
    for row in main_table(page, words):
        if row.cells[0].text in HIDDEN:
            found[row.cells[0].text] = {cell.order for cell in row.cells[2:] if "." in cell.order}
    return found


def test_no_cell_of_the_page_is_sorted_by_a_figure_of_theirs() -> None:
    told = set().union(*figures_of(open_outcome()).values())
    assert len(told) > 20
    orders = set(re.findall(r'data-v="([^"]*)"', html_in("en")))
    shared = {
        cell.order
        for row in main_table(*said(open_outcome(), "en"))
        if row.cells[0].text not in HIDDEN
        for cell in row.cells
    }
    assert not (told - shared) & orders


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_and_captions_say_how_many_are_hidden(language: str) -> None:
    page, words = said(hidden_outcome(), language)
    html = html_in(language)
    note = words.count("notice.hidden", 3, {"least": "5"})
    assert note in html
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)
    told = [note in caption for caption in captions]
    assert any(told)
    assert len(told) - sum(told) <= 4  # what is about levels, curves, risks
    assert page.headline.hidden == 3
    assert page.headline.ranked == len(SHOWN)


def test_totals_are_of_everybody() -> None:
    page, _ = said(hidden_outcome(), "en")
    assert page.headline.people == int(hidden_outcome().cells["trials"].sum())
    assert page.headline.events == int(hidden_outcome().cells["events"].sum())
    assert page.tables["areas"].loc[0, "n"] == page.headline.people


def test_pictures_leave_them_out() -> None:
    """Drawn text is kept as text in the files, so that a name would be found."""
    page, words = said(hidden_outcome(), "en")
    for picture in pictures_of(page):
        file = svg_bytes(picture.draw(page, words, 900), picture.name).decode()
        written = set(re.findall(r">([^<>]+)<", file))
        assert not written & HIDDEN, picture.name


def test_no_cell_of_the_workbook_has_a_figure_of_theirs() -> None:
    _, words = said(hidden_outcome(), "en")
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(hidden_outcome(), words))) as book:
        cells = {
            float(value)
            for name in book.namelist()
            if name.startswith("xl/worksheets/sheet")
            for value in re.findall(
                r"<c r=\"[A-Z]+\d+\"(?: s=\"\d+\")?><v>([^<]*)</v>", book.read(name).decode()
            )
        }
    whole, shown = open_outcome().tables, [*SHOWN, "other"]
    for name in ("indicators.csv", "estimands.csv", "classical.csv"):
        # a share of whole people may be another figure by chance
        table = whole[name].set_index("unit").drop(columns="observed", errors="ignore")
        own = {
            float(value)
            for column in table.select_dtypes("float")
            for value in table.loc[[*HIDDEN], column].dropna()
        }
        theirs = {
            float(value)
            for column in table.select_dtypes("float")
            for value in table.loc[shown, column].dropna()
        }
        told = {float(f"{value:.16g}") for value in own - theirs if value % 1}
        assert told
        assert not told & cells, name


@pytest.mark.parametrize("language", LANGUAGES)
def test_internal_use_is_said_everywhere(language: str) -> None:
    fit = open_wards()
    disclosure = fit.model.disclosure.model_copy(update={"use": "internal"})
    model = fit.model.model_copy(update={"disclosure": disclosure})
    outcome = Outcome(
        model, fit.analysis.cells, open_outcome().tables, open_outcome().page_tables, {}
    )
    page, words = said(outcome, language)
    said_so = words.say("notice.internal")
    pictures = {picture.name: NO_PICTURE for picture in pictures_of(page)}
    html = page_html(page, words, pictures)
    assert said_so in html
    captions = re.findall(r"<figcaption>(.*?)</figcaption>", html, re.DOTALL)
    assert captions
    assert all(caption.startswith(said_so) for caption in captions)
    with zipfile.ZipFile(io.BytesIO(workbook_bytes(outcome, words))) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        headed = [name for name in sheets if said_so[:8] in book.read(name).decode()]
        assert len(headed) == len(sheets) - 1  # all but the first, which says it in a cell
        assert "internal" in book.read("xl/sharedStrings.xml").decode()
    assert not page.headline.hidden


def test_a_prior_that_the_data_contradict_is_said_first() -> None:
    row = {"median": 2.8, "odds": 5e7, "line": 'unit_sd = { family = "half-normal", scale = 4 }'}
    tables = {**open_outcome().page_tables, "prior_conflict": pd.DataFrame([row])}
    shown = open_outcome()
    page, words = said(Outcome(shown.model, shown.cells, shown.tables, tables, shown.record), "en")
    assert isinstance(page, Page)
    pictures = {picture.name: NO_PICTURE for picture in pictures_of(page)}
    html = page_html(page, words, pictures)
    first = html[html.index('class="notices"') :][:700]
    assert "2.80" in first
    assert "50,000,000" in first
    assert "unit_sd = { family = &#34;half-normal&#34;, scale = 4 }" in first
