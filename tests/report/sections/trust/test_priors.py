"""What the priors allow and move, in words: every number recounted from the tables."""

import pandas as pd
import pytest

from bayes_bench.report.language.words import LANGUAGES, words_for
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.section import sections_of
from bayes_bench.report.sections.trust.priors import (
    allowed_sentences,
    moved_counts,
    moved_sentences,
)
from tests.builders.pages import percent, section_of, tells, with_tables, without_tables, written

ALLOWED = [
    ("unit_rate", 0.5, 0.031, 0.957),
    ("unit_spread", 9.0, 2.34, 21.06),
    ("median_odds_ratio", 1.5, 1.01, 2.6),
    ("effect_pp[joint=hip]", 0.1, -24.6, 23.0),
    ("effect_pp[age=per unit]", 0.0, -90.0, 90.0),
]


def moved(units: list[str]) -> pd.DataFrame:
    """Two measures of which one moves, two effects, indicators and adjusted shares."""
    rows = [
        ("unit_sd", "", -0.1, 0.2, "conflict"),
        ("rankability", "", -0.1, 0.01, "none"),
        ("log_odds[joint=hip]", "", 0.3, 0.3, "strong prior"),
        ("log_odds[joint=knee]", "", 0.3, 0.05, "undecided"),
        *(("indicator", unit, 0.01 * n - 0.5, 0.01, "none") for n, unit in enumerate(units)),
        *(("direct_rate", unit, 0.9, 0.06, "conflict") for unit in units[:3]),
    ]
    return pd.DataFrame(rows, columns=["quantity", "unit", "change", "prior", "diagnosis"])


@pytest.fixture
def page(hostile: Outcome) -> Page:
    base = Page(hostile, "en")
    allowed = pd.DataFrame(ALLOWED, columns=["quantity", "value", "lower", "upper"])
    units = [str(unit) for unit in base.units["unit"]]
    return with_tables(base, prior_predictive=allowed, prior_sensitivity=moved(units))


def test_how_many_of_each_kind_move(page: Page) -> None:
    units = len(page.units)
    assert moved_counts(page.tables["prior_sensitivity.csv"]) == {
        "indicators": 0,
        "rates": 3,
        "effects": 1,
        "measures": 1,
        "all_indicators": units,
        "all_rates": 3,
        "all_effects": 2,
        "all_measures": 2,
        "moved": 5,
        "all": units + 7,
        "undecided": 1,
    }


def test_a_figure_that_is_hidden_counts_nowhere(page: Page) -> None:
    table = page.tables["prior_sensitivity.csv"].copy()
    table.loc[0, ["change", "prior"]] = float("nan")
    table.loc[0, "diagnosis"] = ""
    counts = moved_counts(table)
    assert (counts["moved"], counts["measures"], counts["all_measures"]) == (4, 0, 1)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_priors_allow(page: Page, language: str) -> None:
    shares, effect = allowed_sentences(page, words_for(page.outcome.model, language))
    rates = [percent(rate, 0, language) for rate in (0.031, 0.957)]
    spreads = [written(spread, 1, language) for spread in (2.34, 21.06)]
    assert tells(shares, *rates, *spreads, percent(0.95, 0, language))
    assert tells(effect, written(24.6, 0, language))


def test_without_covariates_nothing_is_said_of_effects(page: Page) -> None:
    bare = page.tables["prior_predictive.csv"].iloc[:3]
    words = words_for(page.outcome.model, "en")
    assert len(allowed_sentences(with_tables(page, prior_predictive=bare), words)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_largest_change_is_named(page: Page, language: str) -> None:
    change, *_ = moved_sentences(page, words_for(page.outcome.model, language))
    assert tells(change, written(0.5, 2, language))
    first = page.units["name"].iloc[0]
    assert "".join(c if c.isprintable() else " " for c in first) in change


@pytest.mark.parametrize("language", LANGUAGES)
def test_kinds_that_move_are_counted(page: Page, language: str) -> None:
    """Of indicators none moves, and of none it is not said."""
    words = words_for(page.outcome.model, language)
    _, counts, undecided = moved_sentences(page, words)
    assert tells(counts, written(0.05, 2, language), "3", "3", "1", "2", "1", "2")
    assert {"en": "indicators", "da": "indikatorer"}[language] not in counts
    assert tells(undecided, "1")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("said", "sentences"), [("none", 1), ("undecided", 1)])
def test_where_none_is_sure_to_move(page: Page, language: str, said: str, sentences: int) -> None:
    calm = page.tables["prior_sensitivity.csv"].assign(diagnosis=said)
    words = words_for(page.outcome.model, language)
    _, *told = moved_sentences(with_tables(page, prior_sensitivity=calm), words)
    assert len(told) == sentences
    assert tells(told[0], str(len(page.units) + 7))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_title_says_the_finding(page: Page, language: str) -> None:
    assert tells(section_of("priors", page, language), "5", str(len(page.units) + 7))
    still = page.tables["prior_sensitivity.csv"].assign(diagnosis="none")
    calm = with_tables(page, prior_sensitivity=still)
    heading = section_of("priors", calm, language).split("</h2>")[0]
    assert {"en": "none", "da": "ingen"}[language] in heading


def test_a_run_without_the_tables_has_no_such_section(page: Page) -> None:
    names = [section.name for section in sections_of(page)]
    assert "priors" in names
    less = without_tables(page, {"prior_predictive.csv"})
    assert [section.name for section in sections_of(less)] == [
        name for name in names if name != "priors"
    ]
