"""The caterpillar's heading is counted from the table of indicators."""

import pytest

from bayes_bench.report.language.words import LANGUAGES
from bayes_bench.report.outcome import Outcome
from bayes_bench.report.sections.answer.caterpillar import caterpillar_slots
from tests.builders.pages import said


@pytest.mark.parametrize("language", LANGUAGES)
def test_first_last_and_how_many_intervals_include_zero(small: Outcome, language: str) -> None:
    slots = caterpillar_slots(*said(small, language))
    units = small.tables["indicators.csv"].iloc[:12].sort_values("indicator")
    assert (slots["best"], slots["worst"]) == (units["name"].iloc[0], units["name"].iloc[-1])
    outside = (units["indicator_lower"] > 0).sum() + (units["indicator_upper"] < 0).sum()
    assert slots["crossing"] == str(12 - outside)
