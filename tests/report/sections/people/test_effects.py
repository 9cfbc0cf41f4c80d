from dataclasses import replace

import pandas as pd
import pytest

from bayes_bench.report.language.words import words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.sections.people.effects import (
    PICTURES,
    crossed_names,
    crossed_shown,
    curve_finding,
    effect_title,
)
from tests.builders.pages import said, section_of


def with_curve(found: Outcome, span: float) -> Outcome:
    """The same result, its curve from 0 up to so many percentage points."""
    curve = found.tables["spline_curves.csv"]
    effect = curve["effect_pp"] - curve["effect_pp"].min()
    scaled = curve.assign(effect_pp=span * effect / effect.max())
    return replace(found, tables={**found.tables, "spline_curves.csv": scaled})


@pytest.mark.parametrize(("span", "is_curve"), [(0.01, False), (99.0, True)])
def test_the_title_names_what_is_largest(small: Outcome, span: float, is_curve: bool) -> None:
    found = with_curve(small, span)
    words = words_for(found.model, "en")
    title = effect_title(Page(found, "en"), words)
    assert title.startswith("Age: from 0.0" if is_curve else "Joint")
    assert ("+99.0" in title) == is_curve
    assert title.endswith("the largest step from a reference level") == (not is_curve)


def test_the_curve_that_is_told_is_the_widest(small: Outcome) -> None:
    words = words_for(small.model, "en")
    curve = with_curve(small, 1.0).tables["spline_curves.csv"]
    flat = curve.assign(covariate="flat", effect_pp=0.0)
    tables = {**small.tables, "spline_curves.csv": pd.concat([flat, curve])}
    told = curve_finding(Page(replace(small, tables=tables), "en"), words)
    assert told.startswith("Age: ")


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("en", "Joint, where age is one standard deviation below its mean"),
        ("da", "Led, når age er en standardafvigelse under gennemsnittet"),
    ],
)
def test_interactions_are_shown_where_the_other_is_given(
    crossed: Outcome, language: str, heading: str
) -> None:
    page, words = said(crossed, language)
    shown = crossed_shown(page, words)
    assert shown["group"].tolist()[0] == heading
    assert len(shown) == 3
    assert {*page.effects["term"]} == {"joint", "beds"}
    assert crossed_names(page) == ("Joint by age" if language == "en" else "Led × age")
    assert "crossed" in [picture.name for picture in PICTURES if picture.is_there(page)]


def test_without_interactions_nothing_is_said_of_them(small: Outcome) -> None:
    page, words = said(small, "en")
    assert page.crossed_effects.empty
    assert "crossed" not in [picture.name for picture in PICTURES if picture.is_there(page)]
    assert words.say("person.crossed_lead") not in section_of("person", page, "en")
