"""How much is knowable, in words that depend on the rankability."""

import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.page import Page
from bayes_bench.report.sections.answer.reliability import reliability_slots, reliability_title
from tests.builders.pages import percent, said, with_tables, worded


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("value", "form"), [(0.3, "low"), (0.6, "medium"), (0.9, "high")])
def test_low_medium_and_high(small: Outcome, language: str, value: float, form: str) -> None:
    table = small.tables["variation.csv"].copy()
    table.loc[table["quantity"] == "rankability", ["value", "lower", "upper"]] = value
    page, words = worded(with_tables(Page(small, language), variation=table), language)
    title = reliability_title(page, words)
    assert title == words.say(f"knowable.title.{form}", reliability_slots(page, words))
    assert percent(value, 0, language) in title


def test_smaller_units_are_counted_by_the_figure_that_is_printed(small: Outcome) -> None:
    slots = reliability_slots(*said(small, "en"))
    half = float(slots["half"].replace(",", ""))
    assert slots["below"] == str((small.tables["indicators.csv"]["n"][:12] < half).sum())
