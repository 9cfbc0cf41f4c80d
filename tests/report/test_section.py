"""Sections are a list: what a run has no tables for is left out, in the navigation too."""

import re
from importlib.resources import files

import pytest

from bayes_bench.report.language.words import LANGUAGES, wording
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.section import every_section, pictures_of, sections_of
from tests.builders.pages import html_of, with_tables, without_tables

FURTHER = {
    "decided": ["decisions.csv", "rank_details.csv"],
    "estimands": ["agreement.csv", "overlap.csv"],
    "expectation": ["expectation.csv", "similar_units.csv"],
    "sensitivity": ["sensitivity.csv", "sensitivity_units.csv"],
    "priors": ["prior_predictive.csv", "prior_sensitivity.csv"],
}
ALL = list(FURTHER)


@pytest.fixture(scope="module")
def markup(hostile: Outcome) -> Page:
    return Page(hostile, "en")


@pytest.mark.parametrize(
    ("gone", "language"), [*[([name], "en") for name in ALL], (ALL, "en"), (ALL, "da")]
)
def test_a_run_without_further_tables_has_a_page_without_their_sections(
    markup: Page, gone: list[str], language: str
) -> None:
    files = {file for name in gone for file in FURTHER[name]}
    older = without_tables(markup, files)
    kept = {section.name for section in sections_of(older)}
    assert {*FURTHER} - kept == set(gone)
    html = html_of(older, language)
    ids = set(re.findall(r'id="([\w-]+)"', html))
    assert ids.isdisjoint(gone)
    assert {*FURTHER} - ids == set(gone)
    assert ("marks" in ids) == ("decided" not in gone)
    # the contents lead nowhere that is not there
    assert set(re.findall(r'href="#([\w-]+)"', html)) <= ids
    assert not [file for file in files if f'"{file}"' in html]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_in_the_further_sections_are_text(markup: Page, language: str) -> None:
    flags = markup.tables["indicators.csv"].assign(flag="worse")
    details = markup.tables["rank_details.csv"].assign(tier=range(1, 19))
    html = html_of(with_tables(markup, indicators=flags, rank_details=details), language)
    parts = [
        re.search(rf'<section id="{name}".*?</section>', html, re.DOTALL)
        for name in ("decided", "marks", "estimands", "expectation", "sensitivity", "priors")
    ]
    shown = [part[0] for part in parts if part is not None]
    assert len(shown) == 6
    written_by_us = "section div p h2 h3 table thead tbody tr th td a span"
    assert {tag for part in shown for tag in re.findall(r"</?([^\s>]+)", part)} <= {
        *written_by_us.split()
    }
    for part in shown[:1] + shown[1:2] + shown[3:4]:
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in part
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown[2]  # has not seen enough of the country
    assert all("{{" not in part or "{{ 7 * 7 }}" in part for part in shown)


def test_every_section_has_its_template_its_place_and_its_words() -> None:
    sections = every_section()
    assert len({section.place for section in sections}) == len(sections)
    assert len({section.name for section in sections}) == len(sections)
    folder = files("bayes_bench.report") / "templates" / "sections"
    assert {section.template for section in sections} == {f.name for f in folder.iterdir()}
    for section in sections:
        said = (folder / section.template).read_text(encoding="utf-8")
        assert f'<section id="{section.name}"' in said
        assert [p.name for p in section.pictures if f'picture("{p.name}"' not in said] == []
        nav = {
            lang: wording(lang)[section.name].get("nav")
            for lang in LANGUAGES
            if section.is_in_navigation
        }
        assert all(nav.values())


def test_pictures_belong_to_the_sections_that_are_there(markup: Page) -> None:
    names = [picture.name for picture in pictures_of(markup)]
    assert len(set(names)) == len(names) > 0
    assert "tile_map" not in names
    without = without_tables(markup, {"expectation.csv"})
    assert {*names} - {picture.name for picture in pictures_of(without)} == {"expectation"}
    assert all(picture.table in markup.tables for picture in pictures_of(markup))
