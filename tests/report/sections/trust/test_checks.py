"""Checks as sentences, counted from their table."""

import numpy as np
import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.section import pictures_of
from bayes_bench.report.sections.trust.checks import calibration_rows, check_sentences
from tests.builders.pages import said, section_of, tells, with_tables, without_tables, worded


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_check_is_one_sentence(small: Outcome, language: str) -> None:
    page, words = said(small, language)
    table = small.tables["checks.csv"]
    kinds = table["check"].str.split("[").str[0].unique()
    told = check_sentences(page, words)
    assert len(told) == len(kinds)
    mixed = table[table["check"] == "mixed"]
    good = mixed["observed"].between(mixed["lower"], mixed["upper"]).sum()
    assert any(tells(check.sentence, str(good), "13") for check in told)


def test_what_is_outside_is_marked_as_such(small: Outcome) -> None:
    table = small.tables["checks.csv"].copy()
    table.loc[table["check"] == "events", ["lower", "upper"]] = [0.0, 1.0]
    page, words = worded(with_tables(Page(small, "en"), checks=table), "en")
    bad = [check.sentence for check in check_sentences(page, words) if not check.is_good]
    assert any(sentence.startswith("Events in all") for sentence in bad)


@pytest.mark.parametrize("language", LANGUAGES)
def test_units_that_could_not_be_left_out_are_not_counted_as_outside(
    small: Outcome, language: str
) -> None:
    table = small.tables["checks.csv"].copy()
    places = table.index[table["check"] == "cross_validatory"]
    for missing in (places[:9], places):
        table.loc[missing, ["lower", "upper", "p"]] = np.nan
        page, words = worded(with_tables(Page(small, language), checks=table), language)
        known = table.loc[places].dropna(subset="lower")
        good = known["observed"].between(known["lower"], known["upper"]).sum()
        (found,) = (
            check
            for check in check_sentences(page, words)
            if check.sentence.endswith(words.say("checks.not_judged", {"n": str(missing.size)}))
        )
        assert tells(found.sentence, str(good), str(len(known)), str(missing.size))
        assert found.is_good == bool(len(known))


def test_without_checks_that_is_said(small: Outcome) -> None:
    page = without_tables(Page(small, "en"), {"checks.csv"})
    assert calibration_rows(page).empty
    assert "calibration" not in {picture.name for picture in pictures_of(page)}
    assert "has no checks.csv" in section_of("checks", page, "en")
