"""Annexes of key figures on the page, and the table they are made of."""

from collections.abc import Callable

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.section import sections_of
from bayes_bench.report.sections.people.key_figures import annexes
from tests.builders.pages import section_of, texts, written
from tests.builders.report import people_of

FindIn = Callable[..., Outcome]


@pytest.fixture(scope="module")
def found(find: FindIn) -> Outcome:
    random = np.random.default_rng(8)
    people = people_of([f"{n:02d}" for n in range(6)], 80, 2, ["hip", "knee"])
    origin = random.choice(["<b>here</b>", "there"], len(people), p=[0.7, 0.3]).astype(object)
    origin[people["u"] == "03"] = "there"
    people = people.assign(origin=origin, wage_day=random.normal(900.0, 50.0, len(people)).round(1))
    hidden = {"public": False, "minimum_count": 5}
    figures = {"key_figures": ["origin", "wage_day"]}
    return find(people, [{"name": "joint"}], disclosure=hidden, report=figures)


def test_the_table_is_of_every_unit_and_of_all(found: Outcome) -> None:
    table = found.tables["key_figures.csv"]
    units = found.tables["indicators.csv"]
    for _, rows in table.groupby(["column", "level"]):
        assert list(rows["unit"]) == ["", *units["unit"]]
        assert rows["n"].iloc[0] == rows["n"].iloc[1:].sum() == units["n"].sum()
        assert list(rows["events"].iloc[1:]) == list(units["events"])
        assert list(rows["observed"].iloc[1:]) == list(units["observed"])
    one = table[(table["column"] == "origin") & (table["unit"] == "03")]
    assert one["value"].isna().all()  # everybody there is of one origin


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_column_is_a_folded_table(found: Outcome, language: str) -> None:
    page = Page(found, language)
    html = section_of("key_figures", page, language)
    assert html.count("<details>") == 2
    assert "<b>" not in html
    assert "&lt;b&gt;here&lt;/b&gt;" in html
    assert "wage day" in html
    assert 'href="key_figures.csv"' in html
    assert 'href="#key_figures"' not in html  # that is in the navigation


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_hidden_is_a_dash_and_the_rest_a_number(found: Outcome, language: str) -> None:
    origin, wage = annexes(Page(found, language), words_for(found.model, language))
    rows = {row[0]: row[1:] for row in texts(origin.table)}
    assert rows["03"][3:] == ["–", "–"]
    assert next(iter(rows)) in ("All units together", "Alle enheder under ét")
    table = found.tables["key_figures.csv"]
    mean = table[(table["column"] == "wage_day") & (table["unit"] == "02")]["value"].item()
    assert {row[0]: row[4] for row in texts(wage.table)}["02"] == written(mean, 1, language)
    assert mean == float(f"{mean:.3g}")


def test_a_run_without_key_figures_has_no_such_section(small: Outcome) -> None:
    assert "key_figures.csv" not in small.tables
    assert "key_figures" not in {section.name for section in sections_of(Page(small, "en"))}
